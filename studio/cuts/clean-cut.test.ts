import { expect, test } from "vitest";
import { planBoard } from "#media/shot-plan.ts";
import type { Shot, Storyboard } from "#media/storyboard.ts";
import { placeShots } from "#media/timeline.ts";
import { cleanCut, isPromotion } from "./clean-cut.ts";

const promotion = {
  brandName: "Nordlys",
  cta: "Find your roast",
  link: "nordlys.example/coffee",
  offer: "Two for one",
};
const speech = { file: "/tmp/line.wav", seconds: 2, text: "Hello there", words: [], phonemes: [] };
const said = { speech, onScreen: null };
const board: Storyboard = {
  ratio: "9:16",
  fps: 24,
  look: {
    brandName: "Nordlys",
    palette: { background: "#f6efe6", surface: "#ffffff", text: "#221a14", primary: "#8a3b12", accent: "#1d5c63" },
    displayFont: { family: "D", file: "/d.ttf" },
    textFont: { family: "T", file: "/t.ttf" },
    logo: "/logo.png",
  },
  captionStyle: "highlight",
  label: "AI-generated · Ad",
  shots: [
    {
      type: "talking-head",
      portrait: { style: "avataaars", seed: "maja", options: {} },
      ...said,
      onScreen: "In a hurry?",
    },
    { type: "product", picture: "/p.png", title: "Nordlys First Light", price: "€14.90", ...said },
    { type: "text-card", text: "Roasted in Tromsø", ...said },
    {
      type: "end-card",
      cta: "Find your roast",
      link: "nordlys.example/coffee",
      seconds: 2.4,
      speech: null,
      onScreen: null,
    },
  ],
};
const withShot = (shot: Shot): Storyboard => ({ ...board, shots: [shot, ...board.shots.slice(-1)] });

test("only what had logo, price, call or address differs, and everything keeps its time", () => {
  const clean = cleanCut(board, promotion, "/p.png");
  expect(clean.shots.map(({ type }) => type)).toEqual(["talking-head", "product", "text-card", "b-roll"]);
  expect(clean.shots[1]).toMatchObject({ title: "First Light", price: null });
  expect(clean.shots[3]).toMatchObject({ picture: "/p.png", onScreen: null });
  expect(placeShots(clean).map(({ startFrame, frames }) => [startFrame, frames])).toEqual(
    placeShots(board).map(({ startFrame, frames }) => [startFrame, frames]),
  );
  // What a shot is kept under is a hash of its plan: the shots before and after a changed one are drawn once for both cuts.
  const plans = planBoard(board).map(({ plan }) => plan);
  const cleanPlans = planBoard(clean).map(({ plan }) => plan);
  expect(plans.map((plan, index) => JSON.stringify(plan) === JSON.stringify(cleanPlans[index]))).toEqual([
    ...[true, false, true, false],
  ]);
});

test("a text that sells goes, and the shot stands as long without it", () => {
  const sells = "Two for one: only €14.90 at nordlys.example/coffee";
  const [head] = board.shots;
  const before = withShot({ ...head!, speech: null, onScreen: sells });
  const after = cleanCut(before, promotion, null);
  expect(after.shots).toHaveLength(1);
  expect(after.shots[0]).toMatchObject({ onScreen: null });
  expect(placeShots(after)[0]?.frames).toBe(placeShots(before)[0]?.frames);
  const card = cleanCut(withShot({ type: "text-card", text: sells, ...said }), promotion, "/p.png");
  expect(card.shots[0]).toMatchObject({ type: "b-roll", speech });
  const pictureless = cleanCut(withShot({ type: "text-card", text: sells, ...said }), promotion, null);
  expect(pictureless.shots).toMatchObject([{ type: "text-card", text: "Hello there" }]);
});

test("a cut that is clean already stays as it is", () => {
  const clean = cleanCut(board, promotion, "/p.png");
  expect(cleanCut(clean, promotion, "/p.png")).toEqual(clean);
});

test.each([
  ["€14.90", true],
  ["Now 25 kr", true],
  ["20% off", true],
  ["Get nordlys today", true],
  ["Find your roast", true],
  ["Two for one", true],
  ["Roasted in Tromsø", false],
  ["250 grams, 15 cups", false],
  ["Nordlysgate", false],
])("“%s” is promotion: %s", (text, expected) => {
  expect(isPromotion(text, promotion)).toBe(expected);
});
