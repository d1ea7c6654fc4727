import type { Cut, Kit } from "#brand-kits/schema.ts";
import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { getVariant } from "#db/queries/variants.ts";
import type { Shot, Storyboard } from "#media/storyboard.ts";
import { cutsFor } from "#studio/cuts/choose-cut.ts";
import { cleanCut } from "#studio/cuts/clean-cut.ts";
import type { LaidFootage } from "#studio/takes/lay-footage.ts";

/** A cut as it is to be rendered: its own storyboard, and who made each of its shots. */
export type ComposedCut = { cut: Cut; board: Storyboard; made: LaidFootage["made"] };

/**
 * The cuts that a variant's video needs for the networks of its brief, its own file first. `laid` is the storyboard with
 * its footage, `drawn` the one before, which knows the product's picture even where a model filmed it.
 */
export async function composeCuts(
  db: Db,
  brandId: string,
  variantId: string,
  kit: Kit,
  drawn: Storyboard,
  laid: Pick<LaidFootage, "board" | "made">,
): Promise<[ComposedCut, ...ComposedCut[]]> {
  const { briefId } = await getVariant(db, brandId, variantId);
  const { channels, offer } = await getBrief(db, brandId, briefId);
  const compose = (cut: Cut): ComposedCut => {
    if (cut === "branded") return { cut, board: laid.board, made: laid.made };
    const [card] = drawn.shots.filter((shot) => shot.type === "end-card");
    const promotion = { brandName: kit.name, cta: card?.cta ?? kit.cta.text, link: card?.link ?? "", offer };
    const board = cleanCut(laid.board, promotion, pictureIn(drawn.shots));
    // A shot that a model filmed keeps who made it; one that was put in its place, or left out at the end, is drawn here.
    return { cut, board, made: board.shots.map((shot, index) => madeOf(shot, laid, index)) };
  };
  const [first, ...others] = cutsFor(kit, channels);
  return [compose(first), ...others.map(compose)];
}

function madeOf(shot: Shot, { board, made }: Pick<LaidFootage, "board" | "made">, index: number) {
  const same = board.shots[index]?.type === shot.type ? made[index] : undefined;
  return same ?? { provider: "animatic", model: null, sha256: null };
}

/** The product's picture, wherever a storyboard shows it. */
function pictureIn(shots: readonly Shot[]): string | null {
  for (const shot of shots) {
    if (shot.type === "product") return shot.picture;
    if (shot.type === "talking-head" && shot.prop) return shot.prop.picture;
  }
  return null;
}
