import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actorOf } from "#tests/harness/actor.ts";
import type { FilmRef } from "./filming.ts";
import { readFilmingProgress } from "./filming-progress.ts";
import { orderShot } from "./order-shot.ts";
import { stopFilming } from "./stop-filming.ts";
import { addVersion, type FilmSet, film, openFilmSet, wishOf } from "./takes.fixture.ts";

let set: FilmSet;
beforeAll(async () => {
  set = await openFilmSet();
});
beforeEach(() => set.server.reset());
afterAll(() => set.close());

const read = (ref: FilmRef) => readFilmingProgress(set.db, ref.brandId, ref.variantId);
const variant = async (footage?: Parameters<FilmSet["variant"]>[2]) => {
  const ref = await set.variant(null, 0, footage);
  await addVersion(set.db, ref, 1);
  return ref;
};

test("before anything is ordered every shot that models film is there with its line, and none that is drawn", async () => {
  const { shots, stoppable, ...rest } = await read(await variant());
  expect(shots.map(({ position, shot, line, state }) => [position, shot, line, state])).toEqual([
    [0, "talking-head", "In a hurry?", "none"],
    [1, "product", "Roasted on Tuesday.", "none"],
    [3, "talking-head", "Have a look.", "none"],
  ]);
  expect([stoppable, rest.spentMicros, rest.openMicros]).toEqual([false, 0, 0]);
});

test("a brief without a video model films nothing", async () => {
  const drawn = await variant({ models: ["animatic"], tier: "final" });
  expect(await read(drawn)).toMatchObject({ films: false, shots: [] });
});

test("who ordered a clip pays, who waits for it says so, and a stopped one waits no more", async () => {
  const [one, two] = [await variant(), await variant()];
  const wish = wishOf();
  await orderShot(set.stage, one, 0, wish, new Date());
  await orderShot(set.stage, two, 0, wish, new Date());
  const [own, waits] = [await read(one), await read(two)];
  expect(own).toMatchObject({ openMicros: 300_000, spentMicros: 0, stoppable: true });
  expect(own.shots[0]).toMatchObject({ state: "ordered", model: "bytedance/seedance-1-pro", since: expect.any(Date) });
  expect(waits).toMatchObject({ openMicros: 0, stoppable: true });
  expect(waits.shots[0]).toMatchObject({ state: "shared", failures: [] });
  await stopFilming(set.db, two.brandId, actorOf(null, two.workspaceId), two.variantId);
  expect(await read(two)).toMatchObject({ stoppable: false, shots: [{ state: "stopped" }, {}, {}] });
  expect((await read(one)).shots[0]!.state).toBe("ordered");
});

test("what failed says why and what it cost, beside the model that films it then; a sibling that shows the clip has it for nothing", async () => {
  const [one, two] = [await variant(), await variant()];
  const wish = wishOf();
  set.server.answer(
    { run: { status: "failed", error: "The prompt was refused." } },
    { run: { status: "succeeded", output: set.clip } },
  );
  const seen: string[] = [];
  await film(set, one, wish, new Date(), async () => seen.push((await read(one)).shots[0]!.state));
  expect(new Set(seen)).toEqual(new Set(["filming"]));
  const { shots, spentMicros, stoppable } = await read(one);
  expect(shots[0]).toMatchObject({ state: "done", failures: [{ model: "bytedance/seedance-1-pro" }] });
  expect(shots[0]!.failures[0]!.why).toContain("The prompt was refused.");
  expect(shots[0]!.model).not.toBe("bytedance/seedance-1-pro");
  expect(spentMicros).toBeGreaterThan(shots[0]!.failures[0]!.costMicros);
  expect(stoppable).toBe(false);

  const another = wishOf();
  set.server.reset();
  set.server.answer({ run: { status: "succeeded", output: set.clip } });
  await film(set, one, another);
  await film(set, two, another);
  expect(await read(two)).toMatchObject({ spentMicros: 0, shots: [{ state: "done", failures: [] }, {}, {}] });
});
