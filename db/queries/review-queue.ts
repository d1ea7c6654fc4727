import { NotFound } from "#config/errors.ts";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";

/**
 * What waits for a reviewer, in the order in which the variants were asked for. A variant keeps its place when a new
 * version of it comes back, so that whoever sent it back meets it first. `after` is the id of the last *variant* shown.
 */
export async function listReviewQueue(db: Db, brandId: string, page: { after?: string | undefined; limit: number }) {
  const query = page.after ? waitingBeside(db, brandId, ">", asId("variant", page.after)) : waiting(db, brandId);
  return query.orderBy("r.id").limit(page.limit).execute();
}

/** How many variants wait for a reviewer. */
export async function countQueue(db: Db, brandId: string): Promise<number> {
  const { waiting } = await db
    .selectFrom("variants")
    .where("brandId", "=", brandId)
    .where("state", "=", "in-review")
    .select((eb) => eb.fn.countAll<number>().as("waiting"))
    .executeTakeFirstOrThrow();
  return waiting;
}

/** One video with what a reviewer needs beside it. The script and the bible are still to be parsed by their own schemas. */
export async function getReviewItem(db: Db, brandId: string, videoId: string) {
  const item = await db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .innerJoin("briefs as b", "b.id", "r.briefId")
    .innerJoin("products as o", "o.id", "r.productId")
    .innerJoin("scripts as s", "s.id", "v.scriptId")
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", asId("video", videoId))
    .select(["v.id", "v.version", "v.sha256", "v.seconds", "v.bytes", "v.width", "v.height", "v.label", "v.provider"])
    .select(["v.tier", "v.createdAt", "v.supersededAt", "v.variantId", "v.provenance", "v.cut"])
    .select([
      "r.hook",
      "r.angle",
      "r.locale",
      "r.cta",
      "r.state",
      "r.stage",
      "r.progress",
      "r.failure",
      "r.personaId",
      "r.briefId",
    ])
    .select(["p.name as persona", "b.name as brief", "b.goal", "o.title as product"])
    .select(["s.script", "s.version as scriptVersion", "s.writer", "s.model", "s.note"])
    .executeTakeFirst();
  if (!item) throw new NotFound("video", videoId);
  return item;
}

/** The waiting videos before and after a variant in the queue. */
export async function findNeighbours(db: Db, brandId: string, variantId: string) {
  const [previous, next] = await Promise.all([
    waitingBeside(db, brandId, "<", variantId).orderBy("r.id", "desc").limit(1).executeTakeFirst(),
    waitingBeside(db, brandId, ">", variantId).orderBy("r.id").limit(1).executeTakeFirst(),
  ]);
  return { previous, next };
}

function waiting(db: Db, brandId: string) {
  return db
    .selectFrom("variants as r")
    .innerJoin("videos as v", "v.variantId", "r.id")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .where("r.brandId", "=", brandId)
    .where("r.state", "=", "in-review")
    .where("v.supersededAt", "is", null)
    .select(["v.id", "v.version", "v.seconds", "r.id as variantId", "r.hook", "p.name as persona"]);
}

/** The bound is on both tables, or PostgreSQL merges them from the first row and reads half the library to find one. */
function waitingBeside(db: Db, brandId: string, side: "<" | ">", variantId: string) {
  return waiting(db, brandId).where("r.id", side, variantId).where("v.variantId", side, variantId);
}
