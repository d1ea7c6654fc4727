import { checkGlyphs } from "../glyphs.ts";
import { placeShots } from "../timeline.ts";
import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";

/** Letters that the kit's fonts lack: another font stands in for them, or nobody has them and a box is shown. */
export function findGlyphs({ board }: Pick<Facts, "board">): QualityFinding[] {
  const { standIns, missing } = checkGlyphs(board);
  const told = standIns.map(({ name, characters }) => {
    const few = [...characters].slice(0, 6).join(" ");
    return finding("glyphs", "info", `${name} stands in for letters that the kit’s fonts lack: ${few}.`);
  });
  if (missing === "") return told;
  const scenes = placeShots(board).flatMap(({ shot, startsAt, seconds }, scene) => {
    const written = [shot.speech?.text, shot.onScreen, shot.type === "text-card" ? shot.text : null].join(" ");
    const signs = [...missing].filter((sign) => written.includes(sign)).join("");
    if (!signs) return [];
    const fix = { action: "drop-signs", scene, signs: signs.slice(0, 60) } as const;
    return [finding("glyphs", "warn", sayMissing(signs), { at: startsAt, until: startsAt + seconds, fix })];
  });
  // What only a product's name, the label or the end card has is not a script's to mend.
  const elsewhere = [...missing].filter((sign) => !scenes.some(({ message }) => message.includes(sign))).join("");
  return [...told, ...scenes, ...(elsewhere ? [finding("glyphs", "warn", sayMissing(elsewhere))] : [])];
}

function sayMissing(signs: string): string {
  const few = [...signs].slice(0, 6).join(" ");
  return `No font here can write ${few}; an empty box is shown instead. Write it another way, or choose a font that has it.`;
}
