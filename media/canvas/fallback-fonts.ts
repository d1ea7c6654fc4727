import { readFileSync } from "node:fs";
import { ownFile } from "../place.ts";
import { readCoverage } from "./font-coverage.ts";

const shipped = (name: string) => ownFile(`fonts/${name}.ttf`);

/** Fonts that the studio ships, used where a kit has no glyph. Inter and Bricolage Grotesque, SIL OFL 1.1. */
export const shippedFonts = { text: shipped("inter-bold"), display: shipped("bricolage-grotesque-extra-bold") };

/**
 * Fonts for scripts that neither a kit's fonts nor Inter have: Noto Sans, bold, SIL OFL 1.1. The Chinese, Japanese and Korean
 * ones hold what is in daily use (GB 2312 level 1, JIS X 0208 level 1 with kana, the 2,350 syllables of KS X 1001).
 */
const scriptFonts: { name: string; file: string; script: RegExp }[] = [
  { name: "Noto Sans Arabic", file: shipped("noto-sans-arabic-bold"), script: /[\p{Script=Arabic}]/u },
  { name: "Noto Sans Hebrew", file: shipped("noto-sans-hebrew-bold"), script: /[\p{Script=Hebrew}]/u },
  { name: "Noto Sans JP", file: shipped("noto-sans-jp-bold"), script: /[\p{Script=Hiragana}\p{Script=Katakana}]/u },
  { name: "Noto Sans KR", file: shipped("noto-sans-kr-bold"), script: /[\p{Script=Hangul}]/u },
  { name: "Noto Sans SC", file: shipped("noto-sans-sc-bold"), script: /[\p{Script=Han}、。「」！？]/u },
];

/** `context` is everything a video says: kana in it tell that its ideographs are Japanese. */
export type FontChooser = {
  /** Files to draw a text with: the kit's, Inter, and those for scripts that they do not have. */
  filesFor(text: string, context?: string): string[];
  /** The fonts that stand in, by name, each with the characters it is needed for; `missing` is what none of them has. */
  describe(text: string, context?: string): { standIns: { name: string; characters: string }[]; missing: string };
};

/** Looks into the kit's font files once; asks for others only when a text needs them. */
export function chooseFonts(files: string[]): FontChooser {
  const own = [...files, shippedFonts.text];
  const covers = own.map((file) => readCoverage(readFileSync(file)));
  const coverage = new Map<string, (character: number) => boolean>();
  const has = (file: string, character: number) => {
    let known = coverage.get(file);
    if (!known) {
      known = readCoverage(readFileSync(file));
      coverage.set(file, known);
    }
    return known(character);
  };
  const asked = new Map<string, boolean>();
  const lacks = (sign: string) => {
    let answer = asked.get(sign);
    if (answer === undefined) {
      answer = !covers.some((cover) => cover(sign.codePointAt(0)!));
      asked.set(sign, answer);
    }
    return answer;
  };
  const describe: FontChooser["describe"] = (text, context = text) => {
    let left = [...new Set(text)].filter((sign) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(sign) && lacks(sign));
    const standIns: { name: string; characters: string }[] = [];
    for (const { name, file, script } of scriptFonts) {
      if (left.length === 0) break;
      if (!script.test(context)) continue;
      const found = left.filter((sign) => has(file, sign.codePointAt(0)!));
      if (found.length > 0) standIns.push({ name, characters: found.join("") });
      left = left.filter((sign) => !found.includes(sign));
    }
    return { standIns, missing: left.join("") };
  };
  return {
    describe,
    filesFor(text, context = text) {
      // Nearly every text is plain Latin, and is let through without looking at each sign.
      if (!/[^\t\n\r -\u024f\u2000-\u206f]/.test(text)) return own;
      const needed = new Set(describe(text, context + text).standIns.map(({ name }) => name));
      return [...own, ...scriptFonts.filter(({ name }) => needed.has(name)).map(({ file }) => file)];
    },
  };
}
