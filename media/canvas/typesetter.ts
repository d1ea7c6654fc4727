import { readFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import type { Look } from "../storyboard.ts";
import { chooseFonts } from "./fallback-fonts.ts";
import { readFontFamily } from "./font-name.ts";
import { readsRightToLeft, segmentText } from "./script.ts";

export type FontRole = "display" | "text";
export type PlacedWord = { text: string; x: number; width: number };
export type TextBlock = { size: number; lineHeight: number; lines: { words: PlacedWord[]; width: number }[] };

/** Measures and breaks type. All measures are in design pixels. */
export type Typesetter = {
  measure(text: string, font: FontRole, size: number): number;
  /**
   * Breaks a text into lines no wider than `width`, in the largest size up to `size` that needs at most `maxLines`.
   * `space` is a word space as a share of the size. Words of a line stand from right to left when the text is read so; a script without spaces is broken at its words.
   */
  setText(
    text: string | { text: string; joined: boolean }[],
    font: FontRole,
    options: { size: number; width: number; maxLines: number; space?: number },
  ): TextBlock;
  /** SVG attributes that choose a font. */
  type(font: FontRole, size: number): string;
  /** What resvg has to know to draw a text, or an SVG that holds it. */
  fontFor(text: string): { fontFiles: string[]; loadSystemFonts: boolean; defaultFontFamily: string };
};

/** `context` is everything that is said and written, which tells whose ideographs are meant. */
export function createTypesetter(look: Pick<Look, "displayFont" | "textFont">, context = ""): Typesetter {
  const families = { display: familyOf(look.displayFont.file), text: familyOf(look.textFont.file) };
  const fonts = chooseFonts([look.displayFont.file, look.textFont.file]);
  const fontFor: Typesetter["fontFor"] = (text) => ({
    fontFiles: fonts.filesFor(text, context),
    loadSystemFonts: false,
    defaultFontFamily: "Inter",
  });
  const measured = new Map<string, number>();
  const type: Typesetter["type"] = (role, size) =>
    `font-family="${escapeXml(families[role])}" font-weight="${role === "display" ? 800 : 700}" font-size="${size}"`;
  const measure: Typesetter["measure"] = (text, role, size) => {
    const key = `${role}:${text}`;
    let width = measured.get(key);
    if (width === undefined) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="200"><text x="0" y="100" ${type(role, 100)}>${escapeXml(text)}</text></svg>`;
      const box = new Resvg(svg, { font: fontFor(text) }).getBBox();
      width = box ? box.x + box.width : 0;
      measured.set(key, width);
    }
    return (width * size) / 100;
  };
  return {
    type,
    measure,
    fontFor,
    setText(text, role, { size, width, maxLines, space = spaceWidth[role] }) {
      const given = typeof text === "string" ? segmentText(text) : text;
      const turned = readsRightToLeft(given.map((word) => word.text).join(" "));
      // Marks of direction keep a question mark at its word's end.
      const words = turned ? given.map((word) => ({ ...word, text: `\u200f${word.text}\u200f` })) : given;
      for (let tried = size; ; tried = Math.floor(tried * 0.94)) {
        const broken = (room: number) => breakLines(words, (word) => measure(word, role, tried), tried * space, room);
        const lines = broken(width);
        const fits = lines.length <= maxLines && lines.every((line) => line.width <= width);
        if (!fits && tried > 24) continue;
        const balanced = balanceLines(lines, width, broken);
        return {
          size: tried,
          lineHeight: Math.round(tried * (role === "display" ? 1.12 : 1.26)),
          lines: turned ? balanced.map(turnLine) : balanced,
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

function breakLines(
  words: { text: string; joined: boolean }[],
  widthOf: (word: string) => number,
  space: number,
  max: number,
) {
  const lines: TextBlock["lines"] = [];
  for (const { text, joined } of words) {
    const width = widthOf(text);
    const line = lines.at(-1);
    const gap = joined ? 0 : space;
    if (line && line.width + gap + width <= max) {
      line.words.push({ text, x: line.width + gap, width });
      line.width += gap + width;
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

function turnLine({ words, width }: TextBlock["lines"][number]) {
  return { width, words: words.map((word) => ({ ...word, x: width - word.x - word.width })) };
}

function familyOf(file: string): string {
  return readFontFamily(readFileSync(file));
}
