import { expect, test } from "vitest";
import { storyboard } from "#media/storyboard.ts";
import { type Cast, composeStoryboard } from "./storyboard.ts";

const line = { file: "/tmp/line.wav", seconds: 2, text: "Hello there", words: [], phonemes: [] };
const cast: Cast = {
  ratio: "4:5",
  kit: {
    name: "Nordlys Coffee",
    palette: { background: "#f6efe6", surface: "#ffffff", text: "#221a14", primary: "#8a3b12", accent: "#1d5c63" },
    fonts: { display: { family: "Fraunces", file: "fonts/d.ttf" }, text: { family: "Inter", file: "fonts/t.ttf" } },
    cta: { text: "Shop the roast", link: "https://www.nordlys.example/shop/" },
    disclosure: { ai: "AI-generated", paid: "Ad" },
  },
  files: { logo: "/kit/logo.png", displayFont: "/kit/d.ttf", textFont: "/kit/t.ttf" },
  portrait: { style: "avataaars", seed: "maja", options: {} },
  set: { room: "kitchen", seed: "maja" },
  product: { title: "Morning roast", price: "€14.90", picture: "/products/roast.png" },
  script: {
    title: "Slow mornings",
    scenes: [
      {
        beat: "hook",
        shot: "talking-head",
        line: "Is your coffee in a hurry?",
        onScreen: "In a hurry?",
        start: 0,
        end: 2,
      },
      { beat: "product", shot: "product", line: "This is the morning roast.", onScreen: null, start: 2, end: 4 },
      { beat: "proof", shot: "text-card", line: "Roasted in Tromsø.", onScreen: "Roasted in Tromsø", start: 4, end: 6 },
    ],
    cta: "Shop the roast",
    caption: "Slow mornings.",
    hashtags: [],
  },
  personaKind: "synthetic",
  lines: [line, line, line],
};

test("every scene becomes a shot and the kit's end card closes", () => {
  const board = composeStoryboard(cast);
  expect(storyboard.parse(board).shots.map((shot) => shot.type)).toEqual([
    "talking-head",
    "product",
    "text-card",
    "end-card",
  ]);
  expect(board.ratio).toBe("4:5");
  expect(board.shots.at(-1)).toMatchObject({
    design: "spotlight",
    cta: "Shop the roast",
    link: "nordlys.example/shop",
  });
});

test("the label says that it is generated and that it is paid", () => {
  expect(composeStoryboard(cast).label).toBe("AI-generated · Ad");
});

test("a product without a picture is named in type", () => {
  const board = composeStoryboard({ ...cast, product: { ...cast.product, picture: null } });
  expect(board.shots[1]).toMatchObject({ type: "text-card", text: "Morning roast" });
});

test("a product that is shown again fills the picture instead of coming with its name once more", () => {
  const scenes = [...cast.script.scenes.slice(0, 2), { ...cast.script.scenes[1]!, line: "It is roasted on Tuesdays." }];
  const board = composeStoryboard({ ...cast, script: { ...cast.script, scenes } });
  expect(storyboard.parse(board).shots.map((shot) => shot.type)).toEqual([
    "talking-head",
    "product",
    "b-roll",
    "end-card",
  ]);
});

test("a scene cuts to a picture, to a clip that begins again when it is over, and to a before and after by its language's names", () => {
  const cutaways = [
    { id: "p", kind: "picture" as const, files: ["/cut/p.jpg"], seconds: null },
    { id: "c", kind: "clip" as const, files: ["/cut/c.mp4"], seconds: 1.5 },
    { id: "x", kind: "before-after" as const, files: ["/cut/before.jpg", "/cut/after.jpg"], seconds: null },
  ];
  const [hook, product, proof] = cast.script.scenes;
  const scenes = [
    hook!,
    { ...proof!, shot: "b-roll" as const, cutaway: "p" },
    { ...proof!, shot: "b-roll" as const, cutaway: "c" },
    { ...proof!, shot: "before-after" as const, cutaway: "x" },
    { ...product!, shot: "b-roll" as const, cutaway: "gone" },
    { ...proof!, shot: "before-after" as const, cutaway: "p" },
  ];
  const lines = scenes.map(() => ({ ...line, seconds: 4 }));
  const board = composeStoryboard({
    ...{ ...cast, cutaways, lines, names: ["Før", "Etter"] },
    script: { ...cast.script, scenes },
  });
  const [, picture, clip, pair, gone, odd] = storyboard.parse(board).shots;
  expect(picture).toMatchObject({ type: "b-roll", picture: "/cut/p.jpg", onScreen: "Roasted in Tromsø" });
  expect(clip).toMatchObject({ type: "footage", atLeast: expect.closeTo(4.15, 2) });
  const clips = clip?.type === "footage" ? clip.clips : [];
  expect(clips.map(({ file }) => file)).toEqual(["/cut/c.mp4", "/cut/c.mp4", "/cut/c.mp4"]);
  expect(pair).toMatchObject({ pictures: ["/cut/before.jpg", "/cut/after.jpg"], names: ["Før", "Etter"] });
  // What is gone shows the product: once with its name, then the camera goes over its picture.
  expect([gone?.type, odd?.type]).toEqual(["product", "b-roll"]);
  expect(odd).toMatchObject({ picture: "/products/roast.png" });
});
