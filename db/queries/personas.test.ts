import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import {
  changePersona,
  findPersona,
  findPersonaByName,
  getPersona,
  insertPersona,
  listPersonas,
  listPersonasByIds,
} from "./personas.ts";

let base: TestDatabase;
let ours: Cast;
let theirs: Cast;

beforeAll(async () => {
  base = await createTestDatabase();
  ours = await castOf(base.db, "ours");
  theirs = await castOf(base.db, "theirs");
});
afterAll(() => base.drop());

const persona = (name: string) => ({
  name,
  bible: { audience: "Everyone" },
  portrait: { style: "avataaars", seed: name, options: {} },
  portraitFile: null,
  voice: "rms",
  pace: 1,
});

test("another brand's persona is not found, and not changed", async () => {
  for (const id of [theirs.persona.id, randomUUID(), "not-an-id"]) {
    await expect(getPersona(base.db, ours.brand.id, id)).rejects.toThrow(NotFound);
    expect(await findPersona(base.db, ours.brand.id, id)).toBeUndefined();
    await expect(changePersona(base.db, ours.brand.id, id, { name: "Taken" })).rejects.toThrow(NotFound);
  }
  expect((await getPersona(base.db, theirs.brand.id, theirs.persona.id)).name).toBe("Maja");
});

test("a persona is changed in the parts that are given", async () => {
  const made = await insertPersona(base.db, ours.brand.id, persona("Ansel"));
  const changed = await changePersona(base.db, ours.brand.id, made.id, { bible: { audience: "Skiers" }, pace: 1.25 });
  expect(changed).toMatchObject({ name: "Ansel", bible: { audience: "Skiers" }, pace: 1.25, portrait: made.portrait });
  expect(changed.updatedAt.getTime()).toBeGreaterThanOrEqual(made.updatedAt.getTime());
  expect((await findPersonaByName(base.db, ours.brand.id, "ANSEL"))?.id).toBe(made.id);
  expect(await findPersonaByName(base.db, theirs.brand.id, "Ansel")).toBeUndefined();
});

test("the roster is listed page by page, archived ones apart", async () => {
  const brandId = theirs.brand.id;
  const made = [];
  for (const name of ["Bea", "Cai", "Dina"]) made.push(await insertPersona(base.db, brandId, persona(name)));
  const names = async (page: Parameters<typeof listPersonas>[2]) =>
    (await listPersonas(base.db, brandId, page)).map((row) => row.name);
  expect(await names({ limit: 2 })).toEqual(["Maja", "Bea"]);
  expect(await names({ limit: 2, after: made[0]?.id })).toEqual(["Cai", "Dina"]);
  await changePersona(base.db, brandId, made[1]?.id ?? "", { archivedAt: new Date() });
  expect(await names({ limit: 9 })).toEqual(["Maja", "Bea", "Dina"]);
  expect(await names({ limit: 9, archived: true })).toEqual(["Cai"]);
  await changePersona(base.db, brandId, made[1]?.id ?? "", { archivedAt: null });
  expect(await names({ limit: 9, archived: true })).toEqual([]);
});

test("of a list of ids only the brand's own come back", async () => {
  const ids = [ours.persona.id, theirs.persona.id, randomUUID(), "nonsense"];
  expect((await listPersonasByIds(base.db, ours.brand.id, ids)).map((row) => row.id)).toEqual([ours.persona.id]);
  expect(await listPersonasByIds(base.db, ours.brand.id, [])).toEqual([]);
});
