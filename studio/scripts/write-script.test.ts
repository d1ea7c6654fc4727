import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { insertCanonFacts } from "#db/queries/canon.ts";
import { listLedger } from "#db/queries/ledger.ts";
import { listScripts } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import { ProviderError } from "#providers/errors.ts";
import { type ScriptRequest, script as scriptSchema, type TextProvider } from "#providers/text/contract.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { saveBrief } from "../briefs/brief.ts";
import { launchBrief } from "../briefs/launch.ts";
import { statementsIn } from "../personas/canon.ts";
import { gatherRequest } from "./request.ts";
import { writeScript } from "./write-script.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
const house = createHouseWriter();
const first = { version: 1, note: null };

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  cast = await castOf(db);
  await addKit(db, cast);
  // As in the studio: whoever works here sees the one workspace.
  db = database.within(cast.workspace.id);
});
afterAll(() => database.drop());

async function variantOf(): Promise<string> {
  const briefId = await saveBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), {
    name: "Scripts",
    goal: "Sell",
    audience: "Home brewers",
    productId: cast.product.id,
    personaIds: [cast.persona.id],
    hooks: ["myth"],
    mustSay: ["Free returns for 30 days"],
    neverSay: ["cheap"],
    seed: "s",
  });
  const { variants } = await launchBrief(db, cast.brand.id, briefId, actorOf(null, cast.workspace.id));
  return variants[0]!.id;
}

/** A writer played by a real one whose scripts are changed before they are handed over; it notes what it was asked. */
function meddling(change: (line: string, asked: ScriptRequest) => string, costMicros = 700) {
  const asked: ScriptRequest[] = [];
  const writer: TextProvider = {
    id: "meddling",
    write: async (request) => {
      asked.push(request);
      const { script } = await house.write({ ...request, revision: null });
      const scenes = script.scenes.map((scene) =>
        scene.beat === "cta" ? { ...scene, line: change(scene.line, request) } : scene,
      );
      return { script: { ...script, scenes }, writer: "meddling", model: "m-1", prompt: "test@1", costMicros };
    },
  };
  return { writer, asked };
}

test("a script is written from kit, product, persona and brief, and stored once", async () => {
  const id = await variantOf();
  const row = await writeScript(db, house, cast.brand.id, id, first);
  const script = scriptSchema.parse(row.script);
  const speech = script.scenes.map((scene) => scene.line).join(" ");
  expect(speech).toContain("Free returns for 30 days");
  expect(speech).toContain("Morning roast");
  expect(script.cta).toBe("Find your roast");
  expect(row).toMatchObject({ version: 1, writer: "house", model: null, seed: "s", note: null });
  expect(await writeScript(db, house, cast.brand.id, id, first)).toEqual(row);
  expect(await getVariant(db, cast.brand.id, id)).toMatchObject({ state: "writing", stage: "Writing the script" });
});

test("two at once store one script", async () => {
  const id = await variantOf();
  const rows = await Promise.all([1, 2, 3].map(() => writeScript(db, house, cast.brand.id, id, first)));
  expect(new Set(rows.map((row) => row.id)).size).toBe(1);
  expect(await listScripts(db, cast.brand.id, id)).toHaveLength(1);
});

test("a note makes the next version from the one before", async () => {
  const id = await variantOf();
  const one = await writeScript(db, house, cast.brand.id, id, first);
  const two = await writeScript(db, house, cast.brand.id, id, { version: 2, note: "Different hook, please" });
  const [before, after] = [one, two].map((row) => scriptSchema.parse(row.script).scenes);
  expect(after![0]!.line).not.toBe(before![0]!.line);
  expect(after!.slice(1).map((scene) => scene.line)).toEqual(before!.slice(1).map((scene) => scene.line));
  expect(two).toMatchObject({ version: 2, note: "Different hook, please" });
});

test("a script that breaks a rule goes back to its writer once, with what is wrong", async () => {
  const id = await variantOf();
  const { writer, asked } = meddling((line, request) =>
    request.revision ? line : "I used it for weeks. Find your roast.",
  );
  const row = await writeScript(db, writer, cast.brand.id, id, first);
  expect(asked).toHaveLength(2);
  expect(asked[1]!.revision!.note).toContain("claims an experience");
  expect(row).toMatchObject({ writer: "meddling", model: "m-1" });
  expect(await ledgerOf(id)).toMatchObject([{ kind: "script", provider: "meddling", amountMicros: 1400 }]);
});

test("one that stays broken is refused with a sentence; nothing is stored but its cost", async () => {
  const id = await variantOf();
  const { writer } = meddling(() => "A cheap roast. Find yours.");
  await expect(writeScript(db, writer, cast.brand.id, id, first)).rejects.toMatchObject({
    name: "Refused",
    code: "script-never-say",
    message: expect.stringContaining("“cheap”"),
  });
  expect(await listScripts(db, cast.brand.id, id)).toEqual([]);
  expect(await ledgerOf(id)).toMatchObject([{ amountMicros: 1400, note: expect.stringContaining("refused") }]);
});

test("a line of 3,000 characters is refused, whoever wrote it", async () => {
  const id = await variantOf();
  const { writer } = meddling(() => "word ".repeat(600));
  await expect(writeScript(db, writer, cast.brand.id, id, first)).rejects.toMatchObject({
    code: "script-form",
    message: expect.stringContaining("at most 300 characters"),
  });
});

test("a model without a token price is in the ledger with that note", async () => {
  const id = await variantOf();
  await writeScript(db, meddling((line) => line, 0).writer, cast.brand.id, id, first);
  expect(await ledgerOf(id)).toMatchObject([
    { amountMicros: 0, note: expect.stringContaining("no token price is set") },
  ]);
});

test("a provider's failure passes through, and nothing is stored", async () => {
  const id = await variantOf();
  const writer: TextProvider = { id: "down", write: () => Promise.reject(new ProviderError("retry", "It is busy.")) };
  await expect(writeScript(db, writer, cast.brand.id, id, first)).rejects.toMatchObject({ kind: "retry" });
  expect(await listScripts(db, cast.brand.id, id)).toEqual([]);
});

test("an unknown variant and another brand's are not found", async () => {
  const id = await variantOf();
  const stranger = await castOf(database.db, "stranger");
  await expect(writeScript(db, house, cast.brand.id, randomUUID(), first)).rejects.toMatchObject({ name: "NotFound" });
  await expect(writeScript(db, house, stranger.brand.id, id, first)).rejects.toMatchObject({ name: "NotFound" });
});

test("what goes against the persona's canon is stored with both sentences, for whoever reviews the video", async () => {
  const [other, id] = [await variantOf(), await variantOf()];
  const said = await writeScript(db, house, cast.brand.id, other, first);
  const { script, ...rest } = await house.write({ ...(await gatherRequest(db, cast.brand.id, id)), revision: null });
  const { sentence, scene } = statementsIn(script).find(({ sentence }) => !/\b(?:no|not|n't)\b/i.test(sentence))!;
  const before = `Never ${sentence}`;
  const fact = { personaId: cast.persona.id, scriptId: said.id, variantId: other, kind: "fact", sentence: before };
  await insertCanonFacts(db, cast.brand.id, [fact]);
  const replay: TextProvider = { id: "replay", write: async () => ({ ...rest, script }) };
  await writeScript(db, replay, cast.brand.id, id, first);
  const findings = await database.db.selectFrom("findings").where("variantId", "=", id).selectAll().execute();
  expect(findings).toMatchObject([
    { gate: "canon", severity: "warn", videoId: null, atSeconds: script.scenes[scene]!.start },
  ]);
  expect(findings[0]!.message).toContain(sentence);
  expect(findings[0]!.message).toContain(before);
});

test("a language model's second opinion sends a script back, is paid for, and its failure is told", async () => {
  const id = await variantOf();
  const { writer, asked } = meddling((line) => line);
  const model = (ask: LanguageModel["ask"]): LanguageModel => ({ model: "judge-1", ask });
  const opinions = [[{ number: 1, verdict: "block" as const, why: "it hides a story." }], []];
  const strict = model(async () => ({
    value: { sentences: opinions.shift() ?? [] } as never,
    ...{ model: "judge-1", costMicros: 300 },
  }));
  await writeScript(db, writer, cast.brand.id, id, first, strict);
  expect(asked[1]!.revision!.note).toContain("claims an experience");
  expect((await ledgerOf(id)).filter(({ kind }) => kind === "claims")).toMatchObject([
    { provider: "judge-1", amountMicros: 300 },
    { provider: "judge-1", amountMicros: 300 },
  ]);
  const deaf = model(() => Promise.reject(new ProviderError("retry", "It is busy.")));
  await writeScript(db, writer, cast.brand.id, id, { version: 2, note: null }, deaf);
  expect(
    await database.db
      .selectFrom("findings")
      .where("variantId", "=", id)
      .where("gate", "=", "claim")
      .selectAll()
      .execute(),
  ).toMatchObject([{ gate: "claim", severity: "info", message: expect.stringContaining("It is busy.") }]);
});

async function ledgerOf(variantId: string) {
  return (await listLedger(db, cast.brand.id, { limit: 100 })).filter((entry) => entry.variantId === variantId);
}
