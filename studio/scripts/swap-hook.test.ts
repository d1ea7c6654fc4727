import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson, type Db } from "#db/database.ts";
import { listCanonFacts } from "#db/queries/canon.ts";
import { listDecisions } from "#db/queries/reviews.ts";
import { listScripts } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import type { Script } from "#providers/text/contract.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { approve } from "../reviews/decision.ts";
import { openScript } from "./drafts.ts";
import { createLineJudge, knownOf } from "./line-judge.ts";
import { gatherRequest } from "./request.ts";
import { readHook, suggestSwaps, swapHook } from "./swap-hook.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
const judge = createLineJudge();
const writer = createHouseWriter(undefined, (line, request) => judge(line, knownOf(request)));

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  cast = await castOf(db);
  await addKit(db, cast);
});
afterAll(() => database.drop());

const brand = () => cast.brand.id;
const by = () => actorOf(cast.reviewer.id);
const unread = { unread: null };
let position = 0;

/** A video in review whose script the house writer wrote. */
async function reviewed() {
  const made = await addVideo(db, cast, position++);
  const request = { ...(await gatherRequest(db, brand(), made.variant.id)), revision: null };
  const { script } = await writer.write(request);
  await db
    .updateTable("scripts")
    .set({ script: asJson(script) })
    .where("id", "=", made.script.id)
    .execute();
  return { ...made, script };
}
const swaps = (videoId: string) => suggestSwaps(db, writer, brand(), videoId, 5);
const reading = (videoId: string, line: string) => readHook(db, undefined, brand(), videoId, { line, onScreen: null });

test("several hooks are offered, none of which the video had", async () => {
  const { video, script } = await reviewed();
  const hooks = await swaps(video.id);
  expect(hooks.length).toBeGreaterThanOrEqual(3);
  expect(new Set(hooks.map(({ line }) => line)).size).toBe(hooks.length);
  expect(hooks.map(({ line }) => line)).not.toContain(script.scenes[0]!.line);
});

test("the next version opens otherwise and says the rest as it was", async () => {
  const { variant, video, script } = await reviewed();
  const hook = (await swaps(video.id))[0]!;
  const wanted = await swapHook(db, brand(), by(), video.id, hook, unread);
  expect(wanted).toMatchObject({ variantId: variant.id, version: 2, note: `Another hook: ${hook.line}` });
  const [second] = await listScripts(db, brand(), variant.id);
  const lines = (said: unknown) => (said as Script).scenes.map(({ line }) => line);
  expect(lines(second!.script)).toEqual([hook.line, ...lines(script).slice(1)]);
  expect(JSON.stringify(second!.script)).not.toContain(script.scenes[0]!.line);
  expect((await getVariant(db, brand(), variant.id)).state).toBe("queued");
  expect(await listDecisions(db, brand(), variant.id)).toMatchObject([{ decision: "sent-back", videoId: video.id }]);
});

test("an approval is taken back with what it taught the persona, because it was about other bytes", async () => {
  const { variant, video } = await reviewed();
  await approve(db, brand(), by(), video.id, video.sha256);
  await swapHook(db, brand(), by(), video.id, (await swaps(video.id))[0]!, unread);
  const decisions = await listDecisions(db, brand(), variant.id);
  expect(decisions.map(({ decision, withdrawnAt }) => [decision, withdrawnAt === null]).sort()).toEqual([
    ["approved", false],
    ["sent-back", true],
  ]);
  const facts = await listCanonFacts(db, brand(), cast.persona.id);
  expect(facts.filter((fact) => fact.variantId === variant.id)).toEqual([]);
});

test("what was tried at the desk stays in the history, and is not filmed with the hook", async () => {
  const { variant, video, script } = await reviewed();
  const open = await openScript(db, brand(), variant.id);
  const scenes = script.scenes.map((scene, at) => (at === 1 ? { ...scene, line: "Half an idea." } : scene));
  await db
    .insertInto("scriptDrafts")
    .values({
      ...{ brandId: brand(), variantId: variant.id, number: 1, baseVersion: open.baseVersion, step: "Edited by hand" },
      script: asJson({ ...script, scenes }),
    })
    .execute();
  await swapHook(db, brand(), by(), video.id, (await swaps(video.id))[0]!, unread);
  const after = await openScript(db, brand(), variant.id);
  expect(after.script.scenes[1]!.line).toBe(script.scenes[1]!.line);
  expect(after.history.map(({ step }) => step)).toContain("Edited by hand");
});

test("a hook that breaks a rule, or is the one it has, changes nothing", async () => {
  const { variant, video, script } = await reviewed();
  const tried = (line: string) => swapHook(db, brand(), by(), video.id, { line, onScreen: null }, unread);
  const claim = "I drank this for three weeks and my skin cleared up.";
  await expect(tried(claim)).rejects.toMatchObject({ code: "script-experience" });
  await expect(tried(` ${script.scenes[0]!.line} `)).rejects.toMatchObject({ code: "hook-same", field: "line" });
  await expect(tried("  ")).rejects.toMatchObject({ code: "hook-missing" });
  await expect(reading(video.id, script.scenes[0]!.line)).rejects.toMatchObject({ code: "hook-same" });
  expect(await listScripts(db, brand(), variant.id)).toHaveLength(1);
  expect((await openScript(db, brand(), variant.id)).number).toBe(0);
  expect((await getVariant(db, brand(), variant.id)).state).toBe("in-review");
});

test("a video that is being made again, or was replaced, is left alone", async () => {
  const { video } = await reviewed();
  const [hook, other] = await swaps(video.id);
  await swapHook(db, brand(), by(), video.id, hook!, unread);
  await expect(swapHook(db, brand(), by(), video.id, other!, unread)).rejects.toMatchObject({ code: "not-editable" });
  await db.updateTable("videos").set({ supersededAt: new Date() }).where("id", "=", video.id).execute();
  await expect(swapHook(db, brand(), by(), video.id, other!, unread)).rejects.toMatchObject({ code: "superseded" });
});
