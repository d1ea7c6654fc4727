import fc from "fast-check";
import { expect, test } from "vitest";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import {
  countWords,
  endCardSeconds,
  hookTypes,
  mentions,
  type Script,
  type ScriptRequest,
  script,
} from "../contract.ts";
import { createHouseWriter } from "./index.ts";
import { spokenTitle } from "./wording.ts";

const writer = createHouseWriter();
const write = async (request: ScriptRequest) => (await writer.write(request)).script;
const styles = ["warm", "dry", "upbeat", "matter-of-fact", "curious", "no-nonsense"];
const spoken = (written: Script) => written.scenes.map((scene) => scene.line).join(" ");

/** Products of very different make: much to say, almost nothing, plural, a long title, no price. */
const products: ScriptRequest["product"][] = [
  scriptRequestOf().product,
  {
    title: "Grey Sofa",
    calledAs: null,
    description: "Large four seater grey sofa",
    benefits: ["Large four seater grey sofa"],
    facts: [],
    price: "$500",
  },
  {
    title: "Knitted Throw Pillows",
    calledAs: null,
    description: "Homemade knitted throw pillows in a variety of colors",
    benefits: [],
    facts: [],
    price: null,
  },
  {
    title: "Loop Bottle 500 ml – Moss",
    calledAs: null,
    description: "A steel bottle with a lid that locks.",
    benefits: ["Keeps drinks cold for 24 hours and hot for 12", "One-hand lid that locks"],
    facts: ["Made of 90 % recycled steel", "Every spare part can be ordered for ten years"],
    price: "$32",
  },
];

const requests = fc
  .record({
    product: fc.constantFrom(...products),
    hook: fc.constantFrom(...hookTypes),
    seconds: fc.integer({ min: 15, max: 30 }),
    speechStyle: fc.constantFrom(...styles),
    opinions: fc.constantFrom<string[]>([], ["Coffee is better slow"], ["Labels are for reading", "Less is plenty"]),
    offer: fc.constantFrom(null, "Free shipping on two", "15% off until Sunday"),
    mustSay: fc.constantFrom<string[]>(
      [],
      ["Free returns for 30 days."],
      ["Ships on Wednesday", "Free returns for 30 days"],
    ),
    neverSay: fc.subarray(["kettle", "sugar", "look", "label", "price", "one tap away"]),
    seed: fc.string({ maxLength: 8 }),
    turn: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ product, hook, seconds, speechStyle, opinions, offer, mustSay, neverSay, seed, turn }) =>
    scriptRequestOf({
      product,
      hook,
      seconds,
      seed,
      turn,
      persona: { speechStyle, opinions },
      brief: { offer: seconds < 18 && mustSay.length > 1 ? null : offer, mustSay, neverSay },
    }),
  );

test("whatever is asked, the script fits the schema, the length and the words it must and must not have", async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const written = await write(request);
      expect(script.parse(written)).toEqual(written);
      const seconds = written.scenes.at(-1)!.end + endCardSeconds;
      expect(Math.abs(seconds / request.seconds - 1)).toBeLessThanOrEqual(0.1);
      // Fifteen seconds may be hook, proof and call, when the hook names the product.
      expect(written.scenes.length).toBeGreaterThanOrEqual(request.seconds < 18 ? 3 : 4);
      expect(written.scenes.length).toBeLessThanOrEqual(7);
      const everything = [
        spoken(written),
        ...written.scenes.map((scene) => scene.onScreen ?? ""),
        written.caption,
      ].join(" ");
      for (const word of request.brief.neverSay) expect(mentions(everything, word), word).toBe(false);
      for (const must of request.brief.mustSay) expect(spoken(written)).toContain(must);
      if (request.product.price === null) expect(everything).not.toMatch(/[€$]/);
    }),
    { numRuns: 120 },
  );
});

test("a script opens on a face with a short text, closes with the call to action, and never shows the same twice running", async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const { scenes } = await write(request);
      expect(scenes[0]).toMatchObject({ beat: "hook", shot: "talking-head", start: 0 });
      expect(scenes[0]!.onScreen?.length).toBeGreaterThan(0);
      expect(scenes.at(-1)!.beat).toBe("cta");
      for (const [index, scene] of scenes.entries()) {
        if (index > 0) expect(scene.start).toBe(scenes[index - 1]!.end);
        if (scene.shot === "text-card") expect(scene.onScreen).not.toBeNull();
      }
      const cuts = scenes.filter((scene, index) => scene.shot !== scenes[index - 1]?.shot).length;
      expect(cuts).toBeGreaterThanOrEqual(Math.min(3, scenes.length));
    }),
    { numRuns: 60 },
  );
});

test("the same request gives the same script, another seed another one", async () => {
  const request = scriptRequestOf();
  expect(await write(request)).toEqual(await write(structuredClone(request)));
  expect(await write({ ...request, seed: "autumn" })).not.toEqual(await write(request));
});

test("three personas and four hooks give twelve scripts that are not near each other", async () => {
  for (const product of products) {
    const scripts: Script[] = [];
    for (const hook of hookTypes.slice(0, 4)) {
      for (const [turn, speechStyle] of ["warm", "dry", "curious"].entries()) {
        scripts.push(
          await write(scriptRequestOf({ product, hook, turn, persona: { name: speechStyle, speechStyle } })),
        );
      }
    }
    expect(new Set(scripts.map((each) => each.scenes[0]!.line)).size).toBe(12);
    for (const each of scripts) expect(spoken(each)).toContain(spokenTitle(product.title));
    for (const [index, one] of scripts.entries()) {
      for (const other of scripts.slice(index + 1)) expect(overlap(spoken(one), spoken(other))).toBeLessThan(0.6);
    }
  }
});

test("thirty scripts with the same hook have thirty different openings", async () => {
  for (const hook of hookTypes) {
    const lines: string[] = [];
    for (let turn = 0; turn < 30; turn++)
      lines.push((await write(scriptRequestOf({ hook, turn, seconds: 25, avoid: lines }))).scenes[0]!.line);
    expect(new Set(lines).size, hook).toBe(30);
  }
});

test("personas of different styles share few words for the same facts", async () => {
  const written = await Promise.all(
    styles.map((speechStyle) =>
      write(scriptRequestOf({ hook: "problem", turn: 1, persona: { name: "Kai", speechStyle } })),
    ),
  );
  for (const [index, one] of written.entries()) {
    for (const other of written.slice(index + 1)) expect(overlap(spoken(one), spoken(other))).toBeLessThan(0.6);
  }
});

test("the angle decides which fact leads", async () => {
  for (const seed of ["a", "b", "c"]) {
    const { scenes } = await write(scriptRequestOf({ seed, angle: "where it is roasted", hook: "demo" }));
    expect(scenes.find((scene) => scene.beat === "proof")!.line).toContain("roasted in Tromsø");
  }
});

test("another language, and a line that must and must not be said, are turned down with a sentence", async () => {
  await expect(write(scriptRequestOf({ locale: "nb" }))).rejects.toMatchObject({
    kind: "reject",
    message: expect.stringContaining("English"),
  });
  const torn = scriptRequestOf({ brief: { mustSay: ["Pure detox in a cup"] } });
  await expect(write(torn)).rejects.toMatchObject({ kind: "reject", message: expect.stringContaining("detox") });
});

test("when the never-say words leave too little to say, that is said", async () => {
  const mute = scriptRequestOf({
    brief: { neverSay: "the a an it it's you your is of in for this that and to one no not".split(" ") },
  });
  await expect(write(mute)).rejects.toMatchObject({ kind: "reject", message: expect.stringContaining("never-say") });
});

/** Shared runs of three words, as a share of all of them. */
function overlap(one: string, other: string): number {
  const [a, b] = [trigrams(one), trigrams(other)];
  const shared = [...a].filter((each) => b.has(each)).length;
  return shared / (a.size + b.size - shared);
}

function trigrams(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  expect(countWords(text)).toBeGreaterThan(10);
  return new Set(words.slice(2).map((_, index) => words.slice(index, index + 3).join(" ")));
}
