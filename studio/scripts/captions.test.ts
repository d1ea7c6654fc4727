import fc from "fast-check";
import { expect, test } from "vitest";
import { captionsFor } from "./captions.ts";

const script = {
  title: "Is your coffee in a hurry?",
  caption: "Is your coffee in a hurry? It's roasted in Tromsø.",
  hashtags: ["coffee", "home", "roast", "slow", "filter", "beans"],
};

test("every channel gets the caption with as many hashtags as are usual there", () => {
  const captions = captionsFor(script);
  expect(captions.map(({ channel }) => channel)).toEqual(["showcase", "tiktok", "instagram", "youtube", "bluesky"]);
  for (const each of captions) expect(each.caption).toBe(script.caption);
  expect(captions.find(({ channel }) => channel === "youtube")).toMatchObject({
    title: script.title,
    hashtags: ["coffee", "home", "roast"],
  });
});

test("a long caption is cut between sentences, and a long sentence between words", () => {
  const long = captionsFor({ ...script, caption: `${"A sentence of six words here. ".repeat(20)}` }).find(
    ({ channel }) => channel === "bluesky",
  )!;
  expect(long.caption).toMatch(/here\.$/);
  const run = captionsFor({ ...script, caption: "word ".repeat(120).trim() }).find(
    ({ channel }) => channel === "bluesky",
  )!;
  expect(run.caption).toMatch(/word…$/);
});

test("whatever the caption, no channel's limit is passed, with room for the label", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 900 }), (caption) => {
      for (const each of captionsFor({ ...script, caption })) expect(each.used).toBeLessThanOrEqual(each.most - 40);
    }),
  );
});
