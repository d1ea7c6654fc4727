import { expect, test } from "vitest";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { readShippedDossiers } from "#providers/video/dossiers.ts";
import { createRequests, lengths, listKitSubjects } from "#studio/scripts/showroom.fixture.ts";
import { chooseModel } from "../shots/choose-model.ts";
import { directedShotOf } from "../shots/shot.fixture.ts";
import { estimateRun, footagePricing, priceCells } from "./estimate.ts";
import { dossierPricing, listOffers } from "./offers.ts";
import { planShots } from "./shot-plan.ts";

const shelf = new Map(readShippedDossiers().map(({ id, dossier }) => [id, dossier]));
const dossiersOf = (...ids: string[]) => ids.map((id) => shelf.get(id)!);
const cell = (lengthSeconds: number, ratio = "9:16") => ({ lengthSeconds, ratio });

test("a planned shot list has as much speech to the face and over the product as the house writer's scripts", async () => {
  const writer = createHouseWriter();
  const subjects = listKitSubjects().map(createRequests);
  for (const seconds of lengths) {
    const spoken = { "talking-head": 0, product: 0, "text-card": 0, "b-roll": 0, "before-after": 0 };
    const scripts = 24;
    for (let nth = 0; nth < scripts; nth++) {
      const requestOf = subjects[nth % subjects.length]!;
      const { script } = await writer.write({ ...requestOf(Math.floor(nth / subjects.length)), seconds });
      for (const { shot, start, end } of script.scenes) spoken[shot] += (end - start) / scripts;
    }
    const { talking, product } = planShots(seconds);
    const planned = talking.count * talking.seconds + product.count * product.seconds;
    const written = spoken["talking-head"] + spoken.product;
    expect(Math.abs(planned - written) / written, `${seconds} s`).toBeLessThan(0.2);
  }
});

test("a plan for a length between two stretches the nearer one's shots", () => {
  expect(planShots(20)).toEqual({ talking: { count: 2, seconds: 3.8 }, product: { count: 2, seconds: 3.1 } });
  const longer = planShots(24);
  expect(longer.talking.count).toBe(2);
  expect(longer.talking.seconds).toBeCloseTo((3.8 * 21.6) / 17.6, 1);
});

test("a video costs what the first model that films each kind of shot asks, by its formula and its durations", () => {
  // 20 s: two shots of 3.8 s to the face and two of 3.1 s over the product, at 1080p.
  const [avatar, kling] = dossiersOf("kling-avatar-v2", "kling-v3");
  const talking = 2 * 3.8 * 0.11;
  const product = 2 * 4 * 0.224;
  const both = dossierPricing([avatar!, kling!], "final").priceOf(cell(20));
  expect(both.micros / 1e6).toBeCloseTo(talking + product, 4);
  expect(both.waits).toBe(40 * 60);
  const klingFirst = dossierPricing([kling!, avatar!], "final").priceOf(cell(20));
  expect(klingFirst.micros / 1e6).toBeCloseTo(2 * 4 * 0.224 + product, 4);
  // A portrait that speaks shows no product: that is drawn then, for nothing.
  const avatarAlone = dossierPricing([avatar!], "final").priceOf(cell(20));
  expect(avatarAlone.micros / 1e6).toBeCloseTo(talking, 4);
});

test("lips that have to be matched cost what the first one asks who matches them; an avatar's need nobody", () => {
  const [kling, lipsync, dear, avatar] = dossiersOf("kling-v3", "lipsync-2", "lipsync-2-pro", "kling-avatar-v2");
  const alone = dossierPricing([kling!], "final").priceOf(cell(20));
  const matched = dossierPricing([kling!, lipsync!, dear!], "final").priceOf(cell(20));
  expect((matched.micros - alone.micros) / 1e6).toBeCloseTo(2 * 3.8 * 0.05, 4);
  expect(matched.waits! - alone.waits!).toBe(30 * 60);
  const spoken = dossierPricing([avatar!, kling!], "final").priceOf(cell(20));
  expect(dossierPricing([avatar!, kling!, lipsync!], "final").priceOf(cell(20))).toEqual(spoken);
  // Nobody films: nothing is paid for.
  expect(dossierPricing([lipsync!], "final").priceOf(cell(20)).micros).toBe(0);
  // What is asked for in the end is what was said: Kling takes seconds by the whole, and the lips are of what is kept.
  const shot = directedShotOf({ seconds: 3.8, recording: { file: "line.wav", seconds: 3.2, words: [] } });
  const { chosen } = chooseModel(shot, [kling!, lipsync!]);
  expect(chosen!.costMicros / 1e6).toBeCloseTo(4 * 0.224 + 3.8 * 0.05, 4);
});

test("a draft costs nothing, and says what filming it will cost once it is approved", () => {
  const [kling] = dossiersOf("kling-v3");
  const [now, later] = [dossierPricing([kling!], "final"), dossierPricing([kling!], "draft-first")];
  const price = later.priceOf(cell(15));
  expect(price).toMatchObject({ micros: 0, seconds: 15 * 0.65, later: { micros: now.priceOf(cell(15)).micros } });
  const run = estimateRun([price, price]);
  expect(run).toMatchObject({ costMicros: 0, laterMicros: 2 * now.priceOf(cell(15)).micros, seconds: 20 });
  expect(estimateRun([now.priceOf(cell(15))]).seconds).toBe(Math.ceil(15 * 0.65 + 30 * 60));
});

test("a filmed draft costs what the cheapest asks for the coarsest, and its final what the first asks for the finest", () => {
  const [dear, cheap] = dossiersOf("veo-3.1", "seedance-1-pro");
  const price = dossierPricing([dear!, cheap!], "filmed-draft").priceOf(cell(20));
  const drafts = [3.8, 3.8, 3.1, 3.1].map(
    (seconds) =>
      chooseModel(directedShotOf({ kind: "product", line: null, seconds, tier: "draft" }), [dear!, cheap!]).chosen!,
  );
  expect(new Set(drafts.map(({ dossier, resolution }) => `${dossier} ${resolution}`))).toEqual(
    new Set(["seedance-1-pro 480p"]),
  );
  expect(price.micros).toBe(drafts.reduce((sum, { costMicros }) => sum + costMicros, 0));
  expect(price.later!.micros).toBe(dossierPricing([dear!], "final").priceOf(cell(20)).micros);
  expect(price.micros).toBeLessThan(price.later!.micros / 5);
});

test("every model on the shelf has a price for every length and ratio, longer is never cheaper, and no chain is free", () => {
  for (const [id, dossier] of shelf) {
    if (id === "animatic" || dossier.makes === "lip-sync") continue;
    for (const ratio of ["9:16", "1:1", "4:5", "16:9"]) {
      const prices = lengths.map((length) => dossierPricing([dossier], "final").priceOf(cell(length, ratio)).micros);
      expect(
        prices.every((price) => price > 0),
        `${id} ${ratio}`,
      ).toBe(true);
      expect(
        [...prices].sort((a, b) => a - b),
        `${id} ${ratio}`,
      ).toEqual(prices);
    }
  }
});

test("the form counts with the same prices as the launch", () => {
  const models = dossiersOf("veo-3.1-fast", "kling-avatar-v2", "hailuo-02");
  const offered = footagePricing(
    models.map((dossier) => listOffers(dossier, lengths, ["9:16", "1:1"])),
    "final",
  );
  const cells = lengths.flatMap((length) => [cell(length), cell(length, "1:1")]);
  expect(priceCells(cells, offered)).toEqual(priceCells(cells, dossierPricing(models, "final")));
});
