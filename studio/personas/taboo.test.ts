import { expect, test } from "vitest";
import { findTabooTopic, watchTaboos } from "./taboo.ts";

const about = (taboo: string, text: string) => findTabooTopic([taboo], text) !== undefined;

test.each([
  ["Alcohol", "A corkscrew for the wine on your table"],
  ["alcohol", "Mix cocktails like a barkeeper"],
  ["Talking about alcohol", "Made for craft beers"],
  ["Diets", "Dieting made easy"],
  ["Losing weight", "A shake with few calories"],
  ["Other people's diets", "A keto bar"],
  ["Politics", "For election night"],
  ["Gambling", "A set of 300 poker chips"],
  ["Mice", "Keeps a mouse out of the pantry"],
  ["Politik", "Über Politik wird nicht geredet"],
])("“%s” is touched by “%s”", (taboo, text) => {
  expect(about(taboo, text)).toBe(true);
});

test.each([
  ["Alcohol", "An alcohol-free hand gel"],
  ["Alcohol", "Keeps you in high spirits at every party"],
  ["Diets", "Edit your photos in bed"],
  ["Wine", "A glass for beer"],
  ["Comments on bodies", "A body lotion for dry hands"],
  ["Health claims", "Roasted with the health of the trees in mind"],
  ["Counting calories", "Two calories to the cup"],
  ["About other people", "For people and their things"],
  ["Politics", "A polite little kettle"],
])("“%s” is not touched by “%s”", (taboo, text) => {
  expect(about(taboo, text)).toBe(false);
});

test("a text is read once for the taboos of many, and the first that is touched is named", () => {
  const watch = watchTaboos("A wine rack. Built for twelve bottles.");
  expect(watch(["Politics", "Alcohol"])).toBe("Alcohol");
  expect(watch(["Politics"])).toBeUndefined();
  expect(watch([])).toBeUndefined();
});

test("two words of a taboo in two sentences are no topic", () => {
  expect(about("Cheap flights", "Cheap and good. Flights of stairs are no obstacle.")).toBe(false);
  expect(about("Cheap flights", "Find a cheap flight")).toBe(true);
});
