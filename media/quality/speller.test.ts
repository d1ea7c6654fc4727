import nspell from "nspell";
import { beforeAll, expect, test } from "vitest";
import { createSpeller } from "./speller.ts";

let speller: ReturnType<typeof createSpeller>;
beforeAll(async () => {
  const dictionaries = [(await import("dictionary-en")).default, (await import("dictionary-en-gb")).default];
  const lexicon = ["Nordlys Coffee", "First Light roast", "Maja Lindqvist", "Tromsø"];
  speller = createSpeller(
    dictionaries.map((each) => nspell(each as Parameters<typeof nspell>[0])),
    lexicon,
  );
});

const wrong: [string, string, string][] = [
  ["Two scoops of cofee.", "cofee", "coffee"],
  ["You will recieve it on Friday.", "recieve", "receive"],
  ["Meet Nordlis, our roast.", "Nordlis", "Nordlys"],
  ["Drink nordlys every day.", "nordlys", "Nordlys"],
  ["Thier best part is the lid.", "Thier", "Their"],
];
test.each(wrong)("%s: %s is %s", (text, word, better) => {
  expect(speller.check(text)).toEqual([{ word, better }]);
});

test.each([
  "Nordlys Coffee is roasted in Tromsø by Maja Lindqvist.",
  "First Light's colour is a lighter color than most.",
  "It's €14.90 for 250 g at nordlys.example/shop, #coffee with @maja.",
  "A two-minute pour-over from our roastery: espresso, decaf, moka pot.",
  "NORDLYS, FAQ, DIY and won’t, they’re, don't.",
  "Ask Ingrid Bjørnstad about it.",
])("%s", (text) => {
  expect(speller.check(text)).toEqual([]);
});
