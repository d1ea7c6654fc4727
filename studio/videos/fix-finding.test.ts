import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson, type Db } from "#db/database.ts";
import { insertFindings, listFindings } from "#db/queries/findings.ts";
import { findScript } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import type { Fix } from "#media/quality/finding.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import type { Doer } from "../members/permissions.ts";
import { gatherRequest } from "../scripts/request.ts";
import { applyFix, fixFinding } from "./fix-finding.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
let doer: Doer;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  cast = await castOf(db);
  await addKit(db, cast);
  doer = { by: actorOf(cast.reviewer.id), member: memberOf("owner") };
});
afterAll(() => database.drop());

const memberOf = (role: "owner" | "reviewer") =>
  ({
    userId: cast.reviewer.id,
    workspaceId: cast.workspace.id,
    role,
    narrowed: false,
    brandRoles: {},
  }) satisfies Doer["member"];

/** A video in review with a script that can be filmed, and one finding that offers `fix`. */
async function found(position: number, fix: Fix | null) {
  const { video, variant } = await addVideo(db, cast, position);
  const { script } = await createHouseWriter().write({
    ...(await gatherRequest(db, cast.brand.id, variant.id)),
    revision: null,
  });
  await db
    .updateTable("scripts")
    .set({ script: asJson(script) })
    .where("variantId", "=", variant.id)
    .execute();
  await insertFindings(db, cast.brand.id, [
    { ...{ variantId: variant.id, videoId: video.id, gate: "spelling", severity: "warn", message: "Look" }, fix },
  ]);
  const [finding] = await listFindings(db, cast.brand.id, video.id);
  return { video, variant, script, findingId: finding!.id };
}

test("making a video again sends it back and films the same script as the next version", async () => {
  const { video, variant, script, findingId } = await found(20, { action: "make-again" });
  const wanted = await fixFinding(db, cast.brand.id, doer, video.id, findingId);
  expect(wanted).toMatchObject({ variantId: variant.id, version: 2, note: "Made again: Look" });
  expect((await findScript(db, cast.brand.id, variant.id, 2))?.script).toEqual(script);
  expect((await getVariant(db, cast.brand.id, variant.id)).state).toBe("queued");
});

test("taking a text out films the script without it, and says so in its history", async () => {
  const { video, variant, script, findingId } = await found(21, { action: "drop-text", scene: 0 });
  expect(script.scenes[0]?.onScreen).not.toBeNull();
  const wanted = await fixFinding(db, cast.brand.id, doer, video.id, findingId);
  const next = (await findScript(db, cast.brand.id, variant.id, wanted.version))?.script as typeof script;
  expect(next.scenes[0]).toMatchObject({ line: script.scenes[0]?.line, onScreen: null });
});

test("nothing can be mended on another video, twice, or by somebody who may not", async () => {
  const { video, findingId } = await found(22, { action: "drop-text", scene: 0 });
  const other = await found(23, null);
  const mend = (videoId: string, id: string, who = doer) => fixFinding(db, cast.brand.id, who, videoId, id);
  await expect(mend(other.video.id, findingId)).rejects.toMatchObject({ code: "no-fix" });
  await expect(mend(other.video.id, other.findingId)).rejects.toMatchObject({ code: "no-fix" });
  await expect(mend(video.id, findingId, { ...doer, member: memberOf("reviewer") })).rejects.toMatchObject({
    name: "Forbidden",
  });
  await mend(video.id, findingId);
  await expect(mend(video.id, findingId)).rejects.toMatchObject({ name: "Refused" });
});

test("signs that no font has are taken out of their scene, and a line of nothing else stays", () => {
  const scene = { beat: "hook", shot: "talking-head", start: 0, end: 2 } as const;
  const script = {
    scenes: [
      { ...scene, line: "Warm 𓀀 cup. 𓀁", onScreen: "𓀀" },
      { ...scene, line: "𓀁", onScreen: null },
    ],
  };
  const drop = (at: number) => applyFix(script, { action: "drop-signs", scene: at, signs: "𓀀𓀁" }).scenes[at];
  expect(drop(0)).toEqual({ line: "Warm cup.", onScreen: null });
  expect(drop(1)).toEqual({ line: "𓀁", onScreen: null });
});

test("what the script does not hold cannot be mended there", async () => {
  const { video, findingId, variant } = await found(24, { action: "drop-signs", scene: 0, signs: "𓀀" });
  await expect(fixFinding(db, cast.brand.id, doer, video.id, findingId)).rejects.toMatchObject({ code: "no-fix" });
  expect((await getVariant(db, cast.brand.id, variant.id)).state).not.toBe("queued");
});

test("another spelling is written wherever the word stands alone in its scene", () => {
  const scene = { beat: "hook", shot: "talking-head", start: 0, end: 2 } as const;
  const script = {
    scenes: [
      { ...scene, line: "Cofee, cofees and cofee.", onScreen: "cofee (hot)" },
      { ...scene, line: "More cofee.", onScreen: null },
    ],
  };
  expect(applyFix(script, { action: "use-spelling", scene: 0, from: "cofee", to: "coffee" }).scenes).toEqual([
    { line: "Cofee, cofees and coffee.", onScreen: "coffee (hot)" },
    { line: "More cofee.", onScreen: null },
  ]);
});
