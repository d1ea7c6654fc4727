import { mixColours, readableOn } from "../canvas/colour.ts";
import type { TextBlock } from "../canvas/typesetter.ts";
import type { EndCardDesign } from "../caption-styles.ts";
import type { Box } from "../stage.ts";
import type { Shot } from "../storyboard.ts";
import { groundOf } from "./backdrop.ts";
import type { Desk, PlacedBox, ShotPlan } from "./scene.ts";

export type EndCard = Extract<Shot, { type: "end-card" }>;
/** A logo as it is drawn: its size in design pixels and its PNG. */
export type Logo = { width: number; height: number; bytes: Buffer };
type Piece = Box & { ground: string; ink: string };

/** Where the brand's mark, the call and the address stand on an end card, and in which colours. */
export type EndCardLayout = {
  design: EndCardDesign;
  name: TextBlock | undefined;
  call: TextBlock;
  linkSize: number;
  mark: Piece;
  button: Piece;
  link: Piece;
  /** From which edge lines are set. */
  align: "middle" | "left";
  boxes: PlacedBox[];
};

/** Lays an end card out in the design that its kit chose: a stack in the middle, a poster set from the left, or two halves. */
export function layOutEndCard(
  { shot, look, fps, frames }: ShotPlan<EndCard>,
  logo: Logo | null,
  desk: Desk,
): EndCardLayout {
  const design = shot.design ?? "spotlight";
  const { palette } = look;
  const { close, width: wide, height: high, safe } = desk.stage;
  const landscape = wide > high;
  const half = design === "split" && landscape;
  const room = half ? wide / 2 - safe.x - 40 : close.width;
  const tight = close.height < 900;
  const name = logo
    ? undefined
    : desk.setText(look.brandName, "display", { size: 128, width: room - 120, maxLines: 2 });
  const mark = logo
    ? { width: logo.width + 112, height: logo.height + 96 }
    : { width: widest(name!) + 96, height: name!.lines.length * name!.lineHeight + 72 };
  const loud = design !== "spotlight";
  const inset = loud && design === "split" ? 0 : 120;
  const call = desk.setText(shot.cta, "display", {
    size: loud ? 112 : 76,
    width: room - inset - 30,
    maxLines: loud ? 3 : 2,
  });
  const button = {
    width: widest(call) + inset,
    height: call.lines.length * call.lineHeight + (design === "split" ? 10 : 72),
  };
  const linkSize = Math.min(50, (50 * (room - 90)) / desk.measure(shot.link, "text", 50));
  const link = { width: desk.measure(shot.link, "text", linkSize) + 64, height: linkSize * 1.7 };
  const [first, second] = tight ? [52, 34] : [84, 48];
  const height = mark.height + first + button.height + second + link.height;
  const places = { mark: { x: 0, y: 0 }, button: { x: 0, y: 0 }, link: { x: 0, y: 0 } };
  const stack = (
    pieces: [keyof typeof places, { width: number; height: number }, number][],
    top: number,
    x: (w: number) => number,
  ) => {
    let y = top;
    for (const [key, size, gap] of pieces) {
      places[key] = { x: x(size.width), y };
      y += size.height + gap;
    }
  };
  const centre = (at: number) => (w: number) => at - w / 2;
  if (design === "split") {
    const seam = high * splitAt;
    const callHigh = button.height + second + link.height;
    if (half) {
      stack([["mark", mark, 0]], (high - mark.height) / 2, centre(wide / 4));
      stack(
        [
          ["button", button, second],
          ["link", link, 0],
        ],
        (high - callHigh) / 2,
        centre(wide * 0.75),
      );
    } else {
      stack([["mark", mark, 0]], (close.y + seam - mark.height) / 2, centre(wide / 2));
      stack(
        [
          ["button", button, second],
          ["link", link, 0],
        ],
        seam + Math.max(40, (close.y + close.height - seam - callHigh) / 2),
        centre(wide / 2),
      );
    }
  } else {
    const x = design === "poster" ? () => close.x : centre(wide / 2);
    stack(
      [
        ["mark", mark, first],
        ["button", button, second],
        ["link", link, 0],
      ],
      close.y + (close.height - height) / 2,
      x,
    );
  }
  const dark = groundOf(palette, "wings");
  const grounds = {
    spotlight: { mark: palette.surface, button: palette.accent, link: dark },
    poster: { mark: palette.surface, button: palette.accent, link: palette.primary },
    split: { mark: palette.surface, button: palette.accent, link: mixColours(palette.accent, "#17121c", 0.78) },
  }[design];
  const piece = (key: keyof typeof places, size: { width: number; height: number }, ...wishes: string[]): Piece => ({
    ...places[key],
    ...size,
    ground: grounds[key],
    ink: readableOn(grounds[key], ...wishes),
  });
  const laid = {
    mark: piece("mark", mark, palette.primary, palette.text),
    button: piece("button", button, palette.surface, palette.text, palette.background),
    link: piece("link", link, palette.background, palette.surface),
  };
  const to = frames / fps;
  const { mark: placedMark, button: placedButton, link: placedLink } = laid;
  const boxes: PlacedBox[] = [
    { kind: "logo", ...placedMark, from: 0, to },
    { kind: "button", ...placedButton, from: 0.25, to, text: shot.cta, size: call.size },
    { kind: "link", ...placedLink, from: 0.5, to, text: shot.link, size: linkSize },
  ];
  return { design, name, call, linkSize, ...laid, align: design === "poster" ? "left" : "middle", boxes };
}

/** Where the two halves of an upright split card meet, as a share of its height. */
export const splitAt = 0.385;

const widest = (block: TextBlock) => Math.max(...block.lines.map(({ width }) => width));
