import { expect, test } from "vitest";
import { parseText } from "./parse.ts";
import { compilePattern, encode, matchPattern } from "./pattern.ts";

const lists: Record<string, string[]> = { kin: ["next door"] };

function find(source: string, sentence: string): string | undefined {
  const [parsed] = parseText(sentence);
  const found = matchPattern(
    compilePattern(source, (list) => lists[list]),
    encode(parsed?.tokens ?? []),
  );
  return found && [...found.matchAll(/«([^|]*)/g)].map(([, norm]) => norm).join(" ");
}

test.each([
  ["i :past", "Yesterday I bought two.", "i bought"],
  ["=buy two", "She buys two.", "buys two"],
  ["a/the :NOUN", "Lift the lid.", "the lid"],
  ["^ :base", "Lift the lid.", "lift"],
  ["lid $", "Lift the lid.", "lid ,"],
  ["lift .. lid", "Lift it by the lid.", "lift it by the lid"],
  ["( cup | mug ) of", "A mug of tea.", "mug of"],
  ["very* good", "Very very good.", "very very good"],
  ["@kin :past", "They live next door to it.", undefined],
  ["@kin", "They live next door to it.", "next door"],
  ["my (?! opinion ) :NOUN", "In my opinion.", undefined],
  ["my (?! opinion ) :NOUN", "In my kitchen.", "my kitchen"],
  [":NOUN&!tea", "Tea time.", "time"],
  ["lid .{0,2}? off", "The lid comes right off.", "lid comes right off"],
])("%s in “%s”", (source, sentence, words) => {
  expect(find(source, sentence)).toBe(words);
});

test.each([
  ["( a | b", "not closed"],
  ["a )", "never opened"],
  ["@nobody", "no list called “nobody”"],
  ["(a b)", "put spaces around parentheses"],
])("%s is refused: %s", (source, problem) => {
  expect(() => compilePattern(source, (list) => lists[list])).toThrow(problem);
});
