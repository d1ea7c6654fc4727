import { getTake, type Take } from "#db/queries/takes.ts";
import type { Shot, Storyboard } from "#media/storyboard.ts";
import { placeShots } from "#media/timeline.ts";
import type { FilmStage } from "./filming.ts";
import { sourceOf } from "./keys.ts";
import type { FilmedShot } from "./order-shot.ts";

/** Which takes a storyboard shows, for its lineage; and who made each shot, in the storyboard's order. */
export type LaidFootage = {
  board: Storyboard;
  made: { provider: string; model: string | null; sha256: string | null }[];
  footage: { position: number; part: number; takeId: string; seconds: number }[];
};

/**
 * Puts takes in place of the shots that were filmed: each stands as long as the one that was drawn, with the same words
 * and the same voice. A shot that nothing was filmed for stays drawn.
 */
export async function layFootage(
  { db, files }: Pick<FilmStage, "db" | "files">,
  brandId: string,
  board: Storyboard,
  filmed: readonly FilmedShot[],
): Promise<LaidFootage> {
  const placed = placeShots(board);
  const made: LaidFootage["made"] = board.shots.map(() => ({ provider: "animatic", model: null, sha256: null }));
  const shots = [...board.shots];
  const footage: LaidFootage["footage"] = [];
  for (const { position, clips, lead } of filmed) {
    const drawn = board.shots[position];
    if (!drawn || clips.length === 0) continue;
    const laid: Extract<Shot, { type: "footage" }>["clips"] = [];
    for (const [part, { takeId, seconds }] of clips.entries()) {
      const take = await getTake(db, brandId, takeId);
      laid.push({ file: await files.localPath(take.file ?? ""), seconds, has: take.seconds ?? seconds });
      footage.push({ position, part, takeId, seconds });
      if (part === 0) made[position] = await makerOf(db, take);
    }
    const { speech, onScreen } = drawn;
    shots[position] = {
      type: "footage",
      speech,
      onScreen,
      clips: laid,
      lead,
      atLeast: Math.max(1, placed[position]!.seconds),
    };
  }
  return { board: { ...board, shots }, made, footage };
}

/** Who made a take: the model that filmed it, and the one that matched its lips, where there was one. */
async function makerOf(db: FilmStage["db"], { brandId, provider, model, sha256, input }: Take) {
  const sourceId = sourceOf(input);
  const source = sourceId === undefined ? undefined : await getTake(db, brandId, sourceId);
  return { provider, model: source ? `${source.model}, lips by ${model}` : model, sha256 };
}
