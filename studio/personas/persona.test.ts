import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ZodError } from "zod";
import { NotFound, Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { probePicture } from "#media/picture.ts";
import { portrait } from "#media/storyboard.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type PersonaInput, personaInput } from "./input.ts";
import {
  archivePersona,
  createPersona,
  importRoster,
  rerollPortrait,
  restorePersona,
  updatePersona,
} from "./persona.ts";

let base: TestDatabase;
let everywhere: Db;
let folder: string;
let files: FileStore;
let ours: Cast;
let theirs: Cast;

beforeAll(async () => {
  base = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-personas-"));
  files = createFileStore({ dataDir: folder });
  ours = await castOf(base.db, "ours");
  theirs = await castOf(base.db, "theirs");
  // As in the studio: whoever works here sees the one workspace.
  everywhere = base.db;
  base = { ...base, db: base.within(ours.workspace.id) };
});
afterAll(async () => {
  await base.drop();
  await rm(folder, { recursive: true, force: true });
});

const ingrid = (more: Partial<PersonaInput> = {}) => ({
  name: `Ingrid ${randomUUID().slice(0, 6)}`,
  audience: "People who brew at home",
  look: { presentation: "feminine", hair: "bob" },
  voice: "slt",
  speechStyle: "dry",
  opinions: "Grind just before you brew\n\n  Scales beat scoops  \n",
  taboos: ["Health claims"],
  ...more,
});
const create = (more: Partial<PersonaInput> = {}) =>
  createPersona(base.db, files, ours.brand.id, actorOf(null, ours.workspace.id), ingrid(more));

test("a persona is made with a bible, a voice and a drawn face", async () => {
  const made = await create({ seed: "north" });
  expect(made).toMatchObject({ voice: "slt", pace: 1, archivedAt: null });
  expect(made.bible).toMatchObject({ opinions: ["Grind just before you brew", "Scales beat scoops"], backstory: "" });
  expect(portrait.parse(made.portrait).seed).toBe("north");
  expect(await probePicture(await files.bytes(made.portraitFile ?? ""))).toMatchObject({ format: "png", width: 512 });
});

test("a form's mistakes are told all at once, in words, by field", async () => {
  const input = ingrid({ name: "X", audience: "", speechStyle: "loud" as "dry", voice: "hal" as "slt", pace: 9 });
  const error = await createPersona(base.db, files, ours.brand.id, actorOf(null, ours.workspace.id), {
    ...input,
    look: { hair: "mohawk" },
  }).catch((e) => e);
  expect(error).toBeInstanceOf(ZodError);
  const told = Object.fromEntries((error as ZodError).issues.map((issue) => [issue.path.join("."), issue.message]));
  expect(told).toMatchObject({
    name: "Give the persona a name of at least 2 characters",
    audience: "Say who this persona speaks to",
    speechStyle: expect.stringContaining("Choose how it talks: warm, dry"),
    voice: "Choose a voice: slt, rms, awb, kal16",
    pace: "A pace above 1.4 cannot be followed",
    "look.hair": expect.any(String),
  });
});

test("lines too long or too many are refused, and what a form leaves open is open", () => {
  const refused = personaInput.safeParse(ingrid({ opinions: ["x".repeat(3000)], taboos: Array(9).fill("Politics") }));
  expect(refused.error?.issues.map((issue) => issue.message)).toEqual([
    "Keep each of the opinions to 200 characters",
    "A persona has at most 8 taboos",
  ]);
  const open = personaInput.parse(ingrid({ look: { hair: "", glasses: "round" } as PersonaInput["look"], seed: "" }));
  expect(open.look).toEqual({ glasses: "round" });
  expect(open.seed).toBeUndefined();
});

test("a name is one persona's in a brand, and free in another brand", async () => {
  const made = await create();
  await expect(create({ name: made.name.toUpperCase() })).rejects.toMatchObject({ code: "name-taken", field: "name" });
  await archivePersona(base.db, ours.brand.id, actorOf(null, ours.workspace.id), made.id);
  await expect(create({ name: made.name })).rejects.toThrow("Restore it");
  await expect(
    createPersona(everywhere, files, theirs.brand.id, actorOf(null, theirs.workspace.id), ingrid({ name: made.name })),
  ).resolves.toBeTruthy();
  const other = await create();
  const renaming = updatePersona(
    base.db,
    files,
    ours.brand.id,
    actorOf(null, ours.workspace.id),
    other.id,
    ingrid({ name: made.name }),
  );
  await expect(renaming).rejects.toThrow(Refused);
});

test("editing keeps the face's seed and redraws it for the new look", async () => {
  const made = await create({ seed: "fjord" });
  const changed = await updatePersona(base.db, files, ours.brand.id, actorOf(null, ours.workspace.id), made.id, {
    ...ingrid({ name: made.name, voice: "awb", pace: 1.1 }),
    look: { presentation: "feminine", hair: "afro" },
  });
  expect(changed).toMatchObject({ id: made.id, voice: "awb" });
  expect(changed.pace).toBeCloseTo(1.1);
  expect(portrait.parse(changed.portrait)).toMatchObject({ seed: "fjord", options: { top: ["fro"] } });
  expect(changed.portraitFile).not.toBe(made.portraitFile);
});

test("rerolling draws another face for the same bible", async () => {
  const made = await create({ seed: "one" });
  const rolled = await rerollPortrait(base.db, files, ours.brand.id, actorOf(null, ours.workspace.id), made.id, "two");
  expect(rolled.bible).toEqual(made.bible);
  expect(portrait.parse(rolled.portrait)).toMatchObject({ seed: "two", options: { top: ["bob"] } });
  const again = await rerollPortrait(base.db, files, ours.brand.id, actorOf(null, ours.workspace.id), made.id);
  expect(portrait.parse(again.portrait).seed).not.toBe("two");
  const back = await rerollPortrait(base.db, files, ours.brand.id, actorOf(null, ours.workspace.id), made.id, "one");
  expect(back.portraitFile).toBe(made.portraitFile);
});

test("archiving takes off the roster, twice as once, and restoring puts back", async () => {
  const made = await create();
  const names = async (archived: boolean) =>
    (await listPersonas(base.db, ours.brand.id, { limit: 100, archived })).map((persona) => persona.name);
  const first = await archivePersona(base.db, ours.brand.id, actorOf(null, ours.workspace.id), made.id);
  const second = await archivePersona(base.db, ours.brand.id, actorOf(null, ours.workspace.id), made.id);
  expect(second.archivedAt).toEqual(first.archivedAt);
  expect(await names(false)).not.toContain(made.name);
  expect(await names(true)).toContain(made.name);
  await restorePersona(base.db, ours.brand.id, actorOf(null, ours.workspace.id), made.id);
  expect(await names(false)).toContain(made.name);
});

test("another brand's persona is not found by any verb, and stays as it was", async () => {
  const { db } = base;
  for (const id of [theirs.persona.id, randomUUID(), "../x"]) {
    await expect(
      updatePersona(db, files, ours.brand.id, actorOf(null, ours.workspace.id), id, ingrid()),
    ).rejects.toThrow(NotFound);
    await expect(rerollPortrait(db, files, ours.brand.id, actorOf(null, ours.workspace.id), id)).rejects.toThrow(
      NotFound,
    );
    await expect(archivePersona(db, ours.brand.id, actorOf(null, ours.workspace.id), id)).rejects.toThrow(NotFound);
    await expect(restorePersona(db, ours.brand.id, actorOf(null, ours.workspace.id), id)).rejects.toThrow(NotFound);
  }
  const [maja] = await listPersonas(everywhere, theirs.brand.id, { limit: 1 });
  expect(maja).toMatchObject({ name: "Maja", portraitFile: null });
});

test("a roster adds whom the brand does not know yet and changes nobody", async () => {
  const known = await create();
  const roster = [ingrid({ name: known.name, voice: "kal16" }), ingrid(), ingrid()].map((one) =>
    personaInput.parse(one),
  );
  const added = await importRoster(base.db, files, ours.brand.id, actorOf(null, ours.workspace.id), roster);
  expect(added.map((persona) => persona.name)).toEqual(roster.slice(1).map((draft) => draft.name));
  expect(await importRoster(base.db, files, ours.brand.id, actorOf(null, ours.workspace.id), roster)).toEqual([]);
  const all = await listPersonas(base.db, ours.brand.id, { limit: 100 });
  expect(all.find((persona) => persona.id === known.id)?.voice).toBe("slt");
});
