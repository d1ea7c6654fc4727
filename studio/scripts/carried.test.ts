import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { findScript } from "#db/queries/scripts.ts";
import type { Script } from "#providers/text/contract.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { createOpenAiModel } from "#providers/text/openai/model.ts";
import { openAiSettings } from "#providers/text/openai/settings.ts";
import { createOpenAiWriter } from "#providers/text/openai.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { completed, startResponsesServer } from "#tests/harness/responses-server.ts";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { checkCarried, figuresIn, tellInEnglish } from "./carried.ts";
import { gatherRequest } from "./request.ts";
import { writeScript } from "./write-script.ts";

const { script: english } = await createHouseWriter().write(scriptRequestOf());
const german = { ...scriptRequestOf({ locale: "de" }) };

/** As somebody would carry it over who changes nothing: only the hook's and the first product line's words are told here. */
function carry(change: (script: Script) => void = () => undefined): Script {
  const script: Script = {
    ...structuredClone(english),
    source: structuredClone(english),
    inEnglish: { caption: english.caption, title: english.title, cta: english.cta },
    scenes: english.scenes.map((scene) => ({ ...scene, inEnglish: scene.line, onScreenInEnglish: scene.onScreen })),
  };
  change(script);
  return script;
}
const messages = (script: Script) => checkCarried(script, german).map(({ message }) => message);

test("what says the same is equal, and a script that nobody carried over is not", () => {
  expect(messages(carry())).toEqual([]);
  expect(messages(english)).toEqual(["Nobody knows which English script this German was carried over from."]);
});

test("a figure, a price or a name that is not the same is told with its line", () => {
  const priced = carry((script) => {
    for (const each of [script.scenes[1]!, script.source!.scenes[1]!])
      each.line = "Morning roast is €14.90 for 250 grams.";
    script.scenes[1]!.line = "Morning roast: 250 Gramm für €14,90.";
    script.scenes[1]!.inEnglish = "Morning roast: 250 grams for €14.90.";
  });
  expect(messages(priced)).toEqual(["“Morning roast: 250 Gramm für €14,90.” does not have the price €14.90 as it is."]);
  priced.scenes[1]!.line = "Der Kaffee: 500 Gramm für €14.90.";
  expect(messages(priced)).toEqual([
    "“Der Kaffee: 500 Gramm für €14.90.” does not have the figure 250 of its English.",
    "“Der Kaffee: 500 Gramm für €14.90.” has the figure 500, which its English has not.",
    "“Der Kaffee: 500 Gramm für €14.90.” does not say “Morning roast”, as its English does.",
  ]);
});

test("a claim that came in with the language is told, as is an experience that nobody had", () => {
  const stronger = carry((script) => {
    script.scenes[0]!.line = "Der beste Kaffee der Welt, garantiert.";
    script.scenes[0]!.inEnglish = "The best coffee in the world, guaranteed.";
  });
  expect(messages(stronger).join(" ")).toMatch(
    /claim that its English does not make: superlative.*In German it says: “The best/,
  );
  const lived = carry((script) => {
    script.scenes[0]!.line = "Seit drei Wochen trinke ich nichts anderes.";
    script.scenes[0]!.inEnglish = "I have drunk nothing else for three weeks.";
  });
  expect(messages(lived).join(" ")).toMatch(/an experience that a synthetic persona cannot have had/);
});

test("figures are the same in any script's digits and any country's separators", () => {
  expect(figuresIn("1,000 bags at €14.90, 2 of 3")).toEqual(["1000", "14.9", "2", "3"]);
  expect(figuresIn("1.000 Tüten zu 14,90 €, 2 von 3")).toEqual(["1000", "14.9", "2", "3"]);
  expect(figuresIn("١٠٠٠ كيس بسعر ١٤٫٩٠، ٢ من ٣")).toEqual(["1000", "14.9", "2", "3"]);
  expect(figuresIn("1 000 sachets, 2 sur 3")).toEqual(["1000", "2", "3"]);
});

let database: TestDatabase;
let db: Db;
let cast: Cast;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
  await addKit(database.db, cast);
  db = database.within(cast.workspace.id);
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await database.drop();
});

async function variantIn(locale: string, position: number): Promise<string> {
  const { id } = await db
    .insertInto("variants")
    .values({
      ...{ brandId: cast.brand.id, briefId: cast.brief.id, personaId: cast.persona.id, productId: cast.product.id },
      ...{
        position,
        angle: "taste",
        hook: "question",
        locale,
        ratio: "9:16",
        lengthSeconds: 20,
        cta: "Find your roast",
      },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** A language model that writes as the house does, carries over by `said`, and tells by `told` what was said. */
async function openWriter(
  variantId: string,
  said: (line: string, turn: number) => string,
  told: (line: string) => string,
) {
  const request = { ...(await gatherRequest(db, cast.brand.id, variantId)), locale: "en", revision: null };
  const { script } = await createHouseWriter().write(request);
  let turn = 0;
  const server = await startResponsesServer(({ body }) => {
    const name = (body.text as { format: { name: string } }).format.name;
    if (name === "script") {
      const scenes = script.scenes.map(({ start: _, end: __, direction = "", facts = [], ...rest }) => ({
        ...rest,
        direction,
        facts,
      }));
      return { body: completed(JSON.stringify({ ...script, scenes })) };
    }
    if (name === "carried_script") {
      turn++;
      const scenes = script.scenes.map(({ line, onScreen }) => ({ line: said(line, turn), onScreen }));
      return { body: completed(JSON.stringify({ ...script, scenes })) };
    }
    const texts = [...script.scenes.flatMap(({ line, onScreen }) => [told(said(line, turn)), onScreen ?? ""])];
    return { body: completed(JSON.stringify({ texts: [...texts, script.caption, script.title, script.cta] })) };
  });
  stops.push(server.stop);
  const settings = openAiSettings.parse({
    ...{ OPENAI_API_KEY: "sk-secret", OPENAI_MODEL: "test-model", OPENAI_BASE_URL: server.baseUrl },
    ...{ OPENAI_INPUT_COST_PER_MTOK: "2", OPENAI_OUTPUT_COST_PER_MTOK: "10" },
  });
  return { writer: createOpenAiWriter(createOpenAiModel(settings)), server };
}

test("a script in another language is written in English, carried over, told in English by another, and kept with both", async () => {
  const id = await variantIn("ar", 50);
  const { writer, server } = await openWriter(
    id,
    (line) => `‏${line}‏`,
    (line) => line.replaceAll("‏", ""),
  );
  const row = await writeScript(db, writer, cast.brand.id, id, { version: 1, note: null });
  const script = row.script as Script;
  expect(script.scenes[0]!.line).toBe(`‏${script.source!.scenes[0]!.line}‏`);
  expect(script.scenes[0]!.inEnglish).toBe(script.source!.scenes[0]!.line);
  expect(row.prompt).toMatch(/^write-script@\d+ transcreate-script@1 say-in-english@1$/);
  const asked = server.asked.map(({ body }) => JSON.stringify(body));
  expect(asked).toHaveLength(3);
  expect(asked[1]).toContain("Arabic");
  // Whoever tells in English what was said has not seen what it should say.
  expect(asked[1]).toContain("rests_on");
  expect(asked[2]).not.toContain("rests_on");
  expect(tellInEnglish(script).scenes.map(({ line }) => line)).toEqual(script.source!.scenes.map(({ line }) => line));
});

test("what claims more in the other language is asked for once more, then refused, and nothing is stored but its cost", async () => {
  const id = await variantIn("de", 51);
  const { writer, server } = await openWriter(
    id,
    (line) => `${line} Garantiert der beste.`,
    (line) => line.replace("Garantiert der beste.", "Guaranteed the best."),
  );
  await expect(writeScript(db, writer, cast.brand.id, id, { version: 1, note: null })).rejects.toMatchObject({
    code: expect.stringMatching(/^script-(locale|claim)$/),
  });
  expect(server.asked).toHaveLength(5);
  expect(JSON.stringify(server.asked[3]!.body)).toContain("An attempt before was refused");
  expect(await findScript(db, cast.brand.id, id, 1)).toBeUndefined();
  const paid = await db.selectFrom("ledger").where("variantId", "=", id).select("amountMicros").execute();
  expect(paid.map(({ amountMicros }) => amountMicros)).toEqual([5 * (1200 * 2 + 300 * 10)]);
});

test("what was mended in the second attempt is kept", async () => {
  const id = await variantIn("fr", 52);
  const { writer } = await openWriter(
    id,
    (line, turn) => (turn === 1 ? `${line} Garanti.` : line),
    (line) => line.replace("Garanti.", "Guaranteed."),
  );
  const row = await writeScript(db, writer, cast.brand.id, id, { version: 1, note: null });
  expect((row.script as Script).scenes[0]!.line).not.toContain("Garanti");
});
