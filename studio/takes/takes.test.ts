import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { listLivingTakes } from "#db/queries/takes.ts";
import { makeClip, silentWav } from "#media/clip.fixture.ts";
import { speechLead } from "#media/timeline.ts";
import type { Answer, Ending } from "#providers/video/replicate-server.fixture.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { lookAtTake } from "./look-at-take.ts";
import { orderShot } from "./order-shot.ts";
import { settleUnknown, stopFilming } from "./stop-filming.ts";
import { type FilmSet, film, models, openFilmSet, quickPace, readTakes, wishOf } from "./takes.fixture.ts";

let set: FilmSet;
let otherCodec: Buffer;
let short: Buffer;
let dark: Buffer;
beforeAll(async () => {
  set = await openFilmSet();
  [otherCodec, short, dark] = await Promise.all([
    makeClip({ seconds: 2.2, codec: "mpeg4" }),
    makeClip({ seconds: 0.5 }),
    makeClip({ seconds: 2.2, luma: () => 16 }),
  ]);
});
beforeEach(() => {
  set.server.reset();
});
afterEach(() => {
  set.filming.candidates = 1;
  set.filming.pace = quickPace;
});
afterAll(() => set.close());

const success = (more: Partial<Ending> = {}): Answer => ({
  run: { status: "succeeded", output: set.clip, ...more },
});
/** Two seconds of Seedance at 1080p, and six of Hailuo. */
const [seedance, hailuo] = [300_000, 480_000];

describe("a run that delivers", () => {
  test.each<[string, () => Answer]>([
    ["at once", () => success()],
    ["slowly", () => success({ looks: 4 })],
    ["in another codec", () => success({ output: otherCodec })],
  ])("%s is kept in our own store, measured, shown, and written down once", async (_, answer) => {
    const ref = await set.variant();
    set.server.answer(answer());
    const filmed = await film(set, ref, wishOf());
    const { takes, ledger } = await readTakes(set.db, ref);
    expect(takes).toHaveLength(1);
    const [take] = takes;
    expect(filmed).toMatchObject({ clips: [{ takeId: take!.id, seconds: 2 }], lead: 0 });
    expect(take).toMatchObject({
      ...{ state: "done", provider: "replicate", model: "bytedance/seedance-1-pro", dossier: "seedance-1-pro" },
      ...{ predictionId: set.server.runs[0]!.id, costMicros: seedance, error: null, tier: "final", candidate: 0 },
      asked: { seconds: 2, keeps: 2, resolution: "1080p", sound: false, deadlineMinutes: 15 },
      metrics: { predict_time: 12.5 },
    });
    expect(take!.probe).toMatchObject({ width: 96, height: 160, black: 0 });
    expect(take!.prompt).toContain("Morning Roast");
    expect(take!.seed).toBe(take!.input!.seed);
    expect(await set.files.size(take!.file!)).toBe(take!.bytes);
    expect(ledger).toMatchObject([{ takeId: take!.id, amountMicros: seedance, provider: "replicate" }]);
    expect(set.server.runs).toHaveLength(1);
  });

  test("and says how many seconds it made costs what those cost", async () => {
    const ref = await set.variant();
    set.server.answer(success({ metrics: { video_output_duration_seconds: 3 } }));
    await film(set, ref, wishOf());
    const { takes, ledger } = await readTakes(set.db, ref);
    expect(takes[0]).toMatchObject({ state: "done", costMicros: 450_000, estimateMicros: seedance });
    expect(ledger).toMatchObject([{ amountMicros: 450_000, note: expect.stringContaining("$0.30 were expected") }]);
  });

  test("is asked for once, however many videos want the same clip, and whoever comes later waits for it", async () => {
    const [one, two] = [await set.variant(), await set.variant()];
    const wish = wishOf();
    set.server.answer(success({ looks: 3 }));
    const [first, second] = await Promise.all([film(set, one, wish), film(set, two, wish)]);
    const third = await film(set, await set.variant(), wish);
    expect([second.clips, third.clips]).toEqual([first.clips, first.clips]);
    expect(set.server.runs).toHaveLength(1);
    const ledgers = await Promise.all([one, two].map((ref) => readTakes(set.db, ref)));
    expect(ledgers.flatMap(({ ledger }) => ledger)).toHaveLength(1);
  });

  test("of several candidates the sharper one is shown, and both are paid for", async () => {
    set.filming.candidates = 2;
    const ref = await set.variant();
    const soft = await makeClip({ seconds: 2.2, luma: (_x, y, frame) => 60 + ((Math.floor(y / 8) + frame) % 60) });
    set.server.answer(success({ output: soft }), success());
    const filmed = await film(set, ref, wishOf());
    const { takes, ledger } = await readTakes(set.db, ref);
    expect(takes.map(({ candidate, state }) => [candidate, state])).toEqual([
      [0, "done"],
      [1, "done"],
    ]);
    expect(takes[0]!.seed).not.toBe(takes[1]!.seed);
    expect(filmed.clips).toEqual([{ takeId: takes[1]!.id, seconds: 2 }]);
    expect(ledger.map(({ amountMicros }) => amountMicros)).toEqual([seedance, seedance]);
  });

  test("a shot that is longer than the model's longest is filmed in clips, each beginning where the one before ends", async () => {
    const ref = await set.variant();
    const clip = await makeClip({ seconds: 12, fps: 6 });
    set.server.answer(success({ output: clip }), success({ output: clip }));
    const filmed = await film(set, ref, wishOf({ seconds: 14 }));
    const { takes } = await readTakes(set.db, ref);
    expect(filmed.clips.map(({ takeId }) => takeId)).toEqual(takes.map(({ id }) => id));
    expect(filmed.clips.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(14);
    expect(takes.map(({ part }) => part)).toEqual([0, 1]);
    expect(set.server.runs[0]!.input.image).toBeUndefined();
    expect(set.server.runs[1]!.input.image).toMatch(/^data:image\/jpeg;base64,/);
  });
});

test("a portrait that speaks is lent with the recording of the line, and begins to move with the voice", async () => {
  const ref = await set.variant();
  const [portrait, line] = [`brands/${ref.brandId}/maja.svg`, `brands/${ref.brandId}/line.wav`];
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><circle cx="150" cy="150" r="90"/></svg>';
  await set.files.save(portrait, { bytes: Buffer.from(svg) });
  await set.files.save(line, { bytes: silentWav(2) });
  const wish = wishOf(
    {
      ...{ kind: "talking-head", line: "Slow is a flavour.", pictures: [{ role: "persona", file: portrait }] },
      persona: { name: "Maja", look: "a woman with a dark bob", voice: "" },
      recording: { file: line, seconds: 2, words: [{ start: 0, end: 1.8 }] },
    },
    ["kling-avatar-v2", "animatic"],
  );
  set.server.answer(success());
  const filmed = await film(set, ref, wish);
  expect(filmed).toMatchObject({ lead: speechLead, clips: [{ seconds: 2 }] });
  const [run] = set.server.runs;
  expect(run).toMatchObject({
    model: "kwaivgi/kling-avatar-v2",
    input: {
      image: expect.stringMatching(/^data:image\/jpeg;base64,/),
      audio: expect.stringMatching(/^data:audio\/wav;base64,UklGR/),
      mode: "pro",
    },
  });
  // Two seconds at the price of the pro mode; what is kept of the order names files and holds none.
  const { takes } = await readTakes(set.db, ref);
  expect(takes[0]).toMatchObject({ costMicros: 220_000, input: { image: { lend: "picture", cutTo: "9:16" } } });
});

describe("a run that does not deliver says why, costs what it cost, and the next model takes over", () => {
  const refused = (detail: object): Answer => ({ status: 422, body: { title: "Input validation failed", ...detail } });
  test.each<[string, () => Answer, { says: string; cost: number; runs: number; state?: string }]>([
    [
      "fails",
      () => ({ run: { status: "failed", error: "The model ran out of memory" } }),
      { says: "The model ran out of memory.", cost: seedance, runs: 2 },
    ],
    [
      "is stopped at the vendor's",
      () => ({ run: { status: "canceled" } }),
      { says: "stopped", cost: seedance, runs: 2 },
    ],
    ["is given up before it began", () => ({ run: { status: "aborted" } }), { says: "deadline", cost: 0, runs: 2 }],
    ["is not paid for", () => ({ status: 402 }), { says: "no credit left", cost: 0, runs: 1 }],
    ["is not allowed", () => ({ status: 401 }), { says: "REPLICATE_API_TOKEN", cost: 0, runs: 1 }],
    [
      "is refused for a field",
      () => refused({ invalid_fields: [{ field: "input.duration", description: "must be 5 or 10" }] }),
      { says: "“duration” (2): must be 5 or 10", cost: 0, runs: 1 },
    ],
    [
      "is gone before it is fetched",
      () => success({ gone: true }),
      { says: "could not be fetched", cost: seedance, runs: 2 },
    ],
    [
      "delivers half a file",
      () => success({ output: set.clip.subarray(0, Math.round(set.clip.length * 0.6)) }),
      { says: "The file that came is no use. It breaks off after", cost: seedance, runs: 2 },
    ],
    [
      "delivers what is no video",
      () => success({ output: Buffer.from("<html>Sorry</html>") }),
      { says: "no video that can be read", cost: seedance, runs: 2 },
    ],
    [
      "delivers far too little",
      () => success({ output: short }),
      { says: "lasts 0.5 s, and 2.0 s", cost: seedance, runs: 2 },
    ],
    ["delivers darkness", () => success({ output: dark }), { says: "black", cost: seedance, runs: 2 }],
  ])("one that %s", async (_, answer, { says, cost, runs }) => {
    const ref = await set.variant();
    set.server.answer(answer(), success());
    const filmed = await film(set, ref, wishOf());
    const { takes, ledger } = await readTakes(set.db, ref);
    expect(takes.map(({ dossier, state }) => [dossier, state])).toEqual([
      ["seedance-1-pro", "failed"],
      ["hailuo-02", "done"],
    ]);
    expect(takes[0]!.error).toContain(says);
    expect(takes[0]!.error).toMatch(/^\S.*\.$/s);
    expect(ledger.map(({ takeId, amountMicros }) => [takeId, amountMicros])).toEqual([
      [takes[0]!.id, cost],
      [takes[1]!.id, hailuo],
    ]);
    expect(filmed.clips).toEqual([{ takeId: takes[1]!.id, seconds: 2 }]);
    expect(filmed.note).toContain("Seedance 1 Pro did not deliver");
    // Another model is asked in its own words.
    expect(takes[1]!.prompt).not.toBe(takes[0]!.prompt);
    expect(set.server.runs).toHaveLength(runs);
  });

  test("when none delivers, the shot stays drawn, with all of the reasons", async () => {
    const ref = await set.variant();
    set.server.answer({ run: { status: "failed", error: "First" } }, { run: { status: "failed", error: "Second" } });
    const filmed = await film(set, ref, wishOf());
    expect(filmed).toMatchObject({ clips: [], note: "Seedance 1 Pro: First. Hailuo 02: Second." });
    expect((await readTakes(set.db, ref)).ledger.map(({ amountMicros }) => amountMicros)).toEqual([seedance, hailuo]);
  });

  test("a vendor that takes no more for the moment is asked again later, and one run comes of it", async () => {
    const ref = await set.variant();
    const busy: Answer = { status: 429, body: { detail: "Your rate limit resets in ~1s." } };
    set.server.answer(busy, busy, success());
    await film(set, ref, wishOf());
    const { takes, ledger } = await readTakes(set.db, ref);
    expect(takes).toMatchObject([{ state: "done", dossier: "seedance-1-pro" }]);
    expect([set.server.runs.length, ledger.length]).toEqual([1, 1]);
  });

  test("a parameter that the model has no more is told before anything is ordered; a spare one is left out", async () => {
    const model = "bytedance/seedance-1-pro";
    const known = { prompt: { type: "string" }, duration: { type: "integer" }, resolution: { type: "string" } };
    set.server.describe(model, known);
    set.forgetModels();
    const ref = await set.variant();
    set.server.answer(success());
    expect((await film(set, ref, wishOf())).note).toContain("knows no “aspect_ratio”");
    expect((await readTakes(set.db, ref)).takes.map(({ dossier }) => dossier)).toEqual(["hailuo-02"]);
    set.server.describe(model, { ...known, aspect_ratio: { type: "string" } });
    set.forgetModels();
    const seedless = await set.variant();
    set.server.answer(success());
    await film(set, seedless, wishOf());
    const [take] = (await readTakes(set.db, seedless)).takes;
    expect(take).toMatchObject({ dossier: "seedance-1-pro", state: "done" });
    expect(take!.input).not.toHaveProperty("seed");
    const left = "Seedance 1 Pro takes no “seed” any more: it is left out.";
    expect(take!.resolutions.map(({ sentence }) => sentence)).toContain(left);
    set.server.forget(model);
    set.forgetModels();
  });
});

describe("nothing is paid for twice", () => {
  const only = (more = {}) => wishOf(more, ["hailuo-02", "animatic"]);

  test("an order whose answer was lost is found in the vendor's list by its webhook, and not sent again", async () => {
    const ref = await set.variant();
    set.server.answer({ breaks: true, took: { status: "succeeded", output: set.clip } });
    const filmed = await film(set, ref, only());
    const { takes, ledger } = await readTakes(set.db, ref);
    expect(takes).toMatchObject([{ state: "done", predictionId: set.server.runs[0]!.id }]);
    expect(filmed.clips).toHaveLength(1);
    expect([set.server.runs.length, ledger.length]).toEqual([1, 1]);
    expect(set.server.runs[0]!.webhook).toBe(`http://127.0.0.1:4399/hooks/replicate/${takes[0]!.id}`);
  });

  test("one that is not in the list is left to a person, holds its money, and keeps the shot from being ordered again", async () => {
    const ref = await set.variant(100);
    const wish = only();
    set.server.answer({ breaks: true });
    await expect(film(set, ref, wish)).rejects.toMatchObject({ code: "take-unknown" });
    const [take] = (await readTakes(set.db, ref)).takes;
    expect(take).toMatchObject({ state: "unknown", error: expect.stringContaining("Nobody knows") });
    await expect(film(set, ref, wish)).rejects.toThrow("nobody knows whether Replicate took it");
    expect(set.server.asked.filter((line) => line.startsWith("POST"))).toHaveLength(1);
    // 100 cents less the 48 that are held: a second shot of 48 has room, a third has not.
    set.server.answer(success());
    expect((await film(set, ref, only())).clips).toHaveLength(1);
    expect(await film(set, ref, only())).toMatchObject({
      clips: [],
      note: expect.stringContaining("of the budget are left"),
    });
    const by = actorOf(null, ref.workspaceId);
    await settleUnknown(set.db, ref.brandId, by, take!.id, { made: false });
    expect((await readTakes(set.db, ref)).ledger.map(({ amountMicros }) => amountMicros)).toEqual([hailuo, 0]);
    await expect(settleUnknown(set.db, ref.brandId, by, take!.id, { made: true })).rejects.toMatchObject({
      code: "not-unknown",
    });
    set.server.answer(success());
    expect((await film(set, ref, wish)).clips).toHaveLength(1);
  });

  test("a studio that was killed between writing down and hearing an answer picks the take up where it stands", async () => {
    const ref = await set.variant();
    const wish = only();
    set.server.answer(success());
    const order = await orderShot(set.stage, ref, 0, wish, new Date());
    const [takeId] = "follow" in order ? order.follow : [];
    // As if the process had died right after the call: the run exists, and nobody wrote its id down.
    await lookAtTake(set.stage, ref.brandId, takeId!);
    const forget = { state: "sending" as const, predictionId: null, sentAt: new Date(Date.now() - 1000) };
    await set.db.updateTable("takes").set(forget).where("id", "=", takeId!).execute();
    expect((await film(set, ref, wish)).clips).toEqual([{ takeId, seconds: 2 }]);
    expect(set.server.runs).toHaveLength(1);
  });

  test("looked at by many at once, it is sent once, fetched once and written down once", async () => {
    const ref = await set.variant();
    set.server.answer(success());
    const order = await orderShot(set.stage, ref, 0, only(), new Date());
    const [takeId] = "follow" in order ? order.follow : [];
    const all = () => Promise.all([1, 2, 3, 4].map(() => lookAtTake(set.stage, ref.brandId, takeId!)));
    await all();
    await all();
    const { takes, ledger } = await readTakes(set.db, ref);
    expect(takes).toMatchObject([{ state: "done" }]);
    expect([set.server.runs.length, ledger.length]).toEqual([1, 1]);
  });

  test("a vendor that is silent for a while is asked again, and one run comes of it", async () => {
    const ref = await set.variant();
    set.server.answer(success({ looks: 1 }));
    let looks = 0;
    const filmed = await film(set, ref, only(), new Date(), async () => set.server.hush(++looks > 1 && looks < 4));
    expect(filmed.clips).toHaveLength(1);
    expect([set.server.runs.length, (await readTakes(set.db, ref)).ledger.length]).toEqual([1, 1]);
  });
});

describe("the budget", () => {
  test("is not gone past: what would cost more than is left is not ordered, and the sentence says both", async () => {
    const ref = await set.variant(20);
    const filmed = await film(set, ref, wishOf());
    expect(filmed.clips).toEqual([]);
    expect(filmed.note).toContain("Seedance 1 Pro: it would cost $0.30, and $0.20 of the budget are left.");
    expect(set.server.runs).toHaveLength(0);
    expect((await readTakes(set.db, ref)).takes).toEqual([]);
  });

  test("two shots at once never find the same money", async () => {
    const ref = await set.variant(40);
    set.server.answer(success(), success());
    const filmed = await Promise.all([wishOf(), wishOf()].map((wish) => film(set, ref, wish)));
    expect(filmed.map(({ clips }) => clips.length).sort()).toEqual([0, 1]);
    const { ledger } = await readTakes(set.db, ref);
    expect(ledger.map(({ amountMicros }) => amountMicros)).toEqual([seedance]);
  });

  test("what was held for the video is its own", async () => {
    const ref = await set.variant(40, 400_000);
    set.server.answer(success());
    expect((await film(set, ref, wishOf())).clips).toHaveLength(1);
  });
});

describe("stopping", () => {
  test("asks the vendor to stop, keeps what had begun as paid for, and orders nothing more", async () => {
    const ref = await set.variant();
    const wish = wishOf();
    set.server.answer({ run: { status: "never" } });
    let stopped = false;
    const filming = film(set, ref, wish, new Date(), async () => {
      if (stopped || set.server.runs[0]?.looks !== 1) return;
      stopped = true;
      await stopFilming(set.db, ref.brandId, actorOf(null, ref.workspaceId), ref.variantId);
    });
    await expect(filming).rejects.toMatchObject({ code: "filming-stopped" });
    const { takes, ledger } = await readTakes(set.db, ref);
    expect(takes).toMatchObject([{ state: "cancelled", error: "Filming was stopped." }]);
    expect(ledger.map(({ amountMicros }) => amountMicros)).toEqual([seedance]);
    expect([set.server.runs.length, set.server.runs[0]!.cancelled]).toEqual([1, true]);
    await expect(stopFilming(set.db, ref.brandId, actorOf(null, ref.workspaceId), ref.variantId)).rejects.toMatchObject(
      { code: "nothing-filming" },
    );
  });

  test("what was not sent yet is never sent", async () => {
    const ref = await set.variant();
    const order = await orderShot(set.stage, ref, 0, wishOf(), new Date());
    await stopFilming(set.db, ref.brandId, actorOf(null, ref.workspaceId), ref.variantId);
    const [takeId] = "follow" in order ? order.follow : [];
    expect(await lookAtTake(set.stage, ref.brandId, takeId!)).toMatchObject({ state: "cancelled" });
    expect(set.server.runs).toHaveLength(0);
    expect((await readTakes(set.db, ref)).ledger).toMatchObject([{ amountMicros: 0 }]);
  });

  test("a run that is not done by its deadline is stopped, and the next model takes over", async () => {
    const ref = await set.variant();
    set.server.answer({ run: { status: "never" } }, success());
    const filmed = await film(set, ref, wishOf(), new Date(), () =>
      set.db
        .updateTable("takes")
        .set({ deadlineAt: new Date(Date.now() - 100) })
        .where("variantId", "=", ref.variantId)
        .where("dossier", "=", "seedance-1-pro")
        .execute(),
    );
    const { takes } = await readTakes(set.db, ref);
    expect(takes[0]).toMatchObject({ state: "failed", error: "It was not done after 15 minutes, and was stopped." });
    expect(filmed.clips).toEqual([{ takeId: takes[1]!.id, seconds: 2 }]);
  });
});

test("a take is nobody else's", async () => {
  const ref = await set.variant();
  const order = await orderShot(set.stage, ref, 0, wishOf(), new Date());
  const [takeId] = "follow" in order ? order.follow : [];
  const stranger = crypto.randomUUID();
  await expect(lookAtTake(set.stage, stranger, takeId!)).rejects.toThrow(NotFound);
  expect(await listLivingTakes(set.db, stranger, ["x"])).toEqual([]);
  expect(models).toHaveLength(3);
});
