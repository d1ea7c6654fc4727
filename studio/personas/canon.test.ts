import { expect, test } from "vitest";
import { contradict, contradictionsWith, findTabooSentences, statementsIn } from "./canon.ts";

const scriptOf = (...lines: string[]) => ({
  scenes: lines.map((line, index) => ({
    beat: "proof" as const,
    shot: "talking-head" as const,
    line,
    onScreen: null,
    start: index,
    end: index + 1,
    facts: [{ from: "fact" as const, text: line }],
  })),
});

test.each([
  ["Milk in coffee is not a confession.", "Milk in coffee is a confession."],
  ["A light roast is not a weak one.", "A light roast is a weak one."],
  ["One bag makes about 15 cups.", "One bag makes about 12 cups."],
  ["The bag costs €14.90.", "The bag costs €13.50."],
  ["Grind the beans before you brew.", "Grind the beans after you brew."],
  ["Slow coffee is better.", "Slow coffee is worse."],
  ["A bath needs a closed door.", "A bath doesn't need a closed door."],
])("“%s” goes against “%s”", (one, other) => {
  expect(contradict(one, other)).toBe(true);
  expect(contradict(other, one)).toBe(true);
});

test.each([
  ["Milk in coffee is not a confession.", "Milk in coffee is no confession."],
  ["One bag makes about 15 cups.", "The dripper makes 2 cups."],
  ["250 grams of whole beans, about 15 cups.", "250 grams, and about 15 cups."],
  ["A light roast is not a weak one.", "Water matters."],
  ["Labels are for reading.", "Labels are for reading."],
  ["It's roasted on Tuesdays.", "It's sent out on Wednesdays."],
  ["No perfume added.", "It smells of the shore."],
])("“%s” goes with “%s”", (one, other) => {
  expect(contradict(one, other)).toBe(false);
});

test("a contradiction is shown with both sentences and the script it was said in", () => {
  const saidAt = new Date("2031-01-06T09:00:00Z");
  const canon = [{ sentence: "Milk in coffee is not a confession.", scriptId: "s1", saidAt }];
  expect(contradictionsWith(scriptOf("Fine.", "Milk in coffee is a confession."), canon)).toEqual([
    { sentence: "Milk in coffee is a confession.", scene: 1, before: canon[0]!.sentence, scriptId: "s1", saidAt },
  ]);
  expect(contradictionsWith(scriptOf("Milk in coffee? Always."), canon)).toEqual([]);
});

test("what a persona can be held to is what it states, not what it asks or invites to", () => {
  const said = statementsIn(
    scriptOf("Ready for coffee today?", "It's roasted in Tromsø. Have a look at the roast."),
  ).map(({ sentence }) => sentence);
  expect(said).toEqual(["It's roasted in Tromsø."]);
});

test("a taboo is touched by its own words and by those of its topic, not by how it is put", () => {
  expect(findTabooSentences("This roast is healthy.", ["Health claims"])).toMatchObject([{ taboo: "Health claims" }]);
  expect(findTabooSentences("Vote for oats.", ["politics"])).toHaveLength(1);
  expect(findTabooSentences("Other people drink coffee too.", ["Other people's coffee habits"])).toEqual([]);
  expect(findTabooSentences("It rinses off in cold water.", ["Dares and risks in the water"])).toEqual([]);
});
