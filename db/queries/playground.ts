import type { Selectable, Updateable } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { PlaygroundClipTable } from "../tables/dossiers.ts";
import { announce } from "./announcements.ts";

export type PlaygroundClip = Selectable<PlaygroundClipTable>;
export type NewPlaygroundClip = Pick<PlaygroundClip, "key" | "voice" | "pace" | "productId" | "requestedBy"> & {
  shot: object;
  portrait: object | null;
};

/**
 * Asks for a clip, once for each key. One that failed, or was left standing for longer than `stillMs`, is asked for anew;
 * then, and when it is new, `fresh` says that somebody has to make it.
 */
export async function requestClip(
  db: Db,
  brandId: string,
  clip: NewPlaygroundClip,
  stillMs: number,
): Promise<{ clip: PlaygroundClip; fresh: boolean }> {
  const { shot, portrait, ...rest } = clip;
  const inserted = await db
    .insertInto("playgroundClips")
    .values({ ...rest, brandId, shot: asJson(shot), portrait: asJson(portrait) })
    .onConflict((conflict) => conflict.columns(["brandId", "key"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted) return { clip: inserted, fresh: true };
  const still = new Date(Date.now() - stillMs);
  const again = await db
    .updateTable("playgroundClips")
    .set({ state: "queued", stage: "", progress: 0, failure: null, updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("key", "=", clip.key)
    .where((eb) =>
      eb.or([
        eb("state", "=", "failed"),
        eb.and([eb("state", "in", ["queued", "rendering"]), eb("updatedAt", "<", still)]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  if (again) return { clip: again, fresh: true };
  const standing = await findClipByKey(db, brandId, clip.key);
  return { clip: standing!, fresh: false };
}

export async function findClipByKey(db: Db, brandId: string, key: string): Promise<PlaygroundClip | undefined> {
  return db
    .selectFrom("playgroundClips")
    .where("brandId", "=", brandId)
    .where("key", "=", key)
    .selectAll()
    .executeTakeFirst();
}

export async function getClip(db: Db, brandId: string, id: string): Promise<PlaygroundClip> {
  const row = await db
    .selectFrom("playgroundClips")
    .where("brandId", "=", brandId)
    .where("id", "=", asId("clip", id))
    .selectAll()
    .executeTakeFirst();
  if (!row) throw new NotFound("clip", id);
  return row;
}

/** The clips that stand, newest first. */
export async function listClips(db: Db, brandId: string, limit: number): Promise<PlaygroundClip[]> {
  return db
    .selectFrom("playgroundClips")
    .where("brandId", "=", brandId)
    .where("state", "=", "done")
    .selectAll()
    .orderBy("updatedAt", "desc")
    .limit(limit)
    .execute();
}

/** Writes down where a clip is, and tells the open pages. */
export async function changeClip(
  db: Db,
  brandId: string,
  id: string,
  changes: Pick<
    Updateable<PlaygroundClipTable>,
    "state" | "stage" | "progress" | "failure" | "file" | "poster" | "seconds" | "madeInMs"
  >,
): Promise<void> {
  await db
    .updateTable("playgroundClips")
    .set({ ...changes, updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("clip", id))
    .execute();
  await announce(db, { brandId, topic: "playground", id });
}

/** Forgets all clips but the newest `keep`. Their files go when files are pruned. */
export async function forgetOldClips(db: Db, brandId: string, keep: number): Promise<void> {
  const newest = db
    .selectFrom("playgroundClips")
    .where("brandId", "=", brandId)
    .select("id")
    .orderBy("updatedAt", "desc")
    .limit(keep);
  await db.deleteFrom("playgroundClips").where("brandId", "=", brandId).where("id", "not in", newest).execute();
}
