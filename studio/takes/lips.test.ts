import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeClip, silentWav } from "#media/clip.fixture.ts";
import type { Answer, Ending } from "#providers/video/replicate-server.fixture.ts";
import { actorOf } from "#tests/harness/actor.ts";
import type { FilmRef } from "./filming.ts";
import { stopFilming } from "./stop-filming.ts";
import { type FilmSet, film, openFilmSet, readTakes, wishOf } from "./takes.fixture.ts";

let set: FilmSet;
/** Large enough for those who match lips. */
let face: Buffer;
beforeAll(async () => {
  set = await openFilmSet();
  face = await makeClip({ width: 256, height: 456, seconds: 2.2, fps: 12 });
});
beforeEach(() => set.server.reset());
afterEach(() => {
  set.server.forget("sync/lipsync-2");
  set.forgetModels();
});
afterAll(() => set.close());

const success = (more: Partial<Ending> = {}): Answer => ({ run: { status: "succeeded", output: face, ...more } });
const failure = (error: string): Answer => ({ run: { status: "failed", error } });
/** Two seconds each of Seedance, Lipsync 2, PixVerse Lipsync, and Kling Avatar. */
const [seedance, lipsync, pixverse, avatar] = [300_000, 100_000, 80_000, 220_000];
const models = ["seedance-1-pro", "lipsync-2", "animatic"];

let spoken = 0;
/** A shot in which somebody says a line that nobody has said before, in two seconds. */
async function talkOf(ref: FilmRef, ids: string[] = models) {
  const [portrait, line] = [`brands/${ref.brandId}/maja.svg`, `brands/${ref.brandId}/line-${++spoken}.wav`];
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><circle cx="150" cy="150" r="90"/></svg>';
  await set.files.save(portrait, { bytes: Buffer.from(svg) });
  await set.files.save(line, { bytes: silentWav(1.5 + spoken / 100) });
  return wishOf(
    {
      ...{ kind: "talking-head", line: "Slow is a flavour.", pictures: [{ role: "persona", file: portrait }] },
      persona: { name: "Maja", look: "a woman with a dark bob", voice: "" },
      recording: { file: line, seconds: 1.5 + spoken / 100, words: [{ start: 0, end: 1.4 }] },
    },
    ids,
  );
}
const told = async (ref: FilmRef) => {
  const { takes, ledger } = await readTakes(set.db, ref);
  return { takes: takes.map(({ dossier, state }) => [dossier, state]), paid: ledger.map((each) => each.amountMicros) };
};

test("somebody is filmed speaking, and another model matches the lips to the voice; both stand in the ledger", async () => {
  const ref = await set.variant();
  const uploads = set.server.uploads.length;
  set.server.answer(success(), success());
  const filmed = await film(set, ref, await talkOf(ref));
  const { takes } = await readTakes(set.db, ref);
  expect(await told(ref)).toEqual({
    takes: [
      ["seedance-1-pro", "done"],
      ["lipsync-2", "done"],
    ],
    paid: [seedance, lipsync],
  });
  expect(filmed).toMatchObject({ clips: [{ takeId: takes[1]!.id, seconds: 2 }], lead: 0 });
  expect(filmed.note).toBe(
    "Seedance 1 Pro cannot follow a recording: Maja is filmed speaking, and Lipsync 2 matches the lips to the voice. Seedance 1 Pro takes no reference pictures: the portrait becomes the first frame.",
  );
  expect(set.server.runs[0]!.input.prompt).toContain("Maja looks into the lens and speaks naturally all the time");
  expect(set.server.runs[1]).toMatchObject({
    model: "sync/lipsync-2",
    input: {
      video: expect.stringMatching(/^http.*\/v1\/files\/f\d+$/),
      audio: expect.stringMatching(/^http.*\/v1\/files\/f\d+$/),
      sync_mode: "cut_off",
    },
  });
  expect(set.server.runs[1]!.input).not.toHaveProperty("prompt");
  expect(set.server.uploads).toHaveLength(uploads + 2);
  expect(takes[1]).toMatchObject({
    ...{ prompt: null, estimateMicros: lipsync, asked: { seconds: 2, keeps: 2, deadlineMinutes: 30 } },
    input: { video: { lend: "clip", takeId: takes[0]!.id, seconds: 2 } },
  });
});

test("of several candidates the best is chosen first, and its lips alone are matched", async () => {
  set.filming.candidates = 2;
  const ref = await set.variant();
  const soft = await makeClip({
    width: 256,
    height: 456,
    seconds: 2.2,
    fps: 12,
    luma: (_x, y, frame) => 60 + ((y + frame) % 60) / 9,
  });
  set.server.answer(success({ output: soft }), success(), success());
  await film(set, ref, await talkOf(ref));
  set.filming.candidates = 1;
  const { takes } = await readTakes(set.db, ref);
  expect(takes.map(({ dossier }) => dossier)).toEqual(["seedance-1-pro", "seedance-1-pro", "lipsync-2"]);
  expect(takes[2]!.input).toMatchObject({ video: { takeId: takes[1]!.id } });
});

test("a clip that two videos want has its lips matched once", async () => {
  const [one, two] = [await set.variant(), await set.variant()];
  const wish = await talkOf(one);
  set.server.answer(success(), success({ looks: 2 }));
  const [first, second] = await Promise.all([film(set, one, wish), film(set, two, wish)]);
  expect(second.clips).toEqual(first.clips);
  expect(set.server.runs).toHaveLength(2);
});

describe("when the lips are not matched", () => {
  test.each<[string, () => Answer, { says: string; cost: number }]>([
    ["the run fails", () => failure("No face was found"), { says: "No face was found", cost: lipsync }],
    [
      "the order is refused",
      () => ({ status: 422, body: { invalid_fields: [{ field: "input.sync_mode", description: "is unknown" }] } }),
      { says: '“sync_mode” ("cut_off"): is unknown', cost: 0 },
    ],
  ])("because %s, the next who can matches those of the same clip", async (_, answer, { says, cost }) => {
    const ref = await set.variant();
    set.server.answer(success(), answer(), success());
    const filmed = await film(set, ref, await talkOf(ref, ["seedance-1-pro", "lipsync-2", "pixverse-lipsync"]));
    expect(await told(ref)).toEqual({
      takes: [
        ["seedance-1-pro", "done"],
        ["lipsync-2", "failed"],
        ["pixverse-lipsync", "done"],
      ],
      paid: [seedance, cost, pixverse],
    });
    const { takes } = await readTakes(set.db, ref);
    expect(filmed.clips).toEqual([{ takeId: takes[2]!.id, seconds: 2 }]);
    expect(takes[2]!.input).toMatchObject({ video: { takeId: takes[0]!.id } });
    expect(filmed.note).toContain(`Lipsync 2 did not match the lips (`);
    expect(filmed.note).toContain(says);
  });

  test("by anybody, a portrait that speaks takes over, and the clip that was paid for is not shown", async () => {
    const ref = await set.variant();
    set.server.answer(success(), failure("No face was found"), success());
    const filmed = await film(set, ref, await talkOf(ref, ["seedance-1-pro", "lipsync-2", "kling-avatar-v2"]));
    const { paid, takes } = await told(ref);
    expect([paid.length, takes.at(-1)]).toEqual([3, ["kling-avatar-v2", "done"]]);
    expect(paid[2]).toBeLessThanOrEqual(avatar);
    expect(filmed.note).toContain("nobody could match its lips to the voice");
    expect(filmed.note).toContain("Kling Avatar 2 takes over");
  });

  test("a model after it films with closed lips, because nobody would match them", async () => {
    const ref = await set.variant();
    set.server.answer(success(), failure("No face was found"), success());
    await film(set, ref, await talkOf(ref, ["seedance-1-pro", "lipsync-2", "hailuo-02"]));
    expect(set.server.runs[2]!.input.prompt).toContain("lips stay closed");
  });

  test("and there is nobody else, the shot stays drawn, with every reason", async () => {
    const ref = await set.variant();
    set.server.answer(success(), failure("No face was found"));
    const filmed = await film(set, ref, await talkOf(ref));
    expect(filmed.clips).toEqual([]);
    expect(filmed.note).toBe(
      "Lipsync 2: No face was found. Seedance 1 Pro: the clip came, and nobody could match its lips to the voice, so that it is not shown.",
    );
  });

  test("a clip that is smaller than a model takes is not sent to it", async () => {
    const ref = await set.variant();
    set.server.answer(success(), success());
    const filmed = await film(set, ref, await talkOf(ref, ["seedance-1-pro", "kling-lip-sync", "lipsync-2"]));
    expect(filmed.note).toContain("The clip is 256 × 456 pixels, and Kling Lip Sync takes 720 to 1920");
    expect(set.server.runs.map(({ model }) => model)).toEqual(["bytedance/seedance-1-pro", "sync/lipsync-2"]);
  });

  test("a parameter that the model has no more is known before anything is paid: lips are filmed closed", async () => {
    set.server.describe("sync/lipsync-2", { video: { type: "string" }, audio: { type: "string" } }, []);
    set.forgetModels();
    const ref = await set.variant();
    set.server.answer(success());
    const filmed = await film(set, ref, await talkOf(ref));
    expect(filmed.clips).toHaveLength(1);
    expect(filmed.note).toContain("knows no “sync_mode”");
    expect(set.server.runs).toHaveLength(1);
    expect(set.server.runs[0]!.input.prompt).toContain("lips stay closed");
  });
});

describe("nothing is paid for twice", () => {
  test("an order whose answer was lost is found in the vendor's list", async () => {
    const ref = await set.variant();
    set.server.answer(success(), { breaks: true, took: { status: "succeeded", output: face } });
    const filmed = await film(set, ref, await talkOf(ref));
    expect(filmed.clips).toHaveLength(1);
    expect([set.server.runs.length, (await told(ref)).paid]).toEqual([2, [seedance, lipsync]]);
  });

  test("a run that starts over finds both takes where they stand", async () => {
    const ref = await set.variant();
    const wish = await talkOf(ref);
    set.server.answer(success(), success());
    const first = await film(set, ref, wish);
    expect((await film(set, ref, wish)).clips).toEqual(first.clips);
    expect(set.server.runs).toHaveLength(2);
  });

  test("nothing is filmed when the money is not enough for the lips, too", async () => {
    const ref = await set.variant(35);
    const filmed = await film(set, ref, await talkOf(ref));
    expect(filmed.note).toContain("it would cost $0.40 with its lips matched, and $0.35 of the budget are left.");
    expect(set.server.runs).toHaveLength(0);
  });
});

test("stopped while lips are being matched, what was filmed is paid for and nothing more is ordered", async () => {
  const ref = await set.variant();
  set.server.answer(success(), { run: { status: "never" } });
  let stopped = false;
  const filming = film(set, ref, await talkOf(ref), new Date(), async () => {
    if (stopped || set.server.runs[1]?.looks !== 1) return;
    stopped = true;
    await stopFilming(set.db, ref.brandId, actorOf(null, ref.workspaceId), ref.variantId);
  });
  await expect(filming).rejects.toMatchObject({ code: "filming-stopped" });
  expect(await told(ref)).toMatchObject({
    takes: [
      ["seedance-1-pro", "done"],
      ["lipsync-2", "cancelled"],
    ],
  });
  expect(set.server.runs[1]!.cancelled).toBe(true);
});

test("a model that takes too long over the lips is stopped at its deadline, and the next one matches them", async () => {
  const ref = await set.variant();
  set.server.answer(success(), { run: { status: "never" } }, success());
  await film(set, ref, await talkOf(ref, ["seedance-1-pro", "lipsync-2", "pixverse-lipsync"]), new Date(), () =>
    set.db
      .updateTable("takes")
      .set({ deadlineAt: new Date(Date.now() - 100) })
      .where("variantId", "=", ref.variantId)
      .where("dossier", "=", "lipsync-2")
      .execute(),
  );
  expect((await told(ref)).takes.slice(1)).toEqual([
    ["lipsync-2", "failed"],
    ["pixverse-lipsync", "done"],
  ]);
});
