import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf } from "#tests/harness/actor.ts";
import { approve } from "../reviews/decision.ts";
import { planFilming } from "./plan-filming.ts";
import { priceFinal } from "./request-final.ts";
import { addVersion, approveVideo, type FilmSet, film, openFilmSet, readTakes, wishOf } from "./takes.fixture.ts";

let set: FilmSet;
beforeAll(async () => {
  set = await openFilmSet();
});
beforeEach(() => set.server.reset());
afterAll(() => set.close());

const models = ["veo-3.1", "seedance-1-pro", "animatic"];
/** A take of the shot's draft that was filmed, and what it cost. */
async function filmedDraft(ref: Awaited<ReturnType<FilmSet["variant"]>>) {
  set.server.answer({ run: { status: "succeeded", output: set.clip } });
  const { clips } = await film(set, ref, wishOf({ tier: "draft" }, models));
  return clips[0]!.takeId;
}

describe("a draft that is drawn", () => {
  test("films nothing before somebody approved it, and every shot but type after that", async () => {
    const ref = await set.variant(null, 0, { models, tier: "draft-first" });
    const draft = await addVersion(set.db, ref, 1, { shows: {} });
    await addVersion(set.db, ref, 2);
    const next = { ...ref, version: 2 };
    expect(await planFilming(set.stage, next)).toMatchObject({ tier: "draft", positions: [] });
    await approveVideo(set.db, ref.brandId, draft!);
    expect(await planFilming(set.stage, next)).toMatchObject({ tier: "final", positions: [0, 1, 3] });
  });
});

describe("a draft that is filmed", () => {
  test("asks the cheapest model for its coarsest, and is a draft", async () => {
    const ref = await set.variant(null, 0, { models, tier: "filmed-draft" });
    await addVersion(set.db, ref, 1);
    expect(await planFilming(set.stage, ref)).toMatchObject({ tier: "draft", positions: [0, 1, 3] });
    await filmedDraft(ref);
    const { takes } = await readTakes(set.db, ref);
    expect(takes).toMatchObject([{ tier: "draft", dossier: "seedance-1-pro", asked: { resolution: "480p" } }]);
  });

  test("once approved, those of its shots that were filmed are filmed again, finely, and no others", async () => {
    const ref = await set.variant(null, 0, { models, tier: "filmed-draft" });
    const takeId = await filmedDraft(ref);
    const draft = await addVersion(set.db, ref, 1, { shows: { 1: takeId } });
    await approveVideo(set.db, ref.brandId, draft!);
    await addVersion(set.db, ref, 2);
    expect(await planFilming(set.stage, { ...ref, version: 2 })).toMatchObject({ tier: "final", positions: [1] });
    // A script that nobody approved is a draft again.
    // A script that nobody approved is a draft again.
    await addVersion(set.db, ref, 3, { title: "Fast mornings" });
    expect(await planFilming(set.stage, { ...ref, version: 3 })).toMatchObject({ tier: "draft", positions: [0, 1, 3] });
  });

  test("is approved only when the budget pays for its final, whose price is said before", async () => {
    const ref = await set.variant(200, 0, { models, tier: "filmed-draft" });
    const draft = (await addVersion(set.db, ref, 1, { shows: {} }))!;
    await set.db.updateTable("variants").set({ state: "in-review" }).where("id", "=", ref.variantId).execute();
    const price = await priceFinal(set.db, ref.brandId, { variantId: ref.variantId, tier: "draft" });
    expect(price).toBeGreaterThan(2_000_000);
    expect(await priceFinal(set.db, ref.brandId, { variantId: ref.variantId, tier: "final" })).toBeUndefined();
    const by = actorOf(null, ref.workspaceId);
    const press = () => approve(set.db, ref.brandId, by, draft.id, draft.sha256);
    await expect(press()).rejects.toMatchObject({ code: "over-budget" });
    await set.db
      .updateTable("briefs")
      .set({ budgetCents: Math.ceil(price! / 10_000) })
      .execute();
    expect(await press()).toMatchObject({ final: 2 });
    const variant = await set.db
      .selectFrom("variants")
      .where("id", "=", ref.variantId)
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(variant).toMatchObject({ state: "queued", priceMicros: price });
  });
});
