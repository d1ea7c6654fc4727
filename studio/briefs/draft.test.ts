import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { findBriefDraft, findDraftOfBrief, listBriefDrafts } from "#db/queries/brief-drafts.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { discardDraft, finishDraft, keepDraft, restoreDraft, startDraft } from "./draft.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
let stranger: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
  stranger = await castOf(database.db, "stranger");
  db = database.within(cast.workspace.id);
});
afterAll(() => database.drop());

const by = () => actorOf(cast.reviewer.id, cast.workspace.id);
const keep = (id: string, fields: Record<string, string[]>, revision: number) =>
  keepDraft(db, cast.brand.id, by(), id, { fields, revision });

test("what is typed is kept, right or wrong, in any script and at any length", async () => {
  const id = randomUUID();
  const typed = { name: ["🎉"], goal: ["word ".repeat(20_000)], audience: ["مرحبا\u0000 بالعالم \ud800"], hooks: [] };
  expect(await keep(id, typed, 0)).toEqual({ revision: 1 });
  expect(await keep(id, { ...typed, name: ["Summer"] }, 1)).toEqual({ revision: 2 });
  const kept = await findBriefDraft(db, cast.brand.id, id);
  expect(kept?.fields).toEqual({ ...typed, name: ["Summer"], audience: ["مرحبا بالعالم "] });
  expect((await listBriefDrafts(db, cast.brand.id))[0]).toMatchObject({ id, name: "Summer", writer: "Rune" });
});

test("two windows never write over each other, and the same text from both is no quarrel", async () => {
  const id = randomUUID();
  await keep(id, { name: ["One"] }, 0);
  await keep(id, { name: ["Two"] }, 1);
  expect(await keep(id, { name: ["Three"] }, 1)).toEqual({ revision: 2, theirs: { name: ["Two"] } });
  expect(await keep(id, { name: ["Two"] }, 1)).toEqual({ revision: 2 });
  expect(await keep(id, { name: ["Three"] }, 2)).toEqual({ revision: 3 });
  const results = await Promise.all([4, 5, 6].map((n) => keep(id, { name: [`Window ${n}`] }, 3)));
  expect(results.filter(({ theirs }) => theirs === undefined)).toHaveLength(1);
});

test("what is no form, or is over a megabyte, is refused in a sentence", async () => {
  for (const input of [undefined, null, "x", { fields: { a: "b" }, revision: 0 }, { fields: {}, revision: -1 }]) {
    await expect(keepDraft(db, cast.brand.id, by(), randomUUID(), input)).rejects.toMatchObject({
      code: "draft-invalid",
    });
  }
  await expect(keep(randomUUID(), { goal: ["x".repeat(1_000_001)] }, 0)).rejects.toThrow("over 1 MB");
});

test("a draft thrown away leaves the list and comes back; another brand's is neither found nor touched", async () => {
  const id = await startDraft(db, cast.brand.id, by(), { name: ["Away"] });
  await discardDraft(db, cast.brand.id, by(), id);
  expect(await findBriefDraft(db, cast.brand.id, id)).toBeUndefined();
  await restoreDraft(db, cast.brand.id, by(), id);
  expect(await findBriefDraft(db, cast.brand.id, id)).toMatchObject({ fields: { name: ["Away"] } });
  const elsewhere = database.within(stranger.workspace.id);
  const theirs = actorOf(null, stranger.workspace.id);
  await expect(discardDraft(elsewhere, stranger.brand.id, theirs, id)).rejects.toMatchObject({ name: "NotFound" });
  const over = { fields: { name: ["Mine now"] }, revision: 1 };
  await expect(keepDraft(elsewhere, stranger.brand.id, theirs, id, over)).rejects.toMatchObject({ name: "NotFound" });
  expect(await findBriefDraft(db, cast.brand.id, id)).toMatchObject({ fields: { name: ["Away"] } });
});

test("a draft becomes a brief and is gone with it; a refusal leaves it as it was", async () => {
  const id = await startDraft(db, cast.brand.id, by(), { name: ["Summer"] });
  const input = { name: "Summer", goal: "Sell", audience: "All", hooks: ["question"], productId: cast.product.id };
  const finish = (personaIds: string[]) =>
    finishDraft(db, cast.brand.id, by(), { draftId: id, input: { ...input, personaIds } });
  await expect(finish([])).rejects.toMatchObject({ field: "personaIds" });
  expect(await findBriefDraft(db, cast.brand.id, id)).toBeDefined();
  const briefId = await finish([cast.persona.id]);
  expect(await getBrief(db, cast.brand.id, briefId)).toMatchObject({ name: "Summer" });
  expect(await findBriefDraft(db, cast.brand.id, id)).toBeUndefined();
});

test("a change to a brief waits as its draft, apart from drafts of new briefs", async () => {
  const input = { fields: { name: ["Later"] }, revision: 0, briefId: cast.brief.id };
  const id = randomUUID();
  await keepDraft(db, cast.brand.id, by(), id, input);
  expect(await findDraftOfBrief(db, cast.brand.id, cast.brief.id)).toMatchObject({ id });
  expect((await listBriefDrafts(db, cast.brand.id)).map((draft) => draft.id)).not.toContain(id);
});
