import { chooseFonts } from "./canvas/fallback-fonts.ts";
import { wordsOf } from "./captions-in-picture.ts";
import type { Storyboard } from "./storyboard.ts";

/**
 * What the kit's fonts cannot write of a video: the fonts that stand in, each with the characters it is used for, and the
 * characters that none has, which are left as empty boxes. Both are empty for a font that has everything.
 */
export function checkGlyphs(board: Pick<Storyboard, "look" | "shots" | "label">): {
  standIns: { name: string; characters: string }[];
  missing: string;
} {
  const { displayFont, textFont } = board.look;
  return chooseFonts([displayFont.file, textFont.file]).describe(
    [board.label, board.look.brandName, ...board.shots.map(wordsOf)].join(" "),
  );
}
