import { expect, test } from "vitest";
import { compareGroups } from "./compare.ts";
import { type Rate, rateOf } from "./interval.ts";

const group = (label: string, hits: number, trials: number, posts = 2) => {
  const half = [hits / posts, trials / posts] as const;
  const rate = rateOf({
    posts,
    hits,
    trials,
    hitsSquared: posts * half[0] ** 2,
    hitsTimesTrials: posts * half[0] * half[1],
    trialsSquared: posts * half[1] ** 2,
  });
  return { label, rate: rate as Rate };
};

test("a hook wins when its whole range lies above the other's", () => {
  const found = compareGroups([group("Myth", 200, 10_000), group("Question", 500, 10_000)], "clicks");
  expect(found).toMatchObject({ verdict: "clear", best: "Question", beats: ["Myth"] });
  expect(found.sentence).toBe("Question is clearly better at clicks than Myth.");
});

test("ranges that overlap have no winner", () => {
  expect(compareGroups([group("Myth", 290, 10_000), group("Question", 300, 10_000)], "clicks").verdict).toBe("close");
});

test("the winner is named with those it beats, and no others", () => {
  const groups = [group("Myth", 480, 10_000), group("Question", 500, 10_000), group("List", 200, 10_000)];
  expect(compareGroups(groups, "clicks")).toMatchObject({ best: "Question", beats: ["List"] });
});

test("too few views, one post only or nothing to compare with: nothing is said", () => {
  expect(compareGroups([], "clicks").verdict).toBe("too-few");
  expect(compareGroups([group("Myth", 500, 10_000)], "clicks").verdict).toBe("too-few");
  expect(compareGroups([group("Myth", 1, 10), group("Question", 9, 10)], "clicks").verdict).toBe("too-few");
  expect(compareGroups([group("Myth", 100, 10_000, 1), group("Question", 900, 10_000, 1)], "clicks").verdict).toBe(
    "too-few",
  );
});
