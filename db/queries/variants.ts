import { type ExpressionBuilder, type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { VariantState, VariantTable } from "../tables/briefs.ts";
import type { Database } from "../tables/index.ts";
import { announce } from "./announcements.ts";

export type Variant = Selectable<VariantTable>;

/** The states in which the studio, not a person, has the variant in hand. */
export const makingStates = ["queued", "writing", "rendering", "checking"] as const satisfies readonly VariantState[];

export type VariantInList = Variant & {
  personaName: string;
  portraitFile: string | null;
  /** The current version's video, and when it was made; null while there is none. */
  videoId: string | null;
  videoVersion: number | null;
  videoSeconds: number | null;
  title: string | null;
};

export type NewVariant = Pick<
  Variant,
  "briefId" | "personaId" | "productId" | "position" | "angle" | "hook" | "locale" | "ratio" | "lengthSeconds" | "cta"
> & { priceMicros?: number };

/** Adds cells to a brief's matrix; those that exist already are left as they are. Answers the new ones. */
export async function insertVariants(db: Db, brandId: string, variants: NewVariant[]): Promise<Variant[]> {
  if (variants.length === 0) return [];
  return db
    .insertInto("variants")
    .values(variants.map((variant) => ({ ...variant, brandId })))
    .onConflict((conflict) =>
      conflict
        .columns(["briefId", "productId", "personaId", "angle", "hook", "locale", "ratio", "lengthSeconds"])
        .doNothing(),
    )
    .returningAll()
    .execute();
}

export async function getVariant(db: Db, brandId: string, id: string): Promise<Variant> {
  const row = await db
    .selectFrom("variants")
    .where("brandId", "=", brandId)
    .where("id", "=", asId("variant", id))
    .selectAll()
    .executeTakeFirst();
  if (!row) throw new NotFound("variant", id);
  return row;
}

/** Which of a brief's variants are wanted; what is left out is not asked. "making" is any state in which the studio is at it. */
export type VariantFilter = {
  personaId?: string | undefined;
  hook?: string | undefined;
  state?: Exclude<VariantState, (typeof makingStates)[number]> | "making" | undefined;
};

/** A brief's variants in the matrix' order, with persona and current video. `after` is the last variant of the page before. */
export async function listVariants(
  db: Db,
  brandId: string,
  briefId: string,
  page: { after?: string; limit: number },
  filter: VariantFilter = {},
): Promise<VariantInList[]> {
  let query = db
    .selectFrom("variants as v")
    .innerJoin("personas as p", "p.id", "v.personaId")
    .leftJoin("videos as d", (join) => join.onRef("d.variantId", "=", "v.id").on("d.supersededAt", "is", null))
    .leftJoin("scripts as s", "s.id", "d.scriptId")
    .where("v.brandId", "=", brandId)
    .where("v.briefId", "=", asId("brief", briefId))
    .selectAll("v")
    .select([
      "p.name as personaName",
      "p.portraitFile",
      "d.id as videoId",
      "d.version as videoVersion",
      "d.seconds as videoSeconds",
      sql<string | null>`s.script ->> 'title'`.as("title"),
    ])
    .where((eb) => eb.and(wantedBy(eb, filter)))
    .orderBy("v.position")
    .orderBy("v.id")
    .limit(page.limit);
  if (page.after !== undefined) {
    const last = db.selectFrom("variants").where("id", "=", asId("variant", page.after));
    query = query.where("v.position", ">", last.select("position"));
  }
  return query.execute();
}

/** How many of a brief's variants a filter leaves. */
export async function countVariants(
  db: Db,
  brandId: string,
  briefId: string,
  filter: VariantFilter = {},
): Promise<number> {
  const { count } = await db
    .selectFrom("variants as v")
    .where("v.brandId", "=", brandId)
    .where("v.briefId", "=", asId("brief", briefId))
    .where((eb) => eb.and(wantedBy(eb, filter)))
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** What of a brief is in the making: how long each video is to be, in which shape, and how far it is. */
export async function listVariantsInMaking(
  db: Db,
  brandId: string,
  briefId: string,
): Promise<Pick<Variant, "lengthSeconds" | "ratio" | "progress">[]> {
  return db
    .selectFrom("variants")
    .where("brandId", "=", brandId)
    .where("briefId", "=", asId("brief", briefId))
    .where("state", "in", [...makingStates])
    .select(["lengthSeconds", "ratio", "progress"])
    .orderBy("position")
    .execute();
}

function wantedBy(eb: ExpressionBuilder<Database & { v: VariantTable }, "v">, filter: VariantFilter) {
  const { personaId, hook, state } = filter;
  return [
    // An address that names no persona narrows to nobody.
    ...(personaId === undefined ? [] : [eb(sql<string>`v.persona_id::text`, "=", personaId)]),
    ...(hook === undefined ? [] : [eb("v.hook", "=", hook)]),
    ...(state === undefined ? [] : [eb("v.state", "in", state === "making" ? [...makingStates] : [state])]),
  ];
}

/** How many of the brief's variants with the same hook come before this one. */
export async function countEarlierTurns(
  db: Db,
  brandId: string,
  variant: Pick<Variant, "briefId" | "hook" | "position">,
): Promise<number> {
  const row = await db
    .selectFrom("variants")
    .where("brandId", "=", brandId)
    .where("briefId", "=", variant.briefId)
    .where("hook", "=", variant.hook)
    .where("position", "<", variant.position)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** What a launch has still to hand to production: the brief's queued variants, each with the version to make next. */
export async function listQueuedVariants(
  db: Db,
  brandId: string,
  briefId: string,
): Promise<{ id: string; version: number }[]> {
  return db
    .selectFrom("variants as v")
    .where("v.brandId", "=", brandId)
    .where("v.briefId", "=", asId("brief", briefId))
    .where("v.state", "=", "queued")
    .select(["v.id", nextVersion.as("version")])
    .orderBy("v.position")
    .execute();
}

/** The version a variant's next video will have: one more than its latest, or 1. */
export async function findNextVersion(db: Db, brandId: string, id: string): Promise<number> {
  const row = await db
    .selectFrom("variants as v")
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", asId("variant", id))
    .select(nextVersion.as("version"))
    .executeTakeFirst();
  if (!row) throw new NotFound("variant", id);
  return row.version;
}

/** Cells a brief has already: their tags and their highest position, -1 without any. */
export async function findMatrixSoFar(db: Db, brandId: string, briefId: string) {
  const cells = await db
    .selectFrom("variants")
    .where("brandId", "=", brandId)
    .where("briefId", "=", briefId)
    .select(["productId", "personaId", "angle", "hook", "locale", "ratio", "lengthSeconds", "position"])
    .execute();
  return { cells, lastPosition: Math.max(-1, ...cells.map((cell) => cell.position)) };
}

/**
 * Says how far a variant is; `progress` runs from 0 to 1, `stage` is a short phrase for people. Open pages are told.
 * What a person decided, and a failure, are not overwritten by a late message from the making: then it answers false.
 * Only a new start ("queued", "writing") takes a failed variant up again.
 */
export async function setVariantStage(
  db: Db,
  brandId: string,
  id: string,
  at: {
    state: Extract<VariantState, "queued" | "writing" | "rendering" | "checking" | "in-review">;
    stage: string | null;
    progress: number;
  },
): Promise<boolean> {
  const from: VariantState[] = [...makingStates];
  if (at.state === "queued" || at.state === "writing") from.push("failed");
  const { numUpdatedRows } = await db
    .updateTable("variants")
    .set({
      state: at.state,
      stage: at.stage,
      progress: Math.min(1, Math.max(0, at.progress)),
      failure: null,
      updatedAt: new Date(),
    })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("variant", id))
    .where("state", "in", from)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await announce(db, { brandId, topic: "variant", id });
  return numUpdatedRows > 0n;
}

/** Ends a variant's making with a sentence for the marketer. A variant that a person has decided on stays as it is. */
export async function failVariant(db: Db, brandId: string, id: string, sentence: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("variants")
    .set({ state: "failed", failure: sentence.slice(0, 600), updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("variant", id))
    .where("state", "in", [...makingStates])
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await announce(db, { brandId, topic: "variant", id });
  return numUpdatedRows > 0n;
}

/** Puts a failed variant back in the queue, keeping its latest version's number. False when it has not failed. */
export async function requeueVariant(db: Db, brandId: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("variants")
    .set({ state: "queued", stage: null, progress: 0, failure: null, updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("variant", id))
    .where("state", "=", "failed")
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await announce(db, { brandId, topic: "variant", id });
  return numUpdatedRows > 0n;
}

/**
 * For the sweep, which looks after every brand: variants in the making that nobody has touched since `olderThan`, the
 * longest waiting first, with the version to make next and the note that asked for it.
 */
export async function listStuckVariants(db: Db, olderThan: Date, limit = 200) {
  return db
    .selectFrom("variants as v")
    .innerJoin("brands as b", "b.id", "v.brandId")
    .where("v.state", "in", [...makingStates])
    .where("v.updatedAt", "<", olderThan)
    .select([
      "v.id",
      "v.brandId",
      "b.workspaceId",
      "v.state",
      "v.updatedAt",
      nextVersion.as("version"),
      sql<string | null>`(select d.note from decisions d where d.variant_id = v.id and d.decision = 'sent-back'
        and d.withdrawn_at is null order by d.id desc limit 1)`.as("note"),
    ])
    .orderBy("v.updatedAt")
    .limit(limit)
    .execute();
}

const nextVersion = sql<number>`coalesce((select max(d.version) from videos d where d.variant_id = v.id), 0) + 1`;

/** How far a brief is. Every count is of variants; `settled` ones need nothing more of the studio. */
export type BriefProgress = {
  total: number;
  scripts: number;
  videos: number;
  checks: number;
  failed: number;
  settled: number;
};

/** Counts a brief's variants by the last stage each has behind it. */
export async function countBriefProgress(db: Db, brandId: string, briefId: string): Promise<BriefProgress> {
  const rows = await db
    .selectFrom("variants")
    .where("brandId", "=", brandId)
    .where("briefId", "=", asId("brief", briefId))
    .groupBy("state")
    .select(["state", (eb) => eb.fn.countAll<number>().as("count")])
    .execute();
  const count = (...states: VariantState[]) =>
    rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + row.count, 0);
  const decided = ["in-review", "approved", "rejected"] as const;
  return {
    total: rows.reduce((sum, row) => sum + row.count, 0),
    scripts: count("rendering", "checking", ...decided),
    videos: count("checking", ...decided),
    checks: count(...decided),
    failed: count("failed"),
    settled: count(...decided, "failed"),
  };
}
