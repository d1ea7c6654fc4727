import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkClaims } from "./gate.ts";
import { verdicts } from "./policy.ts";
import { readJsonLines } from "./sentence-lines.ts";

const synthetic = { speaker: "synthetic" } as const;
const sets = new URL("../../bench/claims/", import.meta.url);
const labelled = z.object({ id: z.string(), text: z.string(), verdict: z.enum(verdicts) });
const sentences = readdirSync(sets).flatMap((file) =>
  readJsonLines(readFileSync(new URL(file, sets), "utf8"), labelled),
);

test("every blocked sentence comes with words that pass the same gate", () => {
  const some = sentences.filter((_, index) => index % 7 === 3);
  const blocked = some.filter(({ text }) => checkClaims(text, synthetic).verdict === "block");
  expect(blocked.length).toBeGreaterThan(80);
  const failing = blocked.flatMap(({ text }) => {
    const { rewrite } = checkClaims(text, synthetic);
    const again = rewrite ? checkClaims(rewrite, synthetic).verdict : "none";
    return again === "allow" && rewrite !== text ? [] : [{ text, rewrite, again }];
  });
  expect(failing).toEqual([]);
});

test("texts put together from any sentences are judged by their worst, and rewritten so that they pass", () => {
  const some = fc.array(fc.constantFrom(...sentences.map(({ text }) => text)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(some, (texts) => {
      const { verdict, rewrite, sentences: judged } = checkClaims(texts.join("\n"), synthetic);
      const worst = Math.max(...judged.map((each) => verdicts.indexOf(each.verdict)));
      expect(verdict).toBe(verdicts[worst]);
      if (verdict === "block") expect(checkClaims(rewrite ?? "", synthetic).verdict).toBe("allow");
      else expect(rewrite).toBeNull();
    }),
    { numRuns: 50, seed: 5 },
  );
});

test("whatever is typed is judged without failing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      expect(verdicts).toContain(checkClaims(text, synthetic).verdict);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test.each(["", "   ", "✨✨🎉", "…", "مرحبا بكم في متجرنا"])("“%s” claims nothing", (text) => {
  expect(checkClaims(text, synthetic).verdict).toBe("allow");
});

test("a paste of 20,000 words without a full stop is read through to its end", () => {
  const paste = `${"the lamp has a base and a shade and ".repeat(2200)} I used it for three weeks`;
  const started = performance.now();
  const { verdict, kind } = checkClaims(paste, synthetic);
  expect({ verdict, kind }).toEqual({ verdict: "block", kind: "experience" });
  expect(performance.now() - started).toBeLessThan(20_000);
});

test("typographic apostrophes, capitals and missing apostrophes change nothing", () => {
  for (const text of [
    "I’ve never slept better.",
    "I'VE NEVER SLEPT BETTER",
    "ive never slept better",
    "I‘ve never slept better 😴",
  ]) {
    expect(checkClaims(text, synthetic)).toMatchObject({ verdict: "block", kind: "experience" });
  }
});

test("a real person's experience passes by that person's own statement, and by no other claim", () => {
  const said = "I slept better from the first night.";
  expect(checkClaims(said, { speaker: "cameo" })).toMatchObject({
    verdict: "evidence",
    kind: "experience",
    rewrite: null,
  });
  const own = { id: "1", kinds: ["experience"], text: "I slept better from the first night" } as const;
  expect(checkClaims(said, { speaker: "cameo", evidence: [{ ...own, text: "I like the colour" }] }).verdict).toBe(
    "evidence",
  );
  const judged = checkClaims(said, {
    speaker: "cameo",
    evidence: [
      own,
      { id: "2", kinds: ["comparison"], text: "slept better" },
      { id: "3", kinds: ["health"], text: "sleep better" },
    ],
  });
  expect(judged.sentences[0]).toMatchObject({ verdict: "allow", claimId: "1" });
  expect(checkClaims(said, { speaker: "synthetic", evidence: [own] }).verdict).toBe("block");
});

test("a claim passes by live evidence of its own kind that says as much, not by less", () => {
  const evidence = [{ id: "c", kinds: ["environment"], text: "Compostable bag" }] as const;
  expect(checkClaims("The bag is compostable.", { ...synthetic, evidence }).verdict).toBe("allow");
  expect(checkClaims("The bag and every lid is compostable.", { ...synthetic, evidence }).verdict).toBe("evidence");
  expect(checkClaims("The lid is compostable.", { ...synthetic, evidence }).verdict).toBe("evidence");
  expect(checkClaims("The bag is not compostable.", { ...synthetic, evidence }).verdict).toBe("evidence");
  expect(checkClaims("A compostable bag that heals acne.", { ...synthetic, evidence })).toMatchObject({
    verdict: "evidence",
    kind: "health",
  });
});

test("a number is linked only to the same number", () => {
  const evidence = [{ id: "c", kinds: ["third-party proof"], text: "Rated 4.8 by 2,000 customers" }] as const;
  expect(
    checkClaims("Rated 4.8 by 2,000 customers.", { ...synthetic, evidence: [...evidence] }).sentences[0]?.claimId,
  ).toBe("c");
  expect(checkClaims("Rated 4.9 by 2,000 customers.", { ...synthetic, evidence: [...evidence] }).verdict).toBe(
    "evidence",
  );
});

test("the product's own price and offer are proven by being the brand's", () => {
  const facts = ["€14.90", "10 % off until Sunday"];
  expect(checkClaims("It costs €14.90.", { ...synthetic, facts }).verdict).toBe("allow");
  expect(checkClaims("It costs €9.90.", { ...synthetic, facts }).verdict).toBe("evidence");
});

test.each([
  ["10% off this week.", "allow"],
  ["Right now: 10 % off this week.", "allow"],
  ["Get 10% off until Sunday.", "allow"],
  ["Save 10% this week.", "allow"],
  ["20% off this week.", "evidence"],
  ["Save 10% of your time.", "evidence"],
  ["It makes coffee 10% stronger.", "evidence"],
  ["10% more in every bag.", "evidence"],
])("a discount of 10%% is the brand's own word for its price, and no other figure is: %s", (text, verdict) => {
  const facts = ["10% off this week", "€14.90"];
  expect(checkClaims(text, { ...synthetic, facts }).verdict).toBe(verdict);
  expect(checkClaims(text, synthetic).verdict).toBe("evidence");
});

test("a product's name claims nothing by itself", () => {
  expect(checkClaims("Biodegradable cardboard pots come in two sizes.", synthetic).verdict).toBe("evidence");
  const names = ["Biodegradable cardboard pots"];
  expect(checkClaims("Biodegradable cardboard pots come in two sizes.", { ...synthetic, names }).verdict).toBe("allow");
});

test("a disease that would be cured is blocked whoever says so", () => {
  for (const speaker of ["synthetic", "cameo"] as const) {
    expect(checkClaims("This tea cures cancer.", { speaker })).toMatchObject({ verdict: "block", kind: "prohibited" });
  }
});

test("why names the words and the rule of law, in one sentence", () => {
  const { why } = checkClaims("Swapped it out last spring.", synthetic);
  expect(why).toMatch(/^“.+” .+ \(16 CFR 465\.2.*\)\.$/);
});
