import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import type { Look } from "../storyboard.ts";
import { readFontFamily } from "./font-name.ts";
import { type Sprite, spriteFromRgba } from "./sprite.ts";

export type FontRole = "display" | "text";
export type PlacedWord = { text: string; x: number; width: number };
export type TextBlock = { size: number; lineHeight: number; lines: { words: PlacedWord[]; width: number }[] };

/** Draws vector pictures and type as sprites. All measures are in the design's 1080 × 1920; `scale` is 0.5 for previews. */
export type Painter = {
  scale: number;
  paint(body: string, width: number, height: number): Sprite;
  measure(text: string, font: FontRole, size: number): number;
  /** Breaks a text into lines no wider than `width`, in the largest size up to `size` that needs at most `maxLines`. */
  setText(text: string, font: FontRole, options: { size: number; width: number; maxLines: number }): TextBlock;
  /** SVG attributes that choose a font. */
  type(font: FontRole, size: number): string;
};

/** Fonts that the studio ships, used where a kit has no glyph. Inter and Bricolage Grotesque, SIL OFL 1.1. */
export const shippedFonts = {
  text: fileURLToPath(new URL("../fonts/inter-bold.ttf", import.meta.url)),
  display: fileURLToPath(new URL("../fonts/bricolage-grotesque-extra-bold.ttf", import.meta.url)),
};

export function createPainter(look: Look, scale: number): Painter {
  const families = { display: familyOf(look.displayFont.file), text: familyOf(look.textFont.file) };
  const font = {
    fontFiles: [look.displayFont.file, look.textFont.file, shippedFonts.text],
    loadSystemFonts: false,
    defaultFontFamily: "Inter",
  };
  const measured = new Map<string, number>();
  const type: Painter["type"] = (role, size) =>
    `font-family="${escapeXml(families[role])}" font-weight="${role === "display" ? 800 : 700}" font-size="${size}"`;
  const measure: Painter["measure"] = (text, role, size) => {
    const key = `${role}:${text}`;
    let width = measured.get(key);
    if (width === undefined) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="200"><text x="0" y="100" ${type(role, 100)}>${escapeXml(text)}</text></svg>`;
      const box = new Resvg(svg, { font }).getBBox();
      width = box ? box.x + box.width : 0;
      measured.set(key, width);
    }
    return (width * size) / 100;
  };
  return {
    scale,
    type,
    measure,
    paint(body, width, height) {
      const [wide, high] = [even(width * scale), even(height * scale)];
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide / scale} ${high / scale}">${body}</svg>`;
      return spriteFromRgba(new Resvg(svg, { font, logLevel: "off" }).render().pixels, wide, high);
    },
    setText(text, role, { size, width, maxLines }) {
      const words = text.split(/\s+/).filter(Boolean);
      for (let tried = size; ; tried = Math.floor(tried * 0.94)) {
        const broken = (room: number) =>
          breakLines(words, (word) => measure(word, role, tried), tried * spaceWidth[role], room);
        const lines = broken(width);
        const fits = lines.length <= maxLines && lines.every((line) => line.width <= width);
        if (!fits && tried > 24) continue;
        return {
          size: tried,
          lineHeight: Math.round(tried * (role === "display" ? 1.12 : 1.26)),
          lines: balanceLines(lines, width, broken),
        };
      }
    },
  };
}

/** Text in an XML attribute or element. Control characters, which XML cannot hold, are dropped. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what XML 1.0 forbids
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/[&<>"']/g, (sign) => entities[sign]!);
}

/** A word space as a share of the type size: tight in short display lines, wide where captions carry an outline. */
const spaceWidth = { display: 0.25, text: 0.36 };

function breakLines(words: string[], widthOf: (word: string) => number, space: number, max: number) {
  const lines: TextBlock["lines"] = [];
  for (const text of words) {
    const width = widthOf(text);
    const line = lines.at(-1);
    if (line && line.width + space + width <= max) {
      line.words.push({ text, x: line.width + space, width });
      line.width += space + width;
    } else lines.push({ words: [{ text, x: 0, width }], width });
  }
  return lines;
}

/** Narrows the column while the number of lines stays: no last word is left alone on its line. */
function balanceLines(
  lines: TextBlock["lines"],
  width: number,
  broken: (room: number) => TextBlock["lines"],
): TextBlock["lines"] {
  let best = lines;
  for (let room = width * 0.96; lines.length > 1 && room > width * 0.4; room *= 0.96) {
    const tried = broken(room);
    if (tried.length > lines.length || tried.some((line) => line.width > room)) break;
    best = tried;
  }
  return best;
}

function familyOf(file: string): string {
  return readFontFamily(readFileSync(file));
}

function even(size: number): number {
  return Math.ceil(size / 2) * 2;
}
