import { Resvg } from "@resvg/resvg-js";
import { expect, test } from "vitest";
import { shippedFonts } from "./canvas/fallback-fonts.ts";
import { createTypesetter } from "./canvas/typesetter.ts";
import { checkGlyphs } from "./glyphs.ts";
import { findGlyphs } from "./quality/glyphs.ts";
import type { Shot, Storyboard } from "./storyboard.ts";

const look = {
  brandName: "Nordlys",
  palette: { background: "#f6efe6", surface: "#ffffff", text: "#221a14", primary: "#8a3b12", accent: "#1d5c63" },
  displayFont: { family: "Bricolage Grotesque", file: shippedFonts.display },
  textFont: { family: "Inter", file: shippedFonts.text },
  logo: null,
};
const card = (text: string): Shot => ({ type: "text-card", text, speech: null, onScreen: null });
const check = (text: string) => checkGlyphs({ look, label: "AI-generated · Ad", shots: [card(text)] });

test.each([
  ["Café, søndag, „ja“ – 14,90 €", []],
  ["قهوة أفضل", ["Noto Sans Arabic"]],
  ["קפה טוב", ["Noto Sans Hebrew"]],
  ["毎朝、挽きたて", ["Noto Sans JP"]],
  ["每天早上", ["Noto Sans SC"]],
  ["더 나은 커피", ["Noto Sans KR"]],
])("a font without the glyphs of “%s” is helped out, and it is said by whom", (text, names) => {
  const { standIns, missing } = check(text);
  expect(standIns.map(({ name }) => name)).toEqual(names);
  expect(missing).toBe("");
});

test("what no font can write is named", () => {
  expect(check("Coffee ꧁").missing).toBe("꧁");
});

test("a person is told which font stands in, and which sign is an empty box", () => {
  const findings = findGlyphs({
    board: { look, label: "AI-generated · Ad", shots: [card("قهوة ꧁")] } as unknown as Storyboard,
  });
  expect(findings).toMatchObject([
    { gate: "glyphs", severity: "info", message: expect.stringMatching(/^Noto Sans Arabic stands in/) },
    { gate: "glyphs", severity: "warn", message: expect.stringContaining("can write ꧁") },
  ]);
  expect(
    findGlyphs({ board: { look, label: "AI-generated · Ad", shots: [card("Coffee")] } as unknown as Storyboard }),
  ).toEqual([]);
});

test("Arabic letters are joined, words run from right to left, and every glyph is drawn", () => {
  const type = createTypesetter(look);
  const { lines } = type.setText("قهوة أفضل", "text", { size: 60, width: 800, maxLines: 2 });
  const [first, second] = lines[0]!.words;
  expect(first!.x).toBeGreaterThan(second!.x + second!.width);
  const apart = [..."قهوة"].reduce((sum, letter) => sum + type.measure(letter, "text", 60), 0);
  expect(type.measure("قهوة", "text", 60)).toBeLessThan(apart * 0.95);
});

test("a Japanese line breaks between its words, never before a full stop", () => {
  const type = createTypesetter(look, "お届けします");
  const { lines } = type.setText("毎朝、挽きたてのコーヒーをお届けします。", "text", {
    size: 60,
    width: 500,
    maxLines: 3,
  });
  expect(lines.length).toBeGreaterThan(1);
  for (const { words, width } of lines) {
    expect(words[0]!.text).not.toMatch(/^[、。]/);
    expect(width).toBeLessThanOrEqual(500);
  }
  const drawn = (text: string) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><text y="80" ${type.type("text", 80)}>${text}</text></svg>`;
    return Buffer.from(new Resvg(svg, { font: type.fontFor(text) }).render().pixels);
  };
  expect(drawn("毎").equals(drawn("朝"))).toBe(false);
});
