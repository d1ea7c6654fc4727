import fc from "fast-check";
import { expect, test } from "vitest";
import { compareShots } from "./compare-shots.ts";

const shots = (hashes: string) =>
  [...hashes].map((shotHash, index) => ({
    shotHash,
    shotType: "product",
    startsAt: index * 2,
    seconds: 2,
    line: null,
  }));
const fates = (before: string, after: string) =>
  compareShots(shots(before), shots(after)).map(({ fate, hash }) => `${fate} ${hash}`);

test("a swapped hook is one shot redrawn, and every other the same file", () => {
  expect(fates("hbcd", "xbcd")).toEqual(["redrawn x", "same b", "same c", "same d"]);
});

test("what came in and what went is told from what was redrawn", () => {
  expect(fates("abc", "abxc")).toEqual(["same a", "same b", "added x", "same c"]);
  expect(fates("abc", "ac")).toEqual(["same a", "dropped b", "same c"]);
  expect(fates("", "a")).toEqual(["added a"]);
  expect(fates("abc", "xyz")).toEqual(["redrawn x", "redrawn y", "redrawn z"]);
});

test("every shot of both sides is told of once, and the same file never as another", () => {
  const hashes = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), maxLength: 10 });
  fc.assert(
    fc.property(hashes, hashes, (before, after) => {
      const rows = compareShots(shots(before), shots(after));
      const times = (side: "before" | "after") => rows.flatMap((row) => row[side] ?? []);
      expect(times("before")).toEqual(shots(before).map(({ startsAt }) => startsAt));
      expect(times("after")).toEqual(shots(after).map(({ startsAt }) => startsAt));
      for (const { fate, hash, before: at } of rows) {
        if (fate === "same") expect(before[at! / 2]).toBe(hash);
      }
      if (before === after) expect(rows.every(({ fate }) => fate === "same")).toBe(true);
    }),
  );
});
