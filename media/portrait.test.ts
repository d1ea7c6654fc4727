import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { mouthShapes } from "./mouth-shapes.ts";
import { lookWords, type PersonaLook, personaLook } from "./persona-look.ts";
import { designPortrait, drawPortrait, portraitSvg } from "./portrait.ts";

const arbitraryLook: fc.Arbitrary<PersonaLook> = fc.record(
  Object.fromEntries(Object.entries(lookWords).map(([key, words]) => [key, fc.constantFrom(...words)])),
  { requiredKeys: [] },
);

test("every look that the form offers is valid, can be drawn, and is the same face again", () => {
  fc.assert(
    fc.property(arbitraryLook, fc.string(), (look, seed) => {
      expect(personaLook.safeParse(look).success).toBe(true);
      const svg = portraitSvg(designPortrait(look, seed));
      expect(svg).toContain("<svg");
      expect(portraitSvg(designPortrait(look, seed))).toBe(svg);
    }),
    { numRuns: 60 },
  );
});

test("a new seed changes what the look leaves open and keeps what it says", () => {
  const faces = Array.from({ length: 12 }, (_, seed) => designPortrait({ skinTone: "deep", hair: "afro" }, `${seed}`));
  expect(new Set(faces.map(({ options }) => `${options.skinColor}${options.top}`)).size).toBe(1);
  expect(new Set(faces.map(({ options }) => `${options.clothing}${options.clothesColor}`)).size).toBeGreaterThan(3);
});

test("each mouth shape is another picture of the same face", () => {
  const face = designPortrait({ hair: "short" }, "rune");
  const drawn = mouthShapes.map((mouth) => portraitSvg(face, { mouth }));
  expect(new Set([...drawn, portraitSvg(face)]).size).toBe(mouthShapes.length + 1);
  const withoutMouth = (svg: string) =>
    svg.replace(/<g transform="translate\(78 134\)">.*?<\/g><g transform="translate\(104 122\)">/s, "");
  expect(new Set(drawn.map(withoutMouth)).size).toBe(1);
});

test("a portrait is a square PNG of the size asked for", async () => {
  const png = drawPortrait(designPortrait({}, "x"), { size: 320, eyes: "closed" });
  expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 320, height: 320 });
});

test("a style that cannot talk is named with those that can", () => {
  expect(() => portraitSvg({ style: "rings", seed: "x", options: {} })).toThrow(/"rings".*avataaars/);
});
