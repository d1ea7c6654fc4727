import { expect, test } from "vitest";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { hookTypes } from "../contract.ts";
import { createDice } from "./dice.ts";
import { fill, gatherMaterial } from "./material.ts";
import { readPhrases, type StyleName } from "./phrases.ts";
import { asClause, headNoun, spokenTitle, withArticle } from "./wording.ts";

const phrases = readPhrases();
const full = gatherMaterial(
  scriptRequestOf({ brief: { audience: "home brewers", offer: "Two for one until Sunday" } }),
  phrases,
  "warm",
  createDice("x"),
);
const everyWord = {
  claim: "It's sweet.",
  also: "It's light.",
  clause: "it's sweet",
  moment: "Sunday, no alarm.",
  opinion: "Slow is better.",
  offer: "Two for one.",
  must: "Free returns.",
  count: "three",
};

const styleLines = Object.entries(phrases.styles).flatMap(([style, lists]) =>
  Object.entries(lists).flatMap(([list, lines]) => lines.map((line) => [`${style} ${list}`, line] as const)),
);
const hookLines = [phrases.general, ...phrases.categories].flatMap((source) =>
  hookTypes.flatMap((type) => (source[type] ?? []).map((hook) => [type, hook] as const)),
);

test("every line of every style can be filled, and reads as clean sentences", () => {
  const broken = styleLines.filter(([, line]) => {
    const said = fill(line.replace(/^\[(first|later)\] /, ""), full, everyWord);
    return said === undefined || /[{}[\]]|\.\.|\s{2}|!/.test(said);
  });
  expect(broken).toEqual([]);
});

test("every hook can be filled, ends as a sentence, and its text fits the picture", () => {
  const broken = hookLines.filter(([, hook]) => {
    const [say, show, truth] = [hook.say, hook.show, hook.truth ?? "None."].map((part) => fill(part, full, everyWord));
    return !/[.?]$/.test(say ?? "") || !/[.?]$/.test(truth ?? "") || !show || show.length > 60;
  });
  expect(broken).toEqual([]);
});

test("no line stands twice in the phrase files", () => {
  const all = [
    ...styleLines.map(([list, line]) => `${list.split(" ")[0]} ${line}`),
    ...hookLines.map(([, hook]) => hook.say),
  ];
  expect(all.filter((line, index) => all.indexOf(line) !== index)).toEqual([]);
});

test("every style can carry a claim that cannot be said as a clause", () => {
  for (const style of Object.keys(phrases.styles) as StyleName[]) {
    expect(phrases.styles[style].proof.filter((line) => !/\{clause\}/i.test(line)).length).toBeGreaterThanOrEqual(4);
  }
});

test.each([
  ["Roasted in Tromsø", "it's roasted in Tromsø"],
  ["Sweet without sugar", "it's sweet without sugar"],
  ["Light enough for a backpack", "it's light enough for a backpack"],
  ["Light roast for filter and espresso", "it's a light roast for filter and espresso"],
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
