import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EnvironmentRefused, readEnv } from "#config/env.ts";
import { completed, startResponsesServer } from "#tests/harness/responses-server.ts";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { countWords, mentions, type Script, script, type TextProvider } from "./contract.ts";
import { createHouseWriter } from "./house/index.ts";
import { chooseWriter } from "./index.ts";

/** One suite over every adapter. The language model is played by a server that answers with a script written beforehand. */
const offline = await createHouseWriter().write(scriptRequestOf());
let server: Awaited<ReturnType<typeof startResponsesServer>>;
beforeAll(async () => {
  server = await startResponsesServer(() => ({ body: completed(JSON.stringify(withoutTimes(offline.script))) }));
});
afterAll(() => server.stop());

const withoutTimes = (written: Script) => ({
  ...written,
  scenes: written.scenes.map(({ start: _, end: __, ...scene }) => scene),
});

const writers: [string, () => TextProvider][] = [
  ["house", () => chooseWriter(readEnv({}))],
  ["openai", () => chooseWriter(readEnv({ OPENAI_API_KEY: "k", OPENAI_MODEL: "m", OPENAI_BASE_URL: server.baseUrl }))],
];

describe.each(writers)("the writer %s", (id, create) => {
  test("is called by its name and writes a script that fits the schema", async () => {
    const writer = create();
    expect(writer.id).toBe(id);
    const written = await writer.write(scriptRequestOf());
    expect(script.parse(written.script)).toEqual(written.script);
    expect(written).toMatchObject({ writer: id, costMicros: 0 });
  });

  test("gives scenes that touch, each as long as its words", async () => {
    const { scenes } = (await create().write(scriptRequestOf())).script;
    expect(scenes[0]!.start).toBe(0);
    for (const [index, scene] of scenes.entries()) {
      expect(scene.end - scene.start).toBeCloseTo(Math.max(1, countWords(scene.line) / 2.5), 1);
      if (index > 0) expect(scene.start).toBe(scenes[index - 1]!.end);
    }
  });

  test("may be asked again and leaves the request as it was", async () => {
    const request = scriptRequestOf();
    const before = structuredClone(request);
    const writer = create();
    expect(await writer.write(request)).toEqual(await writer.write(request));
    expect(request).toEqual(before);
  });
});

test("only the chosen writer's settings are looked at, and everything missing is named at once", () => {
  expect(() => chooseWriter(readEnv({ TEXT_PROVIDER: "house", OPENAI_API_KEY: "k" }))).not.toThrow();
  try {
    chooseWriter(readEnv({ TEXT_PROVIDER: "openai", OPENAI_INPUT_COST_PER_MTOK: "much" }));
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentRefused);
    expect((error as EnvironmentRefused).problems).toEqual([
      "OPENAI_API_KEY: is missing",
      "OPENAI_MODEL: is missing",
      "OPENAI_INPUT_COST_PER_MTOK: must be a number of dollars per million tokens",
    ]);
  }
});

test("words are counted as they are spoken, and phrases found whole", () => {
  expect(countWords("It's €14.90, a two-minute read.")).toBe(8);
  expect(countWords("250 grams — no more")).toBe(5);
  expect(countWords("…")).toBe(0);
  expect(mentions("A fresh START", "art")).toBe(false);
  expect(mentions("It’s anti-ageing.", "anti-ageing")).toBe(true);
  expect(mentions("C++ (new)", "c++")).toBe(true);
  expect(mentions("anything", "  ")).toBe(false);
});
