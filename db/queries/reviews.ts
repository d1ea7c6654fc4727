import type { Selectable } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db, type Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { VariantState } from "../tables/briefs.ts";
import type { DecisionTable } from "../tables/videos.ts";

export type Decision = Selectable<DecisionTable> & { decider: string | null };

/** What a decision is made on. */
export type VideoInReview = {
  id: string;
  variantId: string;
  version: number;
  sha256: string;
  supersededAt: Date | null;
  state: VariantState;
};

/** The video with its variant locked until the transaction ends: reviewers and the workflow wait for each other here. */
export async function lockVideo(trx: Trx, brandId: string, videoId: string): Promise<VideoInReview> {
  const found = await trx
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", asId("video", videoId))
    .select(["v.variantId"])
    .forUpdate("r")
    .executeTakeFirst();
  if (!found) throw new NotFound("video", videoId);
  // Read again under the lock: what stood before the wait may have been superseded during it.
  return trx
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .where("v.id", "=", videoId)
    .select(["v.id", "v.variantId", "v.version", "v.sha256", "v.supersededAt", "r.state"])
    .executeTakeFirstOrThrow();
}

/** Every decision on any version of a variant, the latest first, those taken back too. */
export async function listDecisions(db: Db, brandId: string, variantId: string): Promise<Decision[]> {
  return withDecider(db)
    .where("d.brandId", "=", brandId)
    .where("d.variantId", "=", variantId)
    .orderBy("d.id", "desc")
    .execute();
}

/** The decision that stands on a video, if any. */
export async function findStandingDecision(db: Db, brandId: string, videoId: string): Promise<Decision | undefined> {
  return withDecider(db)
    .where("d.brandId", "=", brandId)
    .where("d.videoId", "=", videoId)
    .where("d.withdrawnAt", "is", null)
    .executeTakeFirst();
}

/** The note that a variant's next version is made from: the latest with which it was sent back. */
export async function findStandingNote(db: Db, brandId: string, variantId: string): Promise<string | null> {
  const row = await db
    .selectFrom("decisions")
    .where("brandId", "=", brandId)
    .where("variantId", "=", variantId)
    .where("decision", "=", "sent-back")
    .where("withdrawnAt", "is", null)
    .select("note")
    .orderBy("id", "desc")
    .executeTakeFirst();
  return row?.note ?? null;
}

function withDecider(db: Db) {
  return db
    .selectFrom("decisions as d")
    .leftJoin("users as u", "u.id", "d.decidedBy")
    .selectAll("d")
    .select("u.name as decider");
}

/** The brief that a video was made for. */
export async function findBriefOfVideo(db: Db, brandId: string, videoId: string): Promise<string> {
  const row = await db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", asId("video", videoId))
    .select("r.briefId")
    .executeTakeFirst();
  if (!row) throw new NotFound("video", videoId);
  return row.briefId;
}

/** Writes a decision down, under the lock of `lockVideo`. A unique index lets only one stand on a video. */
export async function insertDecision(
  trx: Trx,
  {
    cuts,
    ...decision
  }: Pick<Decision, "brandId" | "videoId" | "variantId" | "decision" | "note" | "sha256" | "cuts" | "decidedBy">,
): Promise<void> {
  await trx
    .insertInto("decisions")
    .values({ ...decision, cuts: asJson(cuts) })
    .execute();
}

/** Marks the standing decision as taken back; the row stays for the record. */
export async function withdrawStandingDecision(db: Db, brandId: string, videoId: string, userId: string | null) {
  await db
    .updateTable("decisions")
    .set({ withdrawnAt: new Date(), withdrawnBy: userId })
    .where("brandId", "=", brandId)
    .where("videoId", "=", videoId)
    .where("withdrawnAt", "is", null)
    .execute();
}

/** Keeps a variant's state in step with what was decided on its video. */
export async function setReviewState(
  db: Db,
  brandId: string,
  variantId: string,
  state: "in-review" | "approved" | "rejected" | "queued",
): Promise<void> {
  const remade = state === "queued" ? { progress: 0, stage: null } : { progress: 1 };
  await db
    .updateTable("variants")
    .set({ state, failure: null, updatedAt: new Date(), ...remade })
    .where("brandId", "=", brandId)
    .where("id", "=", variantId)
    .execute();
}

/** A post of this video that is out, on its way or planned; failed and withdrawn ones are not living. */
export async function findLivingPost(db: Db, brandId: string, videoId: string) {
  return db
    .selectFrom("posts")
    .where("brandId", "=", brandId)
    .where("videoId", "=", videoId)
    .where("state", "not in", ["failed", "withdrawn"])
    .select(["id", "state", "scheduledAt", "zone"])
    .orderBy("id")
    .executeTakeFirst();
}
