import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listBriefs } from "#db/queries/briefs.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { createClient } from "#workflows/client.ts";
import { createEngine } from "#workflows/engine/index.ts";
import { briefLaunched } from "#workflows/events.ts";
import { brief } from "./brief.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";

let base: TestDatabase;
let cast: Cast;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-brief-"));
});
beforeEach(async () => {
  base = await createTestDatabase();
  cast = await castOf(base.db);
  await addKit(base.db, cast);
  return () => base.drop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const { desk, said, complained } = deskOf(folder);
  const { db, within, pool, connectionString } = base;
  // The engine's migration needs a second connection, which the fixture's own pool does not have.
  desk.withDatabase = (work) =>
    work({ db, within, pool, connectionString, migrated: [], pools: {}, close: async () => undefined });
  const code = await dispatch(["brief", ...args, "--brand", cast.brand.slug], { brief }, desk);
  return { code, said: said.join("\n"), complained: complained.join("\n") };
}

async function fileOf(text: string): Promise<string> {
  const file = path.join(folder, "brief.yaml");
  await writeFile(file, text);
  return file;
}

const summer = `
name: Summer
goal: Sell the morning roast
audience: Home brewers
product: morning-roast
personas: [Maja]
hooks: [question, myth]
lengthSeconds: 18
`;

test("a brief in a file is saved, priced and listed", async () => {
  const { code, said } = await run("create", "--file", await fileOf(summer));
  expect(code).toBe(0);
  expect(said).toMatch(/is saved as [0-9a-f-]{36}\. Launching it makes 2 videos in about \d+ seconds for \$0\.00\./);
  expect((await listBriefs(base.db, cast.brand.id, { limit: 1 }))[0]).toMatchObject({
    name: "Summer",
    lengths: [18],
  });
  expect((await run("list")).said).toContain("Summer  not launched");
});

test("a brief is printed as the file that makes it again", async () => {
  await run("create", "--file", await fileOf(summer));
  const [saved] = await listBriefs(base.db, cast.brand.id, { limit: 1 });
  const { code, said } = await run("export", saved!.id);
  expect(code).toBe(0);
  expect(said).toContain("personas:\n  - Maja");
  expect((await run("create", "--file", await fileOf(said.replace("Summer", "Summer again")))).code).toBe(0);
  const [again] = await listBriefs(base.db, cast.brand.id, { limit: 1 });
  expect(again).toMatchObject({ name: "Summer again", seed: saved!.seed, hooks: saved!.hooks, lengths: [18] });
});

test("launching leaves the event where a studio will find it, and is refused the second time", async () => {
  await run("create", "--file", await fileOf(summer));
  const [saved] = await listBriefs(base.db, cast.brand.id, { limit: 1 });
  expect(await run("launch", saved!.id)).toMatchObject({
    code: 0,
    said: "Summer is launched: 2 videos. They are made while the studio runs.",
  });
  expect(await hearLaunch()).toMatchObject({ brandId: cast.brand.id, briefId: saved!.id });
  expect(await run("launch", saved!.id)).toMatchObject({
    code: 1,
    complained: expect.stringContaining("launched already"),
  });
  expect((await run("list")).said).toContain("Summer  2 queued");
});

/** What a studio that starts now is told. */
async function hearLaunch(): Promise<unknown> {
  const engine = createEngine({ pool: base.pool, connectionString: base.connectionString, appId: "troupe" });
  const client = createClient(engine.clientOptions);
  try {
    return await new Promise((resolve, reject) => {
      const hear = ({ event }: { event: { data: unknown } }) => resolve(event.data);
      engine.start(client, [client.createFunction({ id: "hear", triggers: [briefLaunched] }, hear)]).catch(reject);
    });
  } finally {
    await engine.stop();
  }
}

test.each([
  [
    "an unknown product",
    summer.replace("morning-roast", "evening-roast"),
    "no product “evening-roast”. Known: morning-roast.",
  ],
  ["an unknown persona", summer.replace("[Maja]", "[Maja, Otto]"), "no persona “Otto”. Known: Maja."],
  ["no personas", summer.replace("[Maja]", "[]"), "Choose at least one persona"],
  ["no product", summer.replace("product: morning-roast", ""), "Choose a product"],
  ["broken YAML", "name: [", "is no brief"],
  ["a list", "- one\n- two", "needs fields such as name"],
])("%s is said in a sentence, and nothing is saved", async (_, text, sentence) => {
  const before = await listBriefs(base.db, cast.brand.id, { limit: 10 });
  expect(await run("create", "--file", await fileOf(text))).toMatchObject({
    code: 1,
    complained: expect.stringContaining(sentence),
  });
  expect(await listBriefs(base.db, cast.brand.id, { limit: 10 })).toHaveLength(before.length);
});

test("an unknown brief, and a file that is not there, are said too", async () => {
  expect(await run("launch", "nonsense")).toMatchObject({ code: 1, complained: expect.stringContaining("brief") });
  expect(await run("create", "--file", path.join(folder, "none.yaml"))).toMatchObject({ code: 1 });
  expect(await run("create")).toMatchObject({ code: 2, complained: expect.stringContaining("--file") });
});
