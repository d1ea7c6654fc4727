import fc from "fast-check";
import { expect, test } from "vitest";
import { compareScripts } from "./compare-scripts.server.ts";

const scriptOf = (...lines: string[]) => ({
  title: "Slow mornings",
  scenes: lines.map((line, index) => ({
    beat: "hook",
    shot: "talking-head",
    line,
    onScreen: null,
    start: index,
    end: index + 1,
  })),
  cta: "Shop",
  caption: "Slow mornings",
  hashtags: [],
});
const changed = (side: { text: string; changed: boolean }[]) =>
  side.filter((stretch) => stretch.changed).map(({ text }) => text.trim());

test("only the words that differ are marked, each on its own side", () => {
  const { before, after } = compareScripts(
    scriptOf("Is your coffee in a hurry?", "Have a look."),
    scriptOf("Is your morning in a hurry?", "Have a look."),
  );
  expect(changed(before)).toEqual(["coffee"]);
  expect(changed(after)).toEqual(["morning"]);
});

test("a script that was rewritten from start to end says so instead of marking every word", () => {
  const { before, after, rewritten } = compareScripts(
    scriptOf("Is your coffee in a hurry?", "Have a look at the roast."),
    scriptOf("Shopping for beans means guessing.", "Go and judge this bag yourself."),
  );
  expect(rewritten).toBe(true);
  expect([...before, ...after].some((stretch) => stretch.changed)).toBe(false);
  expect(compareScripts(scriptOf("One two.", "Three."), scriptOf("One two.", "Four.")).rewritten).toBe(false);
});

test("a version against itself has nothing marked", () => {
  const { before, after } = compareScripts(scriptOf("One.", "Two."), scriptOf("One.", "Two."));
  expect([...before, ...after].some((stretch) => stretch.changed)).toBe(false);
});

test("whatever changed, each side still reads as its own script from start to end", () => {
  const words = fc.array(fc.constantFrom("slow", "coffee,", "roast", "light", "now."), { minLength: 1, maxLength: 8 });
  const lines = fc.array(
    words.map((list) => list.join(" ")),
    { minLength: 2, maxLength: 5 },
  );
  fc.assert(
    fc.property(lines, lines, (old, fresh) => {
      const { before, after } = compareScripts(scriptOf(...old), scriptOf(...fresh));
      expect(plain(before)).toBe(plain([{ text: old.join("\n") }]));
      expect(plain(after)).toBe(plain([{ text: fresh.join("\n") }]));
    }),
  );
});

function plain(side: { text: string }[]): string {
  return side
    .map(({ text }) => text)
    .join("")
    .split(/\s+/)
    .join(" ")
    .trim();
}
