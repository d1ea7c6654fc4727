import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPalette, contrastOf } from "./palette.ts";

test("contrasts are those that WCAG's own examples give", () => {
  expect(contrastOf("#000000", "#ffffff")).toBe(21);
  expect(contrastOf("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  expect(contrastOf("#767676", "#FFFFFF")).toBeCloseTo(4.54, 2);
});

test("contrast is the same both ways, at least 1 and at most 21", () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
  fc.assert(
    fc.property(colour, colour, (one, other) => {
      const contrast = contrastOf(one, other);
      expect(contrast).toBe(contrastOf(other, one));
      expect(contrast).toBeGreaterThanOrEqual(1);
      expect(contrast).toBeLessThanOrEqual(21);
    }),
  );
});

const good = { background: "#ffffff", surface: "#f4f4f4", text: "#111111", primary: "#0b5c66", accent: "#ffcc00" };

test("a palette that can be read has no problems, whatever its accent", () => {
  expect(checkPalette(good)).toEqual([]);
});

test("a contrast just too low is never shown as enough", () => {
  const [problem] = checkPalette({ ...good, text: "#777777" });
  expect(problem?.message).toContain("4.47:1");
});

test("a primary colour that is lost on the background, or on which nothing can be read, is found", () => {
  const lost = checkPalette({ ...good, primary: "#f0f0d0" });
  expect(lost.map((problem) => problem.key)).toEqual(["primary"]);
  expect(lost[0]?.message).toContain("lost on the background");
  const mute = checkPalette({
    background: "#ffffff",
    surface: "#ffffff",
    text: "#555555",
    primary: "#8c8c8c",
    accent: "#000000",
  });
  expect(mute.map((problem) => problem.key)).toEqual(["primary"]);
  expect(mute[0]?.message).toContain("can be read on the primary colour");
});
