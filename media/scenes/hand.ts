import { mixColours } from "../canvas/colour.ts";
import type { Portrait } from "../storyboard.ts";
import type { Gesture } from "./gestures.ts";

/** The drawing of a raised hand: 300 wide, the fingertips at the top, the wrist at 360, the sleeve from 410 downwards. */
export const handWidth = 300;
/** Where the thing that is held lies in that drawing. */
export const heldPlace = { x: 22, y: -20, width: 256, height: 256 };

/**
 * A hand in the portrait's skin and sleeve, `height` long, for the left of the picture (mirrored for the right). `held` is
 * drawn between the fingers and the palm.
 */
export function drawHand(pose: Gesture["pose"], { options }: Portrait, height: number, held = ""): string {
  const skin = colourOf(options.skinColor, "#edb98a");
  const sleeve = colourOf(options.clothesColor, "#3f6fb5");
  const line = mixColours(skin, "#5a2415", 0.28);
  const finger = (x: number, y: number, w: number, h: number, turn = 0) =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${Math.min(w, h) / 2}" transform="rotate(${turn} ${x + w / 2} ${y + h})" fill="${skin}" stroke="${line}" stroke-width="4"/>`;
  const palm = `<rect x="84" y="208" width="134" height="160" rx="54" fill="${skin}" stroke="${line}" stroke-width="4"/>`;
  const arm = `<rect x="114" y="330" width="76" height="120" fill="${skin}"/><path d="M92 420H212L${232} ${height}H72Z" fill="${sleeve}"/><rect x="86" y="408" width="132" height="44" rx="16" fill="${mixColours(sleeve, "#ffffff", 0.14)}"/>`;
  const shade = `<path d="M160 452H212L232 ${height}H150Z" fill="#000" opacity=".1"/>`;
  const knuckles = [0, 1, 2].map((n) => finger(136 + n * 28, 214 + n * 10, 32, 64)).join("");
  const poses: Record<Gesture["pose"], string> = {
    point: `${finger(98, 66, 38, 190, -3)}${palm}${knuckles}${finger(84, 262, 96, 36, 12)}`,
    palm: `${finger(84, 96, 34, 150, -10)}${finger(118, 70, 35, 180, -3)}${finger(153, 78, 34, 172, 4)}${finger(187, 110, 31, 140, 12)}${finger(40, 232, 96, 36, -34)}${palm}`,
    thumb: `${finger(92, 96, 44, 170, -4)}<rect x="80" y="214" width="150" height="150" rx="48" fill="${skin}" stroke="${line}" stroke-width="4"/>${[0, 1, 2, 3].map((n) => finger(140, 222 + n * 34, 96, 33)).join("")}`,
    hold: `${palm}${held}${finger(70, 196, 36, 110, -14)}${[0, 1].map((n) => finger(190 + n * 6, 196 + n * 44, 36, 74, 62)).join("")}`,
  };
  return `${arm}${shade}${poses[pose]}`;
}

/** A colour of the portrait's options: a list of hex without the sign. */
function colourOf(option: unknown, otherwise: string): string {
  const first = Array.isArray(option) ? option[0] : option;
  return typeof first === "string" && /^[0-9a-f]{6}$/i.test(first) ? `#${first}` : otherwise;
}
