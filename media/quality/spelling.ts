import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";
import { spokenLines } from "./speech.ts";

/** Words that are spelt wrong, where the kit's spelling or a dictionary's is near. */
export function findSpelling({ found, board }: Pick<Facts, "found" | "board">): QualityFinding[] {
  const lines = spokenLines(board);
  return found.misspelt.flatMap(({ scene, word, better }): QualityFinding[] => {
    if (!better) return [];
    const said = lines.find((line) => line.scene === scene)?.words.find((each) => each.word.includes(word));
    const where = said ? { at: said.from, until: said.to } : {};
    const message = `“${word}” may be misspelt; “${better}” is likely meant.`;
    return [
      finding("spelling", "warn", message, {
        ...where,
        fix: { action: "use-spelling", scene, from: word, to: better },
      }),
    ];
  });
}
