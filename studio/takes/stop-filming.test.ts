import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sumVariantMoney } from "#db/queries/budgets.ts";
import { actorOf } from "#tests/harness/actor.ts";
import type { FilmRef } from "./filming.ts";
import { orderShot } from "./order-shot.ts";
import { stopFilming } from "./stop-filming.ts";
import { type FilmSet, film, openFilmSet, readTakes, wishOf } from "./takes.fixture.ts";

let set: FilmSet;
beforeAll(async () => {
  set = await openFilmSet();
});
beforeEach(() => set.server.reset());
afterAll(() => set.close());

/** Two seconds of Seedance at 1080p. */
const price = 300_000;
const stop = (ref: FilmRef) => stopFilming(set.db, ref.brandId, actorOf(null, ref.workspaceId), ref.variantId);

/** Two videos that want the same clip, while `first` has ordered it, and it runs until `finish`. */
async function bothWait(second: Promise<FilmRef> = set.variant()) {
  const [one, two] = [await set.variant(), await second];
  const wish = wishOf();
  set.server.answer({ run: { status: "never", output: set.clip } }, { run: { status: "succeeded", output: set.clip } });
  const first = film(set, one, wish);
  first.catch(() => undefined);
  await expect.poll(() => set.server.runs[0]?.looks ?? 0, { interval: 5, timeout: 15_000 }).toBeGreaterThan(0);
  const other = film(set, two, wish);
  other.catch(() => undefined);
  const waits = () => set.db.selectFrom("takeWaiters").where("variantId", "=", two.variantId).selectAll().execute();
  await expect.poll(async () => (await waits()).length, { interval: 5, timeout: 15_000 }).toBe(1);
  const finish = () => Object.assign(set.server.runs[0]!.ending, { status: "succeeded" });
  return { one, two, first, other, finish };
}

describe("when the video that ordered a clip is stopped and another one waits for it", () => {
  test("the other takes it over: one run, one price, on the other's account", async () => {
    const { one, two, first, other, finish } = await bothWait();
    await stop(one);
    await expect(first).rejects.toMatchObject({ code: "filming-stopped" });
    finish();
    expect((await other).clips).toHaveLength(1);
    expect(set.server.runs).toHaveLength(1);
    expect(set.server.runs[0]!.cancelled).toBe(false);
    expect((await readTakes(set.db, one)).ledger).toEqual([]);
    const { takes, ledger } = await readTakes(set.db, two);
    expect(takes).toMatchObject([{ state: "done", version: two.version, position: 0 }]);
    expect(ledger.map(({ amountMicros }) => amountMicros)).toEqual([price]);
    expect((await sumVariantMoney(set.db, one.brandId, one.variantId)).heldMicros).toBe(0);
  });

  test("and has no money for it, the run is stopped, and the other says what it would cost", async () => {
    const { one, two, first, other } = await bothWait(set.variant(20));
    await stop(one);
    await expect(first).rejects.toMatchObject({ code: "filming-stopped" });
    expect(await other).toMatchObject({ clips: [], note: expect.stringContaining("it would cost $0.30, and $0.20") });
    expect([set.server.runs.length, set.server.runs[0]!.cancelled]).toEqual([1, true]);
    expect((await readTakes(set.db, one)).ledger.map(({ amountMicros }) => amountMicros)).toEqual([price]);
    expect((await readTakes(set.db, two)).takes).toEqual([]);
  });

  test("before it was sent, the other sends it", async () => {
    const [one, two] = [await set.variant(), await set.variant()];
    const wish = wishOf();
    const ordered = await orderShot(set.stage, one, 0, wish, new Date());
    expect(await orderShot(set.stage, two, 0, wish, new Date())).toEqual(ordered);
    await stop(one);
    set.server.answer({ run: { status: "succeeded", output: set.clip } });
    expect((await film(set, two, wish)).clips).toHaveLength(1);
    await expect(orderShot(set.stage, one, 0, wish, new Date(0))).rejects.toMatchObject({ code: "filming-stopped" });
    expect(set.server.runs).toHaveLength(1);
  });
});

test("a video that waits for another's clip stops without stopping that", async () => {
  const { one, two, first, other, finish } = await bothWait();
  await stop(two);
  await expect(other).rejects.toMatchObject({ code: "filming-stopped" });
  await expect(stop(two)).rejects.toMatchObject({ code: "nothing-filming" });
  finish();
  expect((await first).clips).toHaveLength(1);
  expect((await readTakes(set.db, one)).ledger).toHaveLength(1);
  expect(set.server.runs).toHaveLength(1);
});

test("a clip that another video gave up is ordered anew, once, by whoever still wants it", async () => {
  const [one, two] = [await set.variant(), await set.variant()];
  const wish = wishOf();
  set.server.answer({ run: { status: "never" } }, { run: { status: "succeeded", output: set.clip } });
  const since = new Date();
  const first = film(set, one, wish, since);
  first.catch(() => undefined);
  await expect.poll(() => set.server.runs[0]?.looks ?? 0, { interval: 5, timeout: 15_000 }).toBeGreaterThan(0);
  await stop(one);
  await expect(first).rejects.toMatchObject({ code: "filming-stopped" });
  // It had begun to film before the other one stopped.
  expect((await film(set, two, wish, since)).clips).toHaveLength(1);
  const ledgers = await Promise.all([one, two].map((ref) => readTakes(set.db, ref)));
  expect(ledgers.map(({ ledger }) => ledger.length)).toEqual([1, 1]);
  // A new attempt of the first finds what the second has paid for.
  expect((await film(set, one, wish, new Date())).clips).toHaveLength(1);
  expect(set.server.runs).toHaveLength(2);
});
