import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db, type Trx } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { TakeState, TakeTable } from "../tables/takes.ts";
import { announce } from "./announcements.ts";
import { makingStates } from "./variants.ts";

export type { TakeState } from "../tables/takes.ts";
export type Take = Selectable<TakeTable>;

/** A take that somebody has in hand, or should have. */
export const openStates = ["ordered", "sending", "running"] as const satisfies readonly TakeState[];

/** A shot as it stands in a video: which take it is, and where it starts (seconds). `note`: why it is not what was wanted. */
export type NewTake = {
  shotHash: string;
  shotType: string;
  provider: string;
  seconds: number;
  reused: boolean;
  startsAt: number;
  note?: string | null;
};

/** Writes down the takes a video is made of, in the video's order. A reused take cost nothing again, and says so. */
export async function insertVideoTakes(trx: Trx, brandId: string, videoId: string, takes: NewTake[]): Promise<void> {
  const rows = await trx
    .insertInto("takes")
    .values(takes.map(({ startsAt: _, note, ...take }) => ({ ...take, error: note ?? null, brandId })))
    .returning("id")
    .execute();
  await trx
    .insertInto("videoShots")
    .values(
      rows.map((row, position) => ({
        brandId,
        videoId,
        position,
        takeId: row.id,
        startsAt: takes[position]?.startsAt ?? 0,
      })),
    )
    .execute();
}

/** What is asked of a video model: one clip of a shot. `input` is the request as the model names it, files by their keys. */
export type OrderedTake = Required<
  Pick<
    Insertable<TakeTable>,
    | ("shotHash" | "shotType" | "provider" | "variantId" | "version" | "position" | "part" | "candidate")
    | ("dossier" | "dossierVersion" | "model" | "prompt" | "seed" | "tier" | "licence" | "estimateMicros")
  >
> & {
  input: Record<string, unknown>;
  asked: NonNullable<Take["asked"]>;
  resolutions: Take["resolutions"];
};

/**
 * Orders a clip, once for each `shotHash`: when one that has not failed stands already, that one is answered. `fresh` says
 * that it is new, and that its estimate is therefore to be found in the budget.
 */
export async function insertTake(
  trx: Trx,
  brandId: string,
  { input, asked, resolutions, ...take }: OrderedTake,
): Promise<{ take: Take; fresh: boolean }> {
  const inserted = await trx
    .insertInto("takes")
    .values({
      ...take,
      brandId,
      input: asJson(input),
      asked: asJson(asked),
      resolutions: asJson(resolutions),
      state: "ordered",
      orderedAt: new Date(),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["brandId", "shotHash"])
        .where("dossier", "is not", null)
        .where("state", "not in", ["failed", "cancelled"])
        .doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
  if (inserted) return { take: inserted, fresh: true };
  const [standing] = await listLivingTakes(trx, brandId, [take.shotHash]);
  return { take: standing!, fresh: false };
}

/** The takes of video models that were asked for under these hashes and have not failed. */
export async function listLivingTakes(db: Db, brandId: string, shotHashes: readonly string[]): Promise<Take[]> {
  if (shotHashes.length === 0) return [];
  return db
    .selectFrom("takes")
    .where("brandId", "=", brandId)
    .where("shotHash", "in", [...shotHashes])
    .where("dossier", "is not", null)
    .where("state", "not in", ["failed", "cancelled"])
    .selectAll()
    .orderBy("candidate")
    .execute();
}

/** The takes under these hashes that failed or were stopped since then, the latest first. */
export async function listFailedTakes(
  db: Db,
  brandId: string,
  shotHashes: readonly string[],
  since: Date,
): Promise<Take[]> {
  if (shotHashes.length === 0) return [];
  return db
    .selectFrom("takes")
    .where("brandId", "=", brandId)
    .where("shotHash", "in", [...shotHashes])
    .where("dossier", "is not", null)
    .where("state", "in", ["failed", "cancelled"])
    .where("finishedAt", ">=", since)
    .selectAll()
    .orderBy("finishedAt", "desc")
    .execute();
}

export async function getTake(db: Db, brandId: string, id: string): Promise<Take> {
  const row = await db
    .selectFrom("takes")
    .where("brandId", "=", brandId)
    .where("id", "=", asId("take", id))
    .selectAll()
    .executeTakeFirst();
  if (!row) throw new NotFound("take", id);
  return row;
}

/** Whatever changes on a take on its way; JSON as plain values. */
export type TakeChange = Omit<Updateable<TakeTable>, "input" | "asked" | "resolutions" | "metrics" | "probe"> & {
  input?: Record<string, unknown>;
  metrics?: Record<string, unknown>;
  probe?: NonNullable<Take["probe"]>;
};

/**
 * Moves a take on when it still stands in one of the states `from`, and answers it; undefined when somebody else was
 * faster. Open pages are told.
 */
export async function moveTake(
  db: Db,
  brandId: string,
  id: string,
  from: readonly TakeState[],
  { input, metrics, probe, ...change }: TakeChange,
): Promise<Take | undefined> {
  const moved = await db
    .updateTable("takes")
    .set({
      ...change,
      ...(input ? { input: asJson(input) } : {}),
      ...(metrics ? { metrics: asJson(metrics) } : {}),
      ...(probe ? { probe: asJson(probe) } : {}),
      updatedAt: new Date(),
    })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("take", id))
    .where("state", "in", [...from])
    .returningAll()
    .executeTakeFirst();
  if (moved?.variantId) await announce(db, { brandId, topic: "variant", id: moved.variantId });
  return moved;
}

/** Says that somebody looked at a take, so that the sweep leaves it to them. */
export async function touchTake(db: Db, brandId: string, id: string): Promise<void> {
  await db
    .updateTable("takes")
    .set({ updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("take", id))
    .execute();
}

/** Says that a variant in the making is being waited for, so that the sweep does not take it for lost. */
export async function touchVariant(db: Db, brandId: string, id: string): Promise<void> {
  await db
    .updateTable("variants")
    .set({ updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("variant", id))
    .where("state", "in", [...makingStates])
    .execute();
}

/** What the open takes of a variant may still cost, in millionths of a US dollar. One of unknown fate is open, too. */
export async function sumOpenTakes(db: Db, brandId: string, variantId: string): Promise<number> {
  const row = await db
    .selectFrom("takes")
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .where("state", "in", [...openStates, "unknown"])
    .select(sql<number>`coalesce(sum(estimate_micros), 0)::bigint`.as("micros"))
    .executeTakeFirstOrThrow();
  return row.micros;
}

/** The takes that a variant ordered or waits for, and that are still on their way. */
export async function listOpenTakes(db: Db, brandId: string, variantId: string): Promise<Take[]> {
  const id = asId("variant", variantId);
  return db
    .selectFrom("takes as t")
    .where("t.brandId", "=", brandId)
    .where("t.state", "in", [...openStates])
    .where((eb) =>
      eb.or([
        eb("t.variantId", "=", id),
        eb.exists(
          eb
            .selectFrom("takeWaiters as w")
            .whereRef("w.takeId", "=", "t.id")
            .where("w.brandId", "=", brandId)
            .where("w.variantId", "=", id)
            .where("w.stoppedAt", "is", null)
            .select("w.takeId"),
        ),
      ]),
    )
    .selectAll("t")
    .orderBy("t.id")
    .execute();
}

/** A brand's takes that wait for somebody to say what became of them, the oldest first. */
export async function listUnknownTakes(db: Db, brandId: string): Promise<Take[]> {
  return db
    .selectFrom("takes")
    .where("brandId", "=", brandId)
    .where("state", "=", "unknown")
    .selectAll()
    .orderBy("id")
    .execute();
}

/** For the sweep, which looks after every brand: open takes that nobody has looked at since, the longest waiting first. */
export async function listStuckTakes(
  db: Db,
  olderThan: Date,
  limit = 200,
): Promise<{ id: string; brandId: string; workspaceId: string }[]> {
  return db
    .selectFrom("takes as t")
    .innerJoin("brands as b", "b.id", "t.brandId")
    .where("t.state", "in", [...openStates])
    .where("t.updatedAt", "<", olderThan)
    .select(["t.id", "t.brandId", "b.workspaceId"])
    .orderBy("t.updatedAt")
    .limit(limit)
    .execute();
}

/** Whose a take is, for a vendor's message that names it; undefined for one that is not there. */
export async function findTakeOwner(
  db: Db,
  id: string,
): Promise<{ id: string; brandId: string; workspaceId: string; provider: string } | undefined> {
  if (!isId(id)) return undefined;
  return db
    .selectFrom("takes as t")
    .innerJoin("brands as b", "b.id", "t.brandId")
    .where("t.id", "=", id)
    .where("t.dossier", "is not", null)
    .select(["t.id", "t.brandId", "b.workspaceId", "t.provider"])
    .executeTakeFirst();
}

/** How long a vendor's message is remembered: far longer than one that is that old would be believed. */
const rememberMs = 24 * 3_600_000;

/** Remembers a vendor's message; false when it was there before. */
export async function insertVendorWebhook(
  db: Db,
  brandId: string,
  message: { provider: string; id: string; takeId: string },
): Promise<boolean> {
  await db
    .deleteFrom("vendorWebhooks")
    .where("brandId", "=", brandId)
    .where("receivedAt", "<", new Date(Date.now() - rememberMs))
    .execute();
  const row = await db
    .insertInto("vendorWebhooks")
    .values({ ...message, brandId })
    .onConflict((conflict) => conflict.columns(["provider", "id"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Writes down which takes the shots of a video show. */
export async function insertVideoFootage(
  trx: Trx,
  brandId: string,
  videoId: string,
  footage: { position: number; part: number; takeId: string; seconds: number }[],
): Promise<void> {
  if (footage.length === 0) return;
  await trx
    .insertInto("videoFootage")
    .values(footage.map((each) => ({ ...each, brandId, videoId })))
    .execute();
}

/**
 * Every take of a video model that was asked for on the way to a video, by shot and clip and in the order of asking, those
 * that failed, too; of the newest version also those of the one that is being filmed. `shown`: the video shows it;
 * `sourceId` is the take in which it matched the lips, null for one that was filmed.
 */
export async function listTakesOfVideo(db: Db, brandId: string, videoId: string) {
  const video = await db
    .selectFrom("videos")
    .where("brandId", "=", brandId)
    .where("id", "=", asId("video", videoId))
    .select(["id", "variantId", "version", "supersededAt"])
    .executeTakeFirst();
  if (!video) throw new NotFound("video", videoId);
  const last = video.supersededAt ? video.version : Number.MAX_SAFE_INTEGER;
  const takes = await db
    .selectFrom("takes as t")
    .leftJoin("videoFootage as f", (join) => join.onRef("f.takeId", "=", "t.id").on("f.videoId", "=", video.id))
    .where("t.brandId", "=", brandId)
    .where("t.dossier", "is not", null)
    .where((eb) =>
      eb.or([
        eb.and([
          eb("t.variantId", "=", video.variantId),
          eb("t.version", ">=", video.version),
          eb("t.version", "<=", Math.min(last, 2_147_483_647)),
        ]),
        eb("f.videoId", "is not", null),
      ]),
    )
    .select([
      ...(["t.id", "t.dossier", "t.dossierVersion", "t.model", "t.prompt", "t.state", "t.error", "t.seed"] as const),
      ...([
        "t.candidate",
        "t.tier",
        "t.estimateMicros",
        "t.costMicros",
        "t.seconds",
        "t.licence",
        "t.version",
      ] as const),
      ...(["t.probe", "t.asked", "t.resolutions", "t.orderedAt", "t.finishedAt", "t.predictionId", "t.file"] as const),
    ])
    .select((eb) => [
      eb.fn.coalesce("f.position", "t.position").as("position"),
      eb.fn.coalesce("f.part", "t.part").as("part"),
      eb("f.videoId", "is not", null).as("shown"),
      sql<string | null>`jsonb_path_query_first(t.input, '$.* ? (@.lend == "clip").takeId') #>> '{}'`.as("sourceId"),
    ])
    .orderBy("t.id")
    .execute();
  return takes.sort((a, b) => Number(a.position) - Number(b.position) || Number(a.part) - Number(b.part));
}

/** What a moment of a video is: its shot, and the take of a video model that it shows, if any. */
export async function findShotAt(db: Db, brandId: string, videoId: string, second: number) {
  return db
    .selectFrom("videoShots as o")
    .innerJoin("takes as t", "t.id", "o.takeId")
    .where("o.brandId", "=", brandId)
    .where("o.videoId", "=", asId("video", videoId))
    .where("o.startsAt", "<=", second)
    .select(["o.position", "o.startsAt", "t.id", "t.shotHash", "t.shotType", "t.provider", "t.seconds"])
    .select(["t.reused", "t.costMicros", "t.error"])
    .orderBy("o.startsAt", "desc")
    .executeTakeFirst();
}

/** The takes that a shot of a video shows, in their order. */
export async function listFootage(db: Db, brandId: string, videoId: string, position: number) {
  return db
    .selectFrom("videoFootage as f")
    .innerJoin("takes as t", "t.id", "f.takeId")
    .where("f.brandId", "=", brandId)
    .where("f.videoId", "=", asId("video", videoId))
    .where("f.position", "=", position)
    .selectAll("t")
    .select(["f.part as shownPart", "f.seconds as shownSeconds"])
    .orderBy("f.part")
    .execute();
}

/** The video with the same script as this version that somebody approved; undefined while nobody has. */
export async function findApprovedScript(
  db: Db,
  brandId: string,
  variantId: string,
  version: number,
): Promise<{ id: string; version: number } | undefined> {
  return db
    .selectFrom("videos as v")
    .innerJoin("decisions as d", (join) => join.onRef("d.videoId", "=", "v.id").on("d.withdrawnAt", "is", null))
    .innerJoin("scripts as was", "was.id", "v.scriptId")
    .innerJoin("scripts as s", (join) =>
      join.onRef("s.variantId", "=", "v.variantId").onRef("s.script", "=", "was.script"),
    )
    .where("v.brandId", "=", brandId)
    .where("v.variantId", "=", asId("variant", variantId))
    .where("d.decision", "=", "approved")
    .where("s.version", "=", version)
    .select(["v.id", "v.version"])
    .orderBy("v.version", "desc")
    .executeTakeFirst();
}
