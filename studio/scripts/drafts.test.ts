import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson, type Db } from "#db/database.ts";
import { listCanonFacts } from "#db/queries/canon.ts";
import { listScripts } from "#db/queries/scripts.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { saveBrief } from "../briefs/brief.ts";
import { launchBrief } from "../briefs/launch.ts";
import { approve, withdrawDecision } from "../reviews/decision.ts";
import { checkDraft, makeVersion, openScript, saveDraft } from "./drafts.ts";
import { editScript } from "./edit.ts";
import { createLineJudge, knownOf } from "./line-judge.ts";
import { writeScript } from "./write-script.ts";

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

const by = () => actorOf(cast.reviewer.id);
const brand = () => cast.brand.id;

async function written(): Promise<string> {
  const briefId = await saveBrief(db, brand(), by(), {
    name: "Drafts",
    goal: "Sell",
    audience: "Home brewers",
    productId: cast.product.id,
    personaIds: [cast.persona.id],
    hooks: ["question"],
    seed: "s",
  });
  const { variants } = await launchBrief(db, brand(), briefId, by());
  await writeScript(db, writer, brand(), variants[0]!.id, { version: 1, note: null });
  return variants[0]!.id;
}

async function type(variantId: string, line: string) {
  const open = await openScript(db, brand(), variantId);
  const { caption, hashtags } = open.script;
  const scenes = open.script.scenes.map((scene) => ({ line: scene.line, onScreen: scene.onScreen }));
  scenes.at(-1)!.line = line;
  return { open, script: editScript(open.script, { scenes, caption, hashtags }, open.request.persona.wordsPerSecond) };
}

test("every step is kept, the newest stands, and each can be gone back to", async () => {
  const id = await written();
  const { open, script } = await type(id, "Have a slow look. Find your roast.");
  const [version] = open.history;
  expect(open).toMatchObject({ number: 0, baseVersion: 1 });
  await saveDraft(db, brand(), by(), id, { after: 0, baseVersion: 1, script, step: "Edited by hand" });
  const changed = await openScript(db, brand(), id);
  expect(changed.script.scenes.at(-1)!.line).toBe("Have a slow look. Find your roast.");
  expect(changed.history.map(({ step }) => step)).toEqual(["Edited by hand", "Version 1"]);
  await saveDraft(db, brand(), by(), id, {
    after: 1,
    baseVersion: 1,
    script: version!.script,
    step: "Back to version 1",
  });
  expect((await openScript(db, brand(), id)).script).toEqual(version!.script);
});

test("two people who change a script at once do not overwrite each other", async () => {
  const id = await written();
  const { script } = await type(id, "Find your roast.");
  const draft = { after: 0, baseVersion: 1, script, step: "Edited by hand" };
  await saveDraft(db, brand(), by(), id, draft);
  await expect(saveDraft(db, brand(), by(), id, draft)).rejects.toMatchObject({ code: "draft-taken" });
});

test("what is typed is judged like what a writer writes", async () => {
  const id = await written();
  const { open, script } = await type(id, "Swapped mine out last spring. Find your roast.");
  const findings = await checkDraft(db, brand(), id, script, open.request);
  expect(findings).toMatchObject([{ gate: "experience", blocks: true, scene: script.scenes.length - 1 }]);
});

test("a script that nobody changed, or that a finding blocks, is not made again", async () => {
  const id = await written();
  await expect(makeVersion(db, brand(), by(), id)).rejects.toMatchObject({ code: "script-same" });
  const { script } = await type(id, "I used it for years. Find your roast.");
  await saveDraft(db, brand(), by(), id, { after: 0, baseVersion: 1, script, step: "Edited by hand" });
  await expect(makeVersion(db, brand(), by(), id)).rejects.toMatchObject({ code: "script-experience" });
  expect(await listScripts(db, brand(), id)).toHaveLength(1);
});

test("what an accepted script says goes into the persona's canon, and leaves it with the decision", async () => {
  const { video, variant } = await addVideo(db, cast, 900);
  const { script } = await writer.write(scriptRequestOf({ seconds: 30 }));
  await db
    .updateTable("scripts")
    .set({ script: asJson(script) })
    .where("variantId", "=", variant.id)
    .execute();
  await approve(db, brand(), by(), video.id, video.sha256);
  const said = (await listCanonFacts(db, brand(), cast.persona.id)).filter((fact) => fact.variantId === variant.id);
  await withdrawDecision(db, brand(), by(), video.id);
  const left = (await listCanonFacts(db, brand(), cast.persona.id)).filter((fact) => fact.variantId === variant.id);
  expect(said.length).toBeGreaterThan(0);
  expect(left).toEqual([]);
});
