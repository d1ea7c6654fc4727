import fc from "fast-check";
import { expect, test } from "vitest";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import type { Cutaway, Scene } from "../contract.ts";
import { cutTo } from "./cut-to.ts";
import { createHouseWriter } from "./index.ts";

const scene = (wanted: Partial<Scene>, start = 0): Scene => ({
  ...{ beat: "proof", shot: "talking-head", line: "Roasted in the north.", onScreen: null, start, end: start + 3 },
  facts: [{ from: "fact", text: "Roasted in the north" }],
  ...wanted,
});
const hook = scene({ beat: "hook", facts: [] });
const cta = scene({ beat: "cta", facts: [] }, 40);
const picture: Cutaway = { id: "p", kind: "picture", shows: "The bag on a shelf", seconds: null };
const clip: Cutaway = { id: "c", kind: "clip", shows: "Water poured over the grounds", seconds: 6 };
const pair: Cutaway = { id: "x", kind: "before-after", shows: "A stained mug, and the mug clean", seconds: null };
const shotsOf = (scenes: Scene[]) => scenes.map(({ shot, cutaway }) => (cutaway ? `${shot} ${cutaway}` : shot));

test("lines over the product come first, but for the one that names it, and a line finds what its words name", () => {
  const scenes = [
    hook,
    scene({ shot: "product", line: "This is the morning roast." }, 3),
    scene({ line: "Roasted on Tuesday." }, 6),
    scene({ shot: "product", line: "Pour the water slowly over the grounds." }, 9),
    scene({ shot: "text-card", onScreen: "15 cups", line: "Fifteen cups a bag." }, 12),
    cta,
  ];
  expect(shotsOf(cutTo(scenes, [picture, clip]))).toEqual([
    ...["talking-head", "product", "talking-head", "b-roll c"],
    ...["text-card", "talking-head"],
  ]);
});

test("a before and after stands where the product is spoken for, long enough to be seen", () => {
  const proof = scene({ line: "One wash, and the stains are out of the mug." }, 3);
  expect(shotsOf(cutTo([hook, proof, cta], [pair]))).toEqual(["talking-head", "before-after x", "talking-head"]);
  expect(shotsOf(cutTo([hook, { ...proof, end: 5 }, cta], [pair]))[1]).toBe("talking-head");
  expect(shotsOf(cutTo([hook, { ...proof, beat: "problem" }, cta], [pair]))[1]).toBe("talking-head");
});

test("without anything to cut to a script stays as it is, and with it the house writer's words do", async () => {
  const plain = (await createHouseWriter().write(scriptRequestOf({ seconds: 30 }))).script;
  expect(cutTo(plain.scenes, [])).toEqual(plain.scenes);
  const cut = (await createHouseWriter().write(scriptRequestOf({ seconds: 30, cutaways: [picture, clip] }))).script;
  expect(cut.scenes.map(({ line }) => line)).toEqual(plain.scenes.map(({ line }) => line));
  expect(cut.scenes.filter(({ shot }) => shot === "b-roll").length).toBeGreaterThan(0);
  for (const each of cut.scenes.filter(({ cutaway }) => cutaway)) expect(each.direction).toMatch(/^Cut to: /);
});

test("a line cuts to the same thing in another video, where both have the choice", () => {
  const line = scene({ shot: "product", line: "Say this over the product." }, 6);
  const other = { ...clip, id: "d", shows: "Something else altogether" };
  const named = scene({ shot: "product" }, 3);
  const one = cutTo([hook, named, line, cta], [clip, other]);
  const two = cutTo([{ ...hook, line: "Another hook?" }, named, line, cta], [other, clip]);
  expect(one[2]).toEqual(two[2]);
  expect(one[2]?.cutaway).toBeDefined();
});

test("whatever is there: never the ends, never two running, nothing twice, a third at most, and nothing that was not given", () => {
  const scenesOf = fc.array(
    fc.record({
      shot: fc.constantFrom("talking-head" as const, "product" as const, "text-card" as const),
      beat: fc.constantFrom("product" as const, "proof" as const, "problem" as const, "how-to" as const),
      seconds: fc.double({ min: 0.5, max: 8, noNaN: true }),
      told: fc.boolean(),
    }),
    { minLength: 1, maxLength: 10 },
  );
  const given = fc.subarray([picture, clip, pair, { ...clip, id: "d" }]);
  fc.assert(
    fc.property(scenesOf, given, (middle, cutaways) => {
      let at = 3;
      const scenes = middle.map(({ shot, beat, seconds, told }) => {
        const made = scene({ shot, beat, end: at + seconds, ...(told ? {} : { facts: [] }) }, at);
        at += seconds;
        return made;
      });
      const cut = cutTo([hook, ...scenes, cta], cutaways);
      const used = cut.flatMap(({ cutaway }) => cutaway ?? []);
      const places = cut.flatMap(({ cutaway }, index) => (cutaway ? index : []));
      expect(new Set(used).size).toBe(used.length);
      expect(cutaways.map(({ id }) => id)).toEqual(expect.arrayContaining(used));
      expect(used.length).toBeLessThanOrEqual(Math.max(1, Math.floor(cut.length / 3)));
      expect(places).not.toContain(0);
      expect(places).not.toContain(cut.length - 1);
      for (const place of places) expect(places).not.toContain(place + 1);
    }),
  );
});
