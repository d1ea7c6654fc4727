import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listPersonas } from "#db/queries/personas.ts";
import { probePicture } from "#media/picture.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { acceptCast, castingInput, dismissCast, previewRoster } from "./cast-roster.ts";

let base: TestDatabase;
let folder: string;
let files: FileStore;
let cast: Cast;
beforeAll(async () => {
  base = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-casting-"));
  files = createFileStore({ dataDir: folder });
  cast = await castOf(base.db);
});
afterAll(async () => {
  await base.drop();
  await rm(folder, { recursive: true, force: true });
});

const casting = castingInput.parse({ audience: "Home brewers", size: "10", seed: "spring", takes: { 2: 1 } });
const names = async () => (await listPersonas(base.db, cast.brand.id, { limit: 100 })).map(({ name }) => name);

test("who was seen is who comes: those that were kept, with faces, and away again in one go", async () => {
  const db = base.within(cast.workspace.id);
  const seen = await previewRoster(db, cast.brand.id, casting);
  const made = await acceptCast(db, files, cast.brand.id, actorOf(null, cast.workspace.id), casting, [0, 2, 9]);
  expect(made.map(({ name }) => name)).toEqual([0, 2, 9].map((place) => seen[place]!.persona.name));
  expect(await probePicture(await files.bytes(made[0]!.portraitFile ?? ""))).toMatchObject({ width: 512 });
  expect(made[1]!.bible).toMatchObject({ talk: seen[2]!.persona.talk, backstory: seen[2]!.persona.backstory });
  await dismissCast(
    db,
    cast.brand.id,
    actorOf(null, cast.workspace.id),
    made.map(({ id }) => id),
  );
  expect(await names()).toEqual(["Maja"]);
});

test("the same casting once more brings others, never a name that the brand knows", async () => {
  const [first] = await acceptCast(base.db, files, cast.brand.id, actorOf(null), casting, [0]);
  const again = await previewRoster(base.db, cast.brand.id, casting);
  expect(again.map(({ persona }) => persona.name)).not.toContain(first!.name);
});

test.each([
  ["nothing", { audience: "" }, "Say whom the roster is for"],
  ["emoji alone", { audience: "🎉🎉🎉" }, "Say in words"],
  ["a 20,000-word paste", { audience: "word ".repeat(20_000) }, "2,000 characters"],
  ["nobody", { size: 0 }, "at least one"],
  ["a thousand", { size: 1000 }, "at most 100"],
])("%s is refused in a sentence", (_, wrong, sentence) => {
  const read = castingInput.safeParse({ audience: "Home brewers", size: 10, seed: "x", ...wrong });
  expect(read.error?.issues[0]?.message).toContain(sentence);
});
