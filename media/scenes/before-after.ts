import { type Canvas, coverCanvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import { escapeXml } from "../canvas/typesetter.ts";
import type { Shot } from "../storyboard.ts";
import { coverStage, paintShade } from "./b-roll.ts";
import { type Desk, evenPixel, type PlacedBox, type SceneBuilder, type ShotPlan } from "./scene.ts";

type BeforeAfter = Extract<Shot, { type: "before-after" }>;
const type = 54;

/** Where the two names stand: before at the left, after at the right, under the label. */
export function layOutBeforeAfter({ shot, fps, frames }: ShotPlan<BeforeAfter>, desk: Desk) {
  const { safe, label } = desk.stage;
  const most = safe.width / 2 - 20;
  const seconds = frames / fps;
  const names = shot.names.map((text, side) => {
    const size = Math.min(type, (type * (most - 56)) / desk.measure(text, "display", type));
    const width = desk.measure(text, "display", size) + 56;
    const x = side === 0 ? safe.x : safe.x + safe.width - width;
    return { text, size, x, y: label.y + 76, width, height: size * 1.6 };
  });
  const boxes = names.map(({ text, size, ...place }): PlacedBox => {
    return { kind: "text", ...place, from: 0.15, to: seconds, text, size, ink: "#ffffff", ground: "#17121c" };
  });
  return { names, boxes, seconds };
}

/** Two pictures of the same thing; a handle draws the second over the first, back a little, and over again. */
export const buildBeforeAfter: SceneBuilder<BeforeAfter> = async (plan, painter) => {
  const { shot, look } = plan;
  const { names, seconds } = layOutBeforeAfter(plan, painter);
  const [before, after] = await Promise.all(shot.pictures.map((file) => coverStage(file, painter, 1)));
  const { height } = painter.stage;
  const shade = paintShade(painter);
  const handle = painter.paint(
    `<rect x="56" width="8" height="${height + 4}" fill="#fff"/><circle cx="60" cy="${height * 0.42}" r="52" fill="${look.palette.accent}" stroke="#fff" stroke-width="8"/><path d="M42 ${height * 0.42}l14 -18v36zM78 ${height * 0.42}l-14 -18v36z" fill="#fff"/>`,
    120,
    height,
  );
  const plates = names.map(({ text, size, width, height: tall }) =>
    painter.paint(
      `<rect width="${width}" height="${tall}" rx="${tall / 2}" fill="#17121c" fill-opacity=".82"/><text x="28" y="${tall * 0.68}" ${painter.type("display", size)} fill="#fff">${escapeXml(text)}</text>`,
      width,
      tall,
    ),
  );
  return {
    draw(canvas: Canvas, time: number) {
      const s = painter.scale;
      const back = 0.14 * smoothStep(time, seconds * 0.68, seconds * 0.92);
      const share = 0.9 - 0.8 * smoothStep(time, seconds * 0.12, seconds * 0.62) + back;
      const edge = evenPixel(canvas.width * share);
      coverCanvas(canvas, before!);
      laySprite(canvas, after!, { x: 0, y: 0, columns: [edge, after!.width] });
      laySprite(canvas, handle, { x: edge - evenPixel(60 * s), y: 0 });
      laySprite(canvas, shade, { x: 0, y: 0 });
      // Each name stands while there is enough of its picture to name.
      for (const [side, { x, y }] of names.entries()) {
        const seen = side === 0 ? smoothStep(share, 0.3, 0.45) : 1 - smoothStep(share, 0.55, 0.7);
        const shown = springIn(time, 0.15, 0.4) * seen;
        laySprite(canvas, plates[side]!, { x: evenPixel(x * s), y: evenPixel(y * s), opacity: Math.min(1, shown) });
      }
    },
  };
};
