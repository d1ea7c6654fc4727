import { type Canvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import { escapeXml, type FontRole } from "../canvas/typesetter.ts";
import type { CaptionStyle } from "../caption-styles.ts";
import type { Look } from "../storyboard.ts";
import { type CaptionWord, captionColours, type LaidCaption } from "./caption-layout.ts";
import { evenPixel } from "./scene.ts";

/** Draws one caption for a time in seconds of the speech, while it stands. */
type CaptionPainter = (caption: LaidCaption, look: Look, painter: Painter) => (canvas: Canvas, said: number) => void;

/** Room around a caption's sprite for outlines. */
const margin = 16;
const outline = `stroke="#17121c" stroke-width="14" stroke-linejoin="round" paint-order="stroke"`;

const text =
  (word: CaptionWord, { block }: LaidCaption, font: FontRole, painter: Painter, left: number, top: number) =>
  (attributes: string) =>
    `<text x="${word.x - left}" y="${word.y - top + block.size * 0.86 + (block.lineHeight - block.size * 1.2) / 2}" ${painter.type(font, block.size)} ${attributes}>${escapeXml(word.text)}</text>`;

/** All words of a caption in one sprite over `under`, with the attributes that `of` gives each. */
function paintBlock(caption: LaidCaption, painter: Painter, of: (word: CaptionWord) => string, under = "") {
  const { box } = caption;
  const [left, top] = [box.x - margin, box.y - margin];
  const words = caption.words.map((word) => text(word, caption, "text", painter, left, top)(of(word)));
  const sprite = painter.paint(under + words.join(""), box.width + margin * 2, box.height + margin * 2);
  return { sprite, left, top };
}

/** One word alone on `under` (drawn from the word's own top left corner). */
function paintWord(
  word: CaptionWord,
  caption: LaidCaption,
  painter: Painter,
  attributes: string,
  under = "",
  font: FontRole = "text",
) {
  const [left, top] = [word.x - margin, word.y - margin];
  const body = under + text(word, caption, font, painter, left, top)(attributes);
  return {
    sprite: painter.paint(body, word.width + margin * 2, caption.block.lineHeight + margin * 2),
    left,
    top,
    ...{ start: word.start, end: word.end },
  };
}

const plate = ({ box }: LaidCaption, radius: number, fill: string, opacity = 1) =>
  `<rect x="${margin}" y="${margin}" width="${box.width}" height="${box.height}" rx="${radius}" fill="${fill}" fill-opacity="${opacity}"/>`;

function still(canvas: Canvas, { sprite, left, top }: ReturnType<typeof paintBlock>, s: number, opacity = 1): void {
  laySprite(canvas, sprite, { x: evenPixel(left * s), y: evenPixel(top * s), opacity });
}

/** Grows a drawn thing in about its middle. */
function grow(canvas: Canvas, drawn: ReturnType<typeof paintBlock>, s: number, size: number, opacity = 1): void {
  if (size === 1) {
    still(canvas, drawn, s, opacity);
    return;
  }
  const { sprite, left, top } = drawn;
  const [x, y] = [left * s + ((1 - size) * sprite.width) / 2, top * s + ((1 - size) * sprite.height) / 2];
  laySprite(canvas, sprite, { x, y, scale: size, opacity });
}

const white = `fill="#fff" ${outline}`;

/** How each style draws a caption; the words themselves were placed before. */
export const captionPainters: Record<CaptionStyle, CaptionPainter> = {
  highlight: (caption, look, painter) => {
    const { ink, mark } = captionColours("highlight", look);
    const plain = paintBlock(caption, painter, () => white);
    const { lineHeight } = caption.block;
    const markers = caption.words.map((word) => {
      const under = `<rect x="5" y="${margin - 2}" width="${word.width + margin * 2 - 10}" height="${lineHeight}" rx="14" fill="${mark}" stroke="#fff" stroke-width="4"/>`;
      return paintWord(word, caption, painter, `fill="${ink}"`, under);
    });
    return (canvas, said) => {
      still(canvas, plain, painter.scale);
      for (const marker of current(markers, said)) {
        grow(canvas, marker, painter.scale, 0.9 + 0.1 * springIn(said, marker.start, 0.22));
      }
    };
  },
  pop: (caption, look, painter) => {
    const { mark } = captionColours("pop", look);
    const loud = caption.box.text!.replace(/[^\p{L}\p{N}]/gu, "").length > 5 || /\d/.test(caption.box.text!);
    const fill = `fill="${loud ? mark : "#fff"}" stroke="#17121c" stroke-width="20" stroke-linejoin="round" paint-order="stroke"`;
    const words = caption.words.map((word) => paintWord(word, caption, painter, fill, "", "display"));
    return (canvas, said) => {
      const grown = springIn(said, caption.start, 0.24);
      for (const word of words)
        grow(
          canvas,
          word,
          painter.scale,
          0.66 + 0.34 * grown,
          smoothStep(said, caption.start - 0.02, caption.start + 0.06),
        );
    };
  },
  karaoke: (caption, look, painter) => {
    const { mark } = captionColours("karaoke", look);
    const plain = paintBlock(caption, painter, () => white);
    const filled = caption.words.map((word) => paintWord(word, caption, painter, `fill="${mark}"`));
    const turned = (caption.words[1]?.row ?? 1) === 0 && caption.words[1]!.x < caption.words[0]!.x;
    return (canvas, said) => {
      still(canvas, plain, painter.scale);
      for (const word of filled) {
        const share = Math.min(1, (said - word.start) / Math.max(0.08, word.end - word.start));
        if (share <= 0) continue;
        const wide = evenPixel(word.sprite.width * share);
        if (wide < 2) continue;
        const from = turned ? word.sprite.width - wide : 0;
        laySprite(canvas, word.sprite, {
          x: evenPixel(word.left * painter.scale),
          y: evenPixel(word.top * painter.scale),
          columns: [from, from + wide],
        });
      }
    };
  },
  boxed: (caption, look, painter) => {
    const { mark, ground } = captionColours("boxed", look);
    const { block, box } = caption;
    const rows = block.lines
      .map((line, row) => {
        const x = margin + (box.width - line.width) / 2 - 22;
        return `<rect x="${x}" y="${margin + 4 + row * block.lineHeight - 3}" width="${line.width + 44}" height="${block.lineHeight + 6}" rx="12" fill="${ground}" fill-opacity=".93"/>`;
      })
      .join("");
    const plain = paintBlock(caption, painter, () => `fill="#fff"`, rows);
    const bright = caption.words.map((word) => {
      const under = `<rect x="${margin - 8}" y="${margin}" width="${word.width + 16}" height="${block.lineHeight}" fill="${ground}"/>`;
      return paintWord(word, caption, painter, `fill="${mark}"`, under);
    });
    return (canvas, said) => {
      still(canvas, plain, painter.scale);
      for (const word of current(bright, said)) still(canvas, word, painter.scale);
    };
  },
  outline: (caption, _look, painter) => {
    const plain = paintBlock(caption, painter, () => white);
    return (canvas, said) =>
      still(canvas, plain, painter.scale, smoothStep(said, caption.start - 0.02, caption.start + 0.08));
  },
  typewriter: (caption, look, painter) => {
    const { ink, ground, mark } = captionColours("typewriter", look);
    const strip = paintBlock({ ...caption, words: [] }, painter, () => "", plate(caption, 10, ground, 0.97));
    const words = caption.words.map((word) => paintWord(word, caption, painter, `fill="${ink}"`));
    const cursor = painter.paint(
      `<rect width="10" height="${caption.block.size}" rx="3" fill="${mark}"/>`,
      10,
      caption.block.size,
    );
    return (canvas, said) => {
      const s = painter.scale;
      still(canvas, strip, s, smoothStep(said, caption.start - 0.04, caption.start + 0.06));
      const shown = words.filter(({ start }) => said >= start);
      for (const word of shown) still(canvas, word, s, smoothStep(said, word.start - 0.02, word.start + 0.05));
      const last = caption.words[shown.length - 1];
      if (!last || said % 0.5 > 0.32) return;
      const turned =
        caption.words[1] !== undefined && caption.words[1].row === 0 && caption.words[1].x < caption.words[0]!.x;
      laySprite(canvas, cursor, {
        x: evenPixel((turned ? last.x - 18 : last.x + last.width + 8) * s),
        y: evenPixel((last.y + 4) * s),
      });
    };
  },
  bubble: (caption, look, painter) => {
    const { ink, ground, mark } = captionColours("bubble", look);
    const { box } = caption;
    const middle = margin + box.width / 2;
    // Up to the mouth, or across to it where captions stand beside the face.
    const beside = painter.stage.captions.x > painter.stage.face.x;
    const level = margin + box.height / 2;
    const tail = beside
      ? `<path d="M${margin + 4} ${level - 22}L0 ${level + 2}L${margin + 4} ${level + 20}Z" fill="${ground}"/>`
      : `<path d="M${middle - 26} ${margin + 4}L${middle - 4} 0L${middle + 22} ${margin + 4}Z" fill="${ground}"/>`;
    const plain = paintBlock(caption, painter, () => `fill="${ink}"`, tail + plate(caption, 34, ground));
    const bright = caption.words.map((word) => {
      const under = `<rect x="${margin - 4}" y="${margin}" width="${word.width + 8}" height="${caption.block.lineHeight}" fill="${ground}"/>`;
      return paintWord(word, caption, painter, `fill="${mark}"`, under);
    });
    return (canvas, said) => {
      const grown = springIn(said, caption.start - 0.02, 0.2);
      grow(
        canvas,
        plain,
        painter.scale,
        0.86 + 0.14 * grown,
        smoothStep(said, caption.start - 0.04, caption.start + 0.04),
      );
      if (grown === 1) for (const word of current(bright, said)) still(canvas, word, painter.scale);
    };
  },
};

/** What belongs to the word being said: the last one begun, and those that began with it. */
function current<T extends { start: number }>(words: T[], said: number): T[] {
  const last = words.findLast(({ start }) => said >= start);
  return last ? words.filter(({ start }) => start === last.start) : [];
}
