import { readableOn } from "../canvas/colour.ts";
import { type Canvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import { readsRightToLeft } from "../canvas/script.ts";
import { escapeXml } from "../canvas/typesetter.ts";
import type { Look, SpokenLine } from "../storyboard.ts";
import { speechLead } from "../timeline.ts";
import { type Desk, evenPixel, type PlacedBox, settle } from "./scene.ts";

/** Room inside a plate at either side of its words, and between two plates. */
const inset = 32;
const gap = 8;
/** All words of a hook have arrived by then, in seconds, however slowly it is said. */
const arrived = 0.95;

/**
 * The hook in large type: a plate to a line, its words arriving with the voice within the first second, and leaving when
 * they have been read (three words a second) so that captions and face have the picture.
 */
export function layOutHeadline(
  text: string | null,
  { speech, seconds, look }: { speech: SpokenLine | null; seconds: number; look: Look },
  desk: Desk,
) {
  const zone = desk.stage.headline;
  if (!text) return { lines: [], leaves: 0, boxes: [] as PlacedBox[] };
  const block = desk.setText(text, "display", {
    size: zone.size,
    width: zone.width - inset * 2,
    maxLines: zone.maxLines,
  });
  const height = evenPixel(block.size * 1.34);
  const turned = readsRightToLeft(text);
  const spoken = matchSpeech(
    block.lines.flatMap(({ words }) => words.map((word) => word.text)),
    speech,
  );
  let nth = 0;
  const lines = block.lines.map((line, row) => {
    const width = line.width + inset * 2;
    const ground = row === block.lines.length - 1 && row > 0 ? look.palette.accent : look.palette.surface;
    const words = line.words.map((word) => ({ ...word, at: spoken[nth++]! }));
    const ink = readableOn(ground, look.palette.text, look.palette.surface);
    const x = turned ? zone.x + zone.width - width : zone.x;
    return { x, y: zone.y + row * (height + gap), width, height, ground, ink, words, begins: words[0]!.at };
  });
  const read = Math.max(1.7, arrived + 0.35 + nth / 3);
  const leaves = seconds - read < 0.7 ? seconds : read;
  const boxes = lines.map(({ x, y, width, ground, ink, words, begins }): PlacedBox => {
    const said = words.map((word) => word.text).join(" ");
    return {
      kind: "headline",
      x,
      y,
      width,
      height,
      from: begins,
      to: leaves,
      text: said,
      size: block.size,
      ink,
      ground,
    };
  });
  return { lines, leaves, boxes, size: block.size };
}

/** Draws a headline that was laid out. */
export function paintHeadline({ lines, leaves, size = 0 }: ReturnType<typeof layOutHeadline>, painter: Painter) {
  const plates = lines.map(({ width, height, ground }) =>
    painter.paint(`<rect width="${width}" height="${height}" rx="22" fill="${ground}"/>`, width, height),
  );
  const words = lines.flatMap(({ x, y, height, ink, words: own }) =>
    own.map((word) => ({
      at: word.at,
      x: x + inset + word.x - 8,
      y,
      sprite: painter.paint(
        `<text x="8" y="${height * 0.7}" ${painter.type("display", size)} fill="${ink}">${escapeXml(word.text)}</text>`,
        word.width + 24,
        height,
      ),
    })),
  );
  return {
    draw(canvas: Canvas, time: number) {
      if (time >= leaves + 0.24) return;
      const s = painter.scale;
      const gone = smoothStep(time, leaves, leaves + 0.24);
      const lift = gone * 90;
      lines.forEach(({ x, y, begins }, index) => {
        const grown = springIn(time, begins - 0.06, 0.3);
        laySprite(canvas, plates[index]!, {
          x: settle((x - (1 - grown) * 120) * s, grown),
          y: settle((y - lift) * s, gone ? 0 : 1),
          opacity: smoothStep(time, begins - 0.06, begins + 0.06) * (1 - gone),
        });
      });
      for (const { x, y, at, sprite } of words) {
        const grown = springIn(time, at, 0.28);
        const size = 0.72 + 0.28 * grown;
        const still = grown === 1 && !gone;
        laySprite(canvas, sprite, {
          x: settle(x * s + ((1 - size) * sprite.width) / 2, still ? 1 : 0),
          y: settle((y - lift) * s + ((1 - size) * sprite.height) / 2, still ? 1 : 0),
          scale: size,
          opacity: smoothStep(time, at, at + 0.08) * (1 - gone),
        });
      }
    },
  };
}

/** When each written word arrives: as it is said, where the line begins with the same words, and evenly otherwise. */
function matchSpeech(words: string[], speech: SpokenLine | null): number[] {
  const said = speech?.words ?? [];
  const same = words.every((word, index) => plain(word) === plain(said[index]?.word ?? ""));
  const wanted = words.map((_, index) => (same ? said[index]!.start + speechLead : 0.1 + index * 0.12));
  const last = wanted.at(-1) ?? 0;
  const squeeze = last > arrived ? arrived / last : 1;
  return wanted.map((at) => at * squeeze);
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
