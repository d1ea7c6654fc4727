import { checkGlyphs } from "../glyphs.ts";
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
  const signs = [...missing].slice(0, 6).join(" ");
  const message = `No font here can write ${signs}; an empty box is shown instead. Write it another way, or choose a font that has it.`;
  return [...told, finding("glyphs", "warn", message)];
}
