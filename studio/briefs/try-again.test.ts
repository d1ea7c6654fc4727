import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { failVariant, setVariantStage } from "#db/queries/variants.ts";
import { sendBack } from "#studio/reviews/decision.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { readBudget } from "../ledger/budget.ts";
import { animaticPricing, type Pricing } from "./estimate.ts";
import { tryAgain } from "./try-again.ts";

let database: TestDatabase;
let everywhere: Db;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
  // As in the studio: whoever works here sees the one workspace.
  everywhere = database.db;
  database = { ...database, db: database.within(cast.workspace.id) };
});
afterAll(() => database.drop());

test("a new version that failed is tried again as that version, with the note it was asked for", async () => {
  const { db } = database;
  const { variant, video } = await addVideo(db, cast);
  await sendBack(
    db,
    cast.brand.id,
    actorOf(cast.reviewer.id, cast.workspace.id),
    video.id,
    video.sha256,
    "Slower, please",
  );
  await setVariantStage(db, cast.brand.id, variant.id, { state: "writing", stage: null, progress: 0.1 });
  await failVariant(db, cast.brand.id, variant.id, "The voice failed.");
  expect(await tryAgain(db, cast.brand.id, actorOf(null, cast.workspace.id), variant.id)).toEqual({
    variantId: variant.id,
    version: 2,
    note: "Slower, please",
  });
  const row = await db.selectFrom("variants").where("id", "=", variant.id).selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({ state: "queued", failure: null, progress: 0 });
});

test("what has not failed is not tried again, and another brand's variant is not found", async () => {
  const { db } = database;
  const { variant } = await addVideo(db, cast, 1);
  await expect(tryAgain(db, cast.brand.id, actorOf(null, cast.workspace.id), variant.id)).rejects.toMatchObject({
    code: "not-failed",
  });
  const other = await castOf(everywhere, "other");
  await expect(tryAgain(db, other.brand.id, actorOf(null, cast.workspace.id), variant.id)).rejects.toBeInstanceOf(
    NotFound,
  );
});

test("another attempt that the budget does not pay for is refused, and one that it pays for is held", async () => {
  const { db } = database;
  const { variant } = await addVideo(db, cast, 2);
  const pricing: Pricing = { ...animaticPricing, priceOf: () => ({ micros: 1_000_000, seconds: 9 }) };
  const again = () => tryAgain(db, cast.brand.id, actorOf(null, cast.workspace.id), variant.id, pricing);
  const take = { kind: "shot", provider: "test", variantId: variant.id, note: "A take that failed" };
  await insertLedgerEntry(db, cast.brand.id, { ...take, amountMicros: 400_000 });
  await setVariantStage(db, cast.brand.id, variant.id, { state: "writing", stage: null, progress: 0.1 });
  await db.updateTable("variants").set({ state: "failed" }).where("id", "=", variant.id).execute();
  const budget = (cents: number) =>
    db.updateTable("briefs").set({ budgetCents: cents }).where("id", "=", cast.brief.id);
  await budget(139).execute();
  await expect(again()).rejects.toMatchObject({ code: "over-budget", message: expect.stringContaining("$0.99") });
  const row = await db.selectFrom("variants").where("id", "=", variant.id).selectAll().executeTakeFirstOrThrow();
  expect(row.state).toBe("failed");
  await budget(140).execute();
  await again();
  expect(await readBudget(db, cast.brand.id, cast.brief.id)).toMatchObject({
    ...{ spentMicros: 400_000, heldMicros: 1_000_000, leftMicros: 0 },
  });
});
