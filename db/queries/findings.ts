import type { Selectable } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { FindingTable } from "../tables/videos.ts";

export type Finding = Selectable<FindingTable>;

export type NewFinding = Pick<Finding, "variantId" | "gate" | "severity" | "message"> &
  Partial<Pick<Finding, "videoId" | "atSeconds" | "untilSeconds" | "fix" | "cut">>;

/** Stores what the checks said. `videoId` is left out while there is only a script; `atSeconds` counts from the start. */
export async function insertFindings(db: Db, brandId: string, findings: NewFinding[]): Promise<void> {
  if (findings.length === 0) return;
  await db
    .insertInto("findings")
    .values(findings.map(({ fix, ...finding }) => ({ ...finding, brandId, fix: fix ? asJson(fix) : null })))
    .execute();
}

/**
 * What the checks said about one video: about its picture and sound, and about the script it was made from (findings on
 * an earlier version's script are older than this script, and left out). The gravest first, then by moment.
 */
export async function listFindings(db: Db, brandId: string, videoId: string): Promise<Finding[]> {
  return db
    .selectFrom("findings as f")
    .innerJoin("videos as v", "v.variantId", "f.variantId")
    .innerJoin("scripts as s", "s.id", "v.scriptId")
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", videoId)
    .where((eb) =>
      eb.or([
        eb("f.videoId", "=", eb.ref("v.id")),
        eb.and([
          eb("f.videoId", "is", null),
          eb("f.createdAt", ">=", eb.ref("s.createdAt")),
          eb("f.createdAt", "<=", eb.ref("v.createdAt")),
        ]),
      ]),
    )
    .selectAll("f")
    .orderBy((eb) => eb.fn<number>("array_position", [eb.val(["block", "warn", "info"]), "f.severity"]))
    .orderBy("f.atSeconds")
    .orderBy("f.id")
    .execute();
}

/** Forgets what the checks said about a video, before they run over it again. */
export async function removeFindings(db: Db, brandId: string, videoId: string): Promise<void> {
  await db.deleteFrom("findings").where("brandId", "=", brandId).where("videoId", "=", videoId).execute();
}

/** One finding of the brand, with the video it is about. */
export async function getFinding(db: Db, brandId: string, findingId: string): Promise<Finding> {
  return db
    .selectFrom("findings")
    .where("brandId", "=", brandId)
    .where("id", "=", asId("finding", findingId))
    .selectAll()
    .executeTakeFirstOrThrow(() => new NotFound("finding", findingId));
}
