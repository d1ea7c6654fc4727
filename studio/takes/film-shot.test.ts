import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { sumBriefMoney } from "#db/queries/budgets.ts";
import { findScript } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import { getVideo } from "#db/queries/videos.ts";
import { storyboard as storyboardSchema } from "#media/storyboard.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Means, ownMeans } from "../briefs/means.ts";
import { directShot } from "./direct-shot.ts";
import { filmShot, offerShots } from "./film-shot.ts";
import type { FilmRef } from "./filming.ts";
import { planFilming, settleFilming } from "./plan-filming.ts";
import { addVersion, approveVideo, type FilmSet, film, openFilmSet, wishOf } from "./takes.fixture.ts";

let set: FilmSet;
beforeAll(async () => {
  set = await openFilmSet();
});
beforeEach(() => set.server.reset());
afterAll(() => set.close());

const means: Means = { ...ownMeans, settings: { REPLICATE_API_TOKEN: "r8_any" } };
const models = ["seedance-1-pro", "lipsync-2", "animatic"];

/** A video in review whose product shot shows a take, drawn elsewhere. */
async function inReview(budgetCents: number | null, tier: "draft-first" | "final" = "final") {
  const ref = await set.variant(budgetCents, 0, { models, tier });
  set.server.answer({ run: { status: "succeeded", output: set.clip } });
  const { clips } = await film(set, ref, wishOf({}, models));
  const shows = { 1: clips[0]!.takeId };
  const video = (await addVersion(set.db, ref, 1, { shows, tier: tier === "final" ? "final" : "draft" }))!;
  await set.db.updateTable("variants").set({ state: "in-review" }).where("id", "=", ref.variantId).execute();
  const press = (shown: number, position = 0) =>
    filmShot(set.db, ref.brandId, actorOf(null, ref.workspaceId), video.id, { position, shown }, means);
  return { ref, video, shows, press };
}
const offersOf = ({ brandId }: FilmRef, id: string, here = means) => offerShots(set.db, brandId, id, here);

test("each shot that is drawn and could be filmed has a price, and none where no account is set up", async () => {
  const { ref, video } = await inReview(null);
  const offers = await offersOf(ref, video.id);
  // The product's shot is filmed already, and the third is type.
  expect(offers.map(({ position, model, lips }) => [position, model, lips])).toEqual([
    [0, "Seedance 1 Pro", "Lipsync 2"],
    [3, "Seedance 1 Pro", "Lipsync 2"],
  ]);
  for (const { micros } of offers) expect(micros).toBeGreaterThanOrEqual(2 * 150_000);
  expect(await offersOf(ref, video.id, ownMeans)).toEqual([]);
  const thrice = { ...means, settings: { ...means.settings, FOOTAGE_CANDIDATES: "3" } };
  expect((await offersOf(ref, video.id, thrice))[0]!.micros).toBeGreaterThan(2 * offers[0]!.micros);
});

test("a press makes a version with the same words that films this one shot and shows the others as they were", async () => {
  const { ref, video, shows, press } = await inReview(1000);
  const [offer] = await offersOf(ref, video.id);
  expect(await press(offer!.micros)).toMatchObject({ variantId: ref.variantId, version: 2 });
  const [was, is] = await Promise.all([1, 2].map((version) => findScript(set.db, ref.brandId, ref.variantId, version)));
  expect(is!.script).toEqual(was!.script);
  expect(await getVariant(set.db, ref.brandId, ref.variantId)).toMatchObject({ state: "queued" });
  const { briefId } = await getVariant(set.db, ref.brandId, ref.variantId);
  expect((await sumBriefMoney(set.db, ref.brandId, briefId)).heldMicros).toBe(offer!.micros);

  const next = { ...ref, version: 2 };
  const plan = await planFilming(set.stage, next);
  const kept = { position: 1, clips: [{ takeId: shows[1], seconds: 2 }], lead: 0, note: null };
  expect(plan).toMatchObject({ tier: "final", takeTier: "final", positions: [0], standing: [kept] });
  const made = { position: 0, clips: [{ takeId: "new", seconds: 2 }], lead: 0, note: null };
  expect(await settleFilming(set.stage, next, [made], plan)).toEqual([made, kept]);
  // One that could not be filmed stays drawn, with the reason.
  const failed = { position: 0, clips: [], lead: 0, note: "It failed." };
  expect(await settleFilming(set.stage, next, [failed], plan)).toEqual([failed, kept]);
});

test("a shot of a draft is filmed finely, and the draft stays one", async () => {
  const { ref, video, press } = await inReview(null, "draft-first");
  await press((await offersOf(ref, video.id))[0]!.micros);
  expect(await planFilming(set.stage, { ...ref, version: 2 })).toMatchObject({ tier: "draft", takeTier: "final" });
});

test.each<[string, (set: Awaited<ReturnType<typeof inReview>>, micros: number) => Promise<unknown>, string]>([
  ["than the budget has left", ({ press }, micros) => press(micros), "over-budget"],
  ["than was said", ({ press }, micros) => press(micros - 1), "price-changed"],
])("what costs more %s is not ordered, and nothing is half-written", async (_, order, code) => {
  const made = await inReview(code === "over-budget" ? 60 : null);
  const [offer] = await offersOf(made.ref, made.video.id);
  await expect(order(made, offer!.micros)).rejects.toMatchObject({ code });
  expect(await findScript(set.db, made.ref.brandId, made.ref.variantId, 2)).toBeUndefined();
  expect(await getVariant(set.db, made.ref.brandId, made.ref.variantId)).toMatchObject({ state: "in-review" });
});

test("a shot of type, one that is filmed, and a video that is not the newest are refused", async () => {
  const { ref, video, press } = await inReview(null);
  for (const position of [1, 2, 9, Number.NaN]) {
    await expect(press(9e9, position)).rejects.toMatchObject({ code: "shot-not-filmable" });
  }
  await addVersion(set.db, ref, 2, { shows: {} });
  await expect(press(9e9)).rejects.toMatchObject({ code: "superseded" });
  const stranger = offerShots(set.db, crypto.randomUUID(), video.id, means);
  await expect(stranger).rejects.toThrow(NotFound);
});

test("whoever films a face is handed the portrait and what the persona's sheet shows of it from other sides", async () => {
  const { ref, video } = await inReview(null);
  const { personaId } = await getVariant(set.db, ref.brandId, ref.variantId);
  await set.db.updateTable("personas").set({ portraitFile: "front.png" }).where("id", "=", personaId).execute();
  const drawn = (view: string, file: string | null) => ({
    ...{
      brandId: ref.brandId,
      personaId,
      view,
      prompt: "",
      file,
      state: file ? ("done" as const) : ("failed" as const),
    },
  });
  const sheet = [
    drawn("front", "front.png"),
    drawn("left", "left.png"),
    drawn("home", "home.png"),
    drawn("profile", null),
  ];
  await set.db.insertInto("personaPictures").values(sheet).execute();
  const row = await findScript(set.db, ref.brandId, ref.variantId, 1);
  const { storyboard } = await getVideo(set.db, ref.brandId, video.id);
  const told = { script: scriptSchema.parse(row!.script), board: storyboardSchema.parse(storyboard), lineFile: null };
  const { shot } = await directShot({ db: set.db }, ref, { ...told, position: 0, tier: "final" });
  expect(shot.pictures.filter(({ role }) => role === "persona")).toEqual([
    { role: "persona", file: "front.png" },
    { role: "persona", file: "left.png", side: true },
  ]);
});

test("an approval is taken back first, because it was of the bytes as they were", async () => {
  const { ref, video, press } = await inReview(null);
  await approveVideo(set.db, ref.brandId, video);
  await set.db.updateTable("variants").set({ state: "approved" }).where("id", "=", ref.variantId).execute();
  await press(9e9);
  const decisions = await set.db
    .selectFrom("decisions")
    .where("videoId", "=", video.id)
    .selectAll()
    .orderBy("id")
    .execute();
  expect(decisions.map(({ decision, withdrawnAt }) => [decision, withdrawnAt !== null])).toEqual([
    ["approved", true],
    ["sent-back", false],
  ]);
});
