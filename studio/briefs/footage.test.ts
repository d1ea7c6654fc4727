import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { listDossiers } from "#studio/dossiers/shelf.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type BriefInput, saveBrief, updateBrief } from "./brief.ts";
import { getFilming } from "./filming.ts";
import { footage, paidModels } from "./footage.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
  db = database.within(cast.workspace.id);
});
afterAll(() => database.drop());

const by = () => actorOf(cast.reviewer.id, cast.workspace.id);
const inputOf = (wanted: Partial<BriefInput> = {}): BriefInput => ({
  ...{ name: "Filmed", goal: "Sell the morning roast", audience: "Home brewers", hooks: ["question"] },
  ...{ productId: cast.product.id, personaIds: [cast.persona.id] },
  ...wanted,
});

test("without a word about it a brief is an animatic, and of a choice the animatic stands last, once", () => {
  expect(footage.parse(undefined)).toEqual({ models: ["animatic"], tier: "draft-first" });
  const chosen = footage.parse({ models: ["kling-v3", "animatic", "veo-3.1", "kling-v3"], tier: "final" });
  expect(chosen).toEqual({ models: ["kling-v3", "veo-3.1", "animatic"], tier: "final" });
  expect(paidModels(chosen)).toEqual(["kling-v3", "veo-3.1"]);
  expect(footage.safeParse({ models: ["../etc/passwd"] }).success).toBe(false);
  expect(footage.safeParse({ models: "kling-v3" }).error?.issues[0]?.message).toMatch(/in the order/);
  expect(footage.safeParse({ models: [], tier: "cheap" }).success).toBe(false);
});

test("a brief keeps what films it, in the order of failover, and whoever films finds whole dossiers", async () => {
  const id = await saveBrief(db, cast.brand.id, by(), inputOf({ footage: { models: ["veo-3.1-fast", "kling-v3"] } }));
  expect((await getBrief(db, cast.brand.id, id)).footage).toEqual({
    models: ["veo-3.1-fast", "kling-v3", "animatic"],
    tier: "draft-first",
  });
  const { dossiers, tier } = await getFilming(db, cast.brand.id, id);
  expect(dossiers.map((dossier) => dossier.id)).toEqual(["veo-3.1-fast", "kling-v3", "animatic"]);
  expect(tier).toBe("draft-first");
  expect(dossiers.at(-1)?.provider).toBe("animatic");
});

test("a model that nobody knows is refused with those that there are, and nothing is stored", async () => {
  const before = await db.selectFrom("briefs").select("id").execute();
  await expect(saveBrief(db, cast.brand.id, by(), inputOf({ footage: { models: ["sora-2"] } }))).rejects.toMatchObject({
    field: "footage",
    message: expect.stringMatching(/no video model “sora-2”.*kling-v3/),
  });
  expect(await db.selectFrom("briefs").select("id").execute()).toEqual(before);
});

test("what films a brief may change until it is launched; evidence in another order is no change", async () => {
  const points = { "Roasted on Tuesday": "https://nordlys.example/a", "A kilo": "https://nordlys.example/b" };
  const wanted = inputOf({ proofPoints: Object.keys(points), evidence: points });
  const id = await saveBrief(db, cast.brand.id, by(), wanted);
  await updateBrief(db, cast.brand.id, by(), id, { ...wanted, footage: { models: ["kling-v3"] } });
  await db
    .insertInto("briefLaunches")
    .values({ brandId: cast.brand.id, briefId: id, launchedBy: null, variants: 1 })
    .execute();
  await updateBrief(db, cast.brand.id, by(), id, { ...wanted, name: "Renamed", footage: { models: ["kling-v3"] } });
  await expect(updateBrief(db, cast.brand.id, by(), id, { ...wanted, footage: { models: [] } })).rejects.toMatchObject({
    code: "brief-launched",
    field: "footage",
  });
});

test("a model that matches lips needs one that films", async () => {
  const problems = async (models: string[]) => {
    const draft = { ...inputOf({}), footage: footage.parse({ models }) };
    return saveBrief(db, cast.brand.id, by(), draft).then(
      () => null,
      (error) => error.message,
    );
  };
  expect(await problems(["lipsync-2", "pixverse-lipsync"])).toContain("matches lips in what another model has filmed");
  expect(await problems(["lipsync-2", "kling-v3"])).toBeNull();
});

test("every model of the shelf may be chosen", async () => {
  for (const { id } of await listDossiers(db, cast.workspace.id))
    expect(footage.safeParse({ models: [id] }).success).toBe(true);
});
