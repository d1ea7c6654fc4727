import { type Canvas, laySprite } from "../canvas/frame.ts";
import type { Painter } from "../canvas/painter.ts";
import { escapeXml } from "../canvas/typesetter.ts";
import type { CaptionStyle } from "../caption-styles.ts";
import type { Look, SpokenLine } from "../storyboard.ts";
import { speechLead } from "../timeline.ts";
import { type CaptionZone, layOutCaptions } from "./caption-layout.ts";
import { captionPainters } from "./caption-painters.ts";
import { type Desk, evenPixel, type PlacedBox } from "./scene.ts";

/** Captions in the style of the video, in two lines at most. */
export function paintCaptions(
  said: { speech: SpokenLine | null; skip: number },
  style: CaptionStyle,
  zone: CaptionZone,
  look: Look,
  painter: Painter,
) {
  const captions = layOutCaptions(said, style, zone, look, painter).map((caption) => ({
    ...caption,
    paint: captionPainters[style](caption, look, painter),
  }));
  return {
    draw(canvas: Canvas, time: number) {
      const at = time - speechLead;
      captions.find(({ start, end }) => at >= start && at < end)?.paint(canvas, at);
    },
  };
}

/** Where the label stands: a dark pill at the top left of what networks leave free. */
export function layOutLabel(label: string, seconds: number, desk: Desk): PlacedBox {
  const width = desk.measure(label, "text", labelSize) + 48;
  const place = { kind: "label" as const, ...desk.stage.label, width, height: 52 };
  return { ...place, from: 0, to: seconds, text: label, size: labelSize, ink: "#ffffff", ground: "#17121c" };
}
const labelSize = 30;

/** The plain line that says what the video is, for as long as it plays. */
export function paintLabel(label: string, painter: Painter) {
  const { x, y, width, height } = layOutLabel(label, 0, painter);
  const sprite = painter.paint(
    `<rect width="${width}" height="${height}" rx="26" fill="#17121c" fill-opacity=".78"/><text x="24" y="36.5" ${painter.type("text", labelSize)} fill="#fff">${escapeXml(label)}</text>`,
    width,
    height,
  );
  const s = painter.scale;
  return { draw: (canvas: Canvas) => laySprite(canvas, sprite, { x: evenPixel(x * s), y: evenPixel(y * s) }) };
}
