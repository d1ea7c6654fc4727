import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Demuxer } from "node-av/api";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shippedFonts } from "./canvas/fallback-fonts.ts";
import { hushFfmpeg } from "./codec/ffmpeg.ts";
import { createSampleDesk, sampleNames } from "./sample-desk.ts";

const look = {
  brandName: "Nordlys",
  palette: { background: "#f6efe6", surface: "#ffffff", text: "#221a14", primary: "#8a3b12", accent: "#1d5c63" },
  displayFont: { family: "Bricolage Grotesque", file: shippedFonts.display },
  textFont: { family: "Inter", file: shippedFonts.text },
  logo: null,
};
const words = { cta: "Find your roast", link: "nordlys.example", label: "AI-generated · Ad" };

let folder: string;
beforeAll(async () => {
  hushFfmpeg();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-samples-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("all pictures of a kit are drawn at once, away from the asker, and kept", async () => {
  const desk = createSampleDesk(folder);
  const files = await Promise.all(sampleNames.map((name) => desk.picture(look, words, name)));
  const pictures = await Promise.all(files.map((file) => readFile(file)));
  expect(new Set(pictures.map((png) => png.toString("base64"))).size).toBe(sampleNames.length);
  expect(await sharp(pictures[0]).metadata()).toMatchObject({ format: "png", width: 460 });
  expect(await sharp(pictures.at(-1)).metadata()).toMatchObject({ format: "png", width: 270, height: 480 });
  // Nothing else is left, and another desk on the same folder finds them.
  expect(await readdir(folder)).toEqual([path.basename(path.dirname(files[0]!))]);
  expect(await createSampleDesk(folder).picture(look, words, "end-card-poster")).toBe(files.at(-2));
});

test("another kit's pictures are its own, and a font that is gone is said and leaves nothing", async () => {
  const desk = createSampleDesk(folder);
  const before = await readdir(folder);
  const gone = { ...look, textFont: { family: "Gone", file: path.join(folder, "gone.ttf") } };
  await expect(desk.picture(gone, words, "captions-pop")).rejects.toThrow("gone.ttf");
  expect(await readdir(folder)).toEqual(before);
});

test("a bed is heard for some seconds", async () => {
  const desk = createSampleDesk(folder);
  const file = await desk.bed("calm", "nordlys-coffee");
  using input = Demuxer.openSync(file);
  expect(input.audio()).toBeDefined();
  expect(input.duration).toBeGreaterThan(8.5);
  expect(input.duration).toBeLessThan(9.5);
});
