import { sql } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";

/**
 * What video models were asked for on the way to one version of a variant: the takes that it ordered, and those of others
 * that a shot of it waits for, by shot and in the order of asking. `own`: it pays; `left`: it waits for it no more, because
 * its filming was stopped; `lips`: it matches the lips of a clip.
 */
export async function listTakesOfVersion(db: Db, brandId: string, variantId: string, version: number) {
  const id = asId("variant", variantId);
  return db
    .selectFrom("takes as t")
    .leftJoin("takeWaiters as w", (join) =>
      join.onRef("w.takeId", "=", "t.id").on("w.variantId", "=", id).on("w.version", "=", version),
    )
    .where("t.brandId", "=", brandId)
    .where("t.dossier", "is not", null)
    .where((eb) =>
      eb.or([eb.and([eb("t.variantId", "=", id), eb("t.version", "=", version)]), eb("w.takeId", "is not", null)]),
    )
    .select(["t.id", "t.model", "t.state", "t.error", "t.estimateMicros", "t.costMicros"])
    .select(["t.orderedAt", "t.sentAt", "t.finishedAt"])
    .select((eb) => [
      eb.fn.coalesce("w.position", "t.position", sql<number>`0`).as("position"),
      eb.fn.coalesce("t.part", sql<number>`0`).as("part"),
      eb("t.variantId", "is not distinct from", id).as("own"),
      eb("w.stoppedAt", "is not", null).as("left"),
      sql<boolean>`coalesce(jsonb_path_exists(t.input, '$.* ? (@.lend == "clip")'), false)`.as("lips"),
    ])
    .orderBy("position")
    .orderBy("t.id")
    .execute();
}

export type TakeOfVersion = Awaited<ReturnType<typeof listTakesOfVersion>>[number];
