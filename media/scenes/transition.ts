import { type Canvas, laySprite } from "../canvas/frame.ts";
import { smoothStep } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import type { Look, Shot } from "../storyboard.ts";
import { evenPixel } from "./scene.ts";

/** How a shot comes in or goes out: a panel in the brand's colours sweeps over it, or the camera whips aside. */
export type Passage = "cut" | "wipe" | "whip";

/** Seconds that an entrance and an exit take; both are short enough to leave every word readable. */
const [entering, leaving] = [0.26, 0.16];

/**
 * How one shot follows another. Segments are joined without encoding again, so each shot brings its own half of a passage:
 * what is sold comes in with the brand's colours, people with a turn of the camera, and a card with its own fill needs none.
 */
export function choosePassage(before: Shot | undefined, next: Shot | undefined): Passage {
  if (!before || !next) return "cut";
  if (next.type === "product" || next.type === "b-roll" || next.type === "before-after") return "wipe";
  if (next.type === "talking-head") return before.type === "talking-head" ? "cut" : "whip";
  return next.type === "end-card" ? "wipe" : "cut";
}

/** Draws a shot's own half of the passages before and after it over the finished scene; captions and label stay above. */
export function paintPassages(
  { enter, leave }: { enter: Passage; leave: Passage },
  seconds: number,
  { palette }: Look,
  painter: Painter,
): { draw(canvas: Canvas, time: number): void } {
  const { width, height } = painter.stage;
  const s = painter.scale;
  const wipes = enter === "wipe" || leave === "wipe";
  const slant = height * 0.16;
  const across = width + slant * 2 + 120;
  const panel = wipes
    ? painter.paint(
        `<path d="M${slant} 0H${across}L${across - slant} ${height}H0Z" fill="${palette.primary}"/><path d="M${slant} 0H${slant + 70}L70 ${height}H0Z" fill="${palette.accent}"/><path d="M${across - 70} 0H${across}L${across - slant} ${height}H${across - slant - 70}Z" fill="${palette.accent}"/>`,
        across,
        height,
      )
    : undefined;
  /** `done` 0 has the panel at the right of the picture, 0.5 over all of it, 1 at its left. */
  const sweep = (canvas: Canvas, done: number) => {
    if (!panel) return;
    const x = width - (width + across) * done;
    laySprite(canvas, panel, { x: evenPixel(x * s), y: 0 });
  };
  return {
    draw(canvas, time) {
      const rest = seconds - time;
      if (time < entering && enter === "wipe") sweep(canvas, 0.5 + 0.5 * smoothStep(time / entering, -0.1, 1));
      if (time < entering && enter === "whip")
        slide(canvas, Math.round(canvas.width * 0.5 * (1 - easeOut(time / entering))));
      if (rest < leaving && leave === "wipe") sweep(canvas, 0.5 * smoothStep(1 - rest / leaving, 0, 1.1));
      if (rest < leaving && leave === "whip")
        slide(canvas, -Math.round(canvas.width * 0.5 * (1 - rest / leaving) ** 2));
    },
  };
}

function easeOut(share: number): number {
  return 1 - (1 - Math.min(1, share)) ** 3;
}

/** Moves the picture sideways; what comes free is streaked with the picture's edge, as a fast pan smears it. */
function slide({ width, height, y, u, v }: Canvas, by: number): void {
  const shift = Math.round(by / 2) * 2;
  if (shift === 0) return;
  const move = (plane: Uint8Array, wide: number, high: number, dx: number) => {
    for (let row = 0; row < high; row++) {
      const from = row * wide;
      if (dx > 0) {
        const edge = plane[from]!;
        plane.copyWithin(from + dx, from, from + wide - dx);
        plane.fill(edge, from, from + dx);
      } else {
        const edge = plane[from + wide - 1]!;
        plane.copyWithin(from, from - dx, from + wide);
        plane.fill(edge, from + wide + dx, from + wide);
      }
    }
  };
  move(y, width, height, shift);
  move(u, width / 2, height / 2, shift / 2);
  move(v, width / 2, height / 2, shift / 2);
}
