import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "#config/env.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { completed, startResponsesServer } from "#tests/harness/responses-server.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";
import { dossiers } from "./dossiers.ts";

let database: TestDatabase;
let cast: Cast;
let folder: string;
let server: Awaited<ReturnType<typeof startResponsesServer>>;

const change = {
  path: "durations.to",
  value: "20",
  quote: "clips of up to 20 seconds",
  why: "Longer clips are new.",
};
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
  folder = await mkdtemp(path.join(tmpdir(), "troupe-dossiers-"));
  server = await startResponsesServer(() => ({
    body: completed(JSON.stringify({ summary: "Clips of up to 20 seconds", changes: [change] })),
  }));
});
afterAll(async () => {
  await server.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function run(args: string[], settings: Record<string, string> = {}) {
  const { desk, said, complained } = deskOf("/unused", database);
  const code = await dispatch(["dossiers", ...args], { dossiers }, { ...desk, env: readEnv(settings) });
  return { code, said: said.join("\n"), complained: complained.join("\n") };
}

test("a document is read, its change shown as a diff, and accepted by whoever runs the studio", async () => {
  const file = path.join(folder, "kling.md");
  await writeFile(file, "# Kling 3\nIt now makes clips of up to 20 seconds in one go.");
  const model = { TEXT_PROVIDER: "house", OPENAI_API_KEY: "k", OPENAI_MODEL: "m", OPENAI_BASE_URL: server.baseUrl };
  const research = ["research", "kling-v3", "--from", file, "--brand", cast.brand.slug];
  const { code, said } = await run(research, model);
  expect(code).toBe(0);
  expect(said).toContain("  - durations: { kind: range, from: 3, to: 15, step: 1 }");
  expect(said).toContain("  + durations: { kind: range, from: 3, to: 20, step: 1 }");
  expect(said).toContain("durations.to: Longer clips are new. “clips of up to 20 seconds”");
  const id = /dossiers accept (\S+)/.exec(said)![1]!;
  expect((await run(["changes", "kling-v3"])).said).toContain(
    `${id}  kling-v3, waits: Clips of up to 20 seconds (${file})`,
  );
  expect((await run(["show", "kling-v3"])).said).toContain("to: 15");
  expect((await run(["accept", id])).said).toContain("The dossier of kling-v3 is changed.");
  expect((await run(["show", "kling-v3"])).said).toContain("to: 20");
  expect((await run(["list"])).said).toMatch(/kling-v3[\s\S]*changed by /);
  expect(await run(["decline", id])).toMatchObject({
    code: 1,
    complained: "Somebody has decided about this change already.",
  });
  expect((await run(research, model)).said).toBe("Nothing is to be changed: Clips of up to 20 seconds");
});

test("without a language model it says so, and what is missing is asked for", async () => {
  const file = path.join(folder, "long.md");
  await writeFile(file, "Something about a model that is long enough to be read.");
  const research = ["research", "kling-v3", "--from", file, "--brand", cast.brand.slug];
  expect(await run(research)).toMatchObject({ code: 1, complained: expect.stringContaining("none is set up") });
  expect(await run(["research", "kling-v3", "--from", file])).toMatchObject({ code: 2 });
  expect(await run(["research", "kling-v3"])).toMatchObject({ code: 2 });
  expect((await run([...research.slice(0, 3), "/nowhere.md", ...research.slice(4)])).complained).toContain(
    "cannot be read",
  );
  expect((await run(["show", "sora-9"])).complained).toBe("There is no dossier.");
});

test("a dossier is checked by itself, and every slip has its file and line", async () => {
  expect((await run(["lint"])).said).toBe("Every dossier is complete, priced and dated.");
  const file = path.join(folder, "veo-3.1.yaml");
  const text = await readFile("providers/video/dossiers/veo-3.1.yaml", "utf8");
  await writeFile(file, text.replace(/^maker:.*$/m, "maker: 7"));
  const { code, complained } = await run(["lint", file]);
  expect(code).toBe(1);
  expect(complained).toMatch(/veo-3\.1\.yaml:3 maker: /);
});
