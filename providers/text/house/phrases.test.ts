import { expect, test } from "vitest";
import { z } from "zod";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { hookTypes } from "../contract.ts";
import { createDice } from "./dice.ts";
import hookTypeWords from "./hook-types.json" with { type: "json" };
import { fill, gatherMaterial } from "./material.ts";
import { factKinds, readPhrases, voiceNames } from "./phrases.ts";
import { readYaml } from "./read-yaml.ts";
import { asClause, headNoun, spokenTitle, withArticle } from "./wording.ts";

const phrases = readPhrases();
const full = gatherMaterial(
  scriptRequestOf({ brief: { audience: "home brewers", offer: "Two for one until Sunday" } }),
  phrases,
  createDice("x"),
);
const everyWord = {
  claim: "It's sweet.",
  also: "It's light.",
  clause: "it's sweet",
  moment: "Sunday, no alarm.",
  moment_lower: "sunday, no alarm.",
  opinion: "Slow is better.",
  opinion_lower: "slow is better.",
  offer: "Two for one.",
  must: "Free returns.",
  count: "three",
  who: "own a kettle",
  cannot: "sit down",
  tip: "Measure first.",
};

const voiceLines = voiceNames.flatMap((name) => {
  const { levels: _, sentences: __, after, react, ...lists } = phrases.voices[name];
  return Object.entries({ ...lists, ...after, ...react }).flatMap(([list, lines]) =>
    lines.map((line) => [`${name} ${list}`, line] as const),
  );
});
const hookLines = [
  ...Object.values(phrases.hooks).flat(),
  ...[...phrases.kinds, phrases.anything].flatMap((kind) => hookTypes.flatMap((type) => kind[type] ?? [])),
];
const kindLines = [...phrases.kinds, phrases.anything].flatMap((kind) => [
  ...kind.moments,
  ...kind.tips.map(({ say }) => say),
]);

test("every line of every voice can be filled, and reads as clean sentences", () => {
  const broken = voiceLines.filter(([, line]) => {
    const said = fill(line.replace(/^\[(first|later)\] /, ""), full, everyWord);
    return said === undefined || /[{}[\]]|\.\.|\s{2}|!/.test(said);
  });
  expect(broken).toEqual([]);
});

test("every hook can be filled, ends as a sentence, and its text fits the picture", () => {
  const broken = hookLines.filter((hook) => {
    const [say, show, then] = [hook.say, hook.show, hook.next ?? "None."].map((part) => fill(part, full, everyWord));
    return (
      !/[.?…”]$/.test(say ?? "") ||
      !/[.?]$/.test(then ?? "") ||
      !show ||
      show.length > 60 ||
      /!/.test(`${say}${show}${then}`)
    );
  });
  expect(broken).toEqual([]);
});

test("moments and tips are whole sentences", () => {
  expect(kindLines.filter((line) => !/^\p{Lu}.*[.?]$/u.test(line))).toEqual([]);
});

test("no line stands twice in one voice, and no hook twice anywhere", () => {
  const said = voiceLines.map(([list, line]) => `${list.split(" ")[0]} ${line}`);
  const hooks = hookLines.map(({ say }) => say);
  const twice = (all: string[]) => all.filter((line, index) => all.indexOf(line) !== index);
  expect([...twice(said), ...twice(hooks)]).toEqual([]);
});

test("there is a name, a use and a reason for every hook type, and an opening for every kind of product", () => {
  expect(Object.keys(hookTypeWords)).toEqual([...hookTypes]);
  expect(hookTypes.length).toBeGreaterThanOrEqual(12);
  for (const words of Object.values(hookTypeWords)) expect(words.works.length).toBeGreaterThan(60);
});

test("every voice has something to say behind every kind of fact", () => {
  for (const name of voiceNames)
    for (const kind of factKinds) expect(phrases.voices[name].react[kind].length).toBeGreaterThanOrEqual(2);
});

test("a line that does not fit is named with its line in the file", () => {
  const schema = z.strictObject({ tips: z.array(z.string().max(10, "Keep it short")) });
  expect(readYaml("x.yaml", 'tips:\n  - "short"\n  - "much too long for it"\n', schema).problems).toEqual([
    { line: 3, message: "tips.1: Keep it short" },
  ]);
  expect(readYaml("x.yaml", "tips: [a\nb: ]", schema).problems[0]!.line).toBe(2);
});

test.each([
  ["Roasted in Tromsø", "it's roasted in Tromsø"],
  ["Sweet without sugar", "it's sweet without sugar"],
  ["Light enough for a backpack", "it's light enough for a backpack"],
  ["Light roast for filter and espresso", "it's a light roast for filter and espresso"],
  [
    "Medium roast for moka pot, French press and milk drinks",
    "it's a medium roast for moka pot, French press and milk drinks",
  ],
  ["Brews in four minutes.", "it brews in four minutes"],
  ["Forgives a coarse grind", "it forgives a coarse grind"],
  ["No perfume added", "there's no perfume added"],
  ["You see how fresh it is", "you see how fresh it is"],
  ["Washed Ethiopian beans", undefined],
  ["Glazed stoneware, made in Portugal", undefined],
  ["250 grams of whole beans", undefined],
  ["Oats make a creamy lather", undefined],
  ["Is it fresh?", undefined],
])("“%s” becomes the clause “%s”", (fact, clause) => {
  expect(asClause(fact, false, "roast")).toBe(clause);
});

test("nouns, titles and articles are said as people say them", () => {
  expect(withArticle("armchair")).toBe("an armchair");
  expect(withArticle("drawers")).toBe("drawers");
  expect(withArticle("coffee")).toBe("coffee");
  expect(spokenTitle("Loop Bottle 500 ml – Moss (new)")).toBe("Loop Bottle");
  expect(headNoun("Copper Light for bedrooms")).toBe("light");
  expect(spokenTitle("®")).toBe("®");
});
