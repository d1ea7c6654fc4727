import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { shippedFonts } from "./canvas/fallback-fonts.ts";
import { designPortrait } from "./portrait.ts";
import type { Ratio } from "./stage.ts";
import type { Shot, SpokenLine, Storyboard } from "./storyboard.ts";

/** Says a line and keeps the sound at `file`. */
export type Say = (text: string, file: string) => Promise<SpokenLine>;

/**
 * A whole storyboard with a picture of its own, for tests and benches. Without `say` the lines are hummed: one tone to a
 * word, silence between, so that a test can hear where a word really begins.
 */
export async function composeSampleBoard(
  folder: string,
  {
    hook = "Sad office coffee?",
    say = hum,
    long = false,
    ratio = "9:16",
  }: { hook?: string; say?: Say; long?: boolean; ratio?: Ratio } = {},
): Promise<Storyboard> {
  await mkdir(folder, { recursive: true });
  const line = (name: string, text: string) => say(text, path.join(folder, `${name}.wav`));
  const picture = path.join(folder, "bag.png");
  await sharp({ create: { width: 600, height: 400, channels: 3, background: "#c9714b" } })
    .png()
    .toFile(picture);
  const portrait = designPortrait({ presentation: "feminine", hair: "bob", skinTone: "tan", glasses: "round" }, "maja");
  const more: Shot[] = long
    ? [
        {
          type: "talking-head",
          portrait,
          speech: await line(
            "why",
            "Morning Roast is ground the day it ships, so the bag smells like a bakery when you open it.",
          ),
          onScreen: null,
        },
        {
          type: "talking-head",
          portrait,
          speech: await line("how", "Two scoops, four minutes, and there is chocolate and orange in your cup."),
          onScreen: "Four minutes",
        },
      ]
    : [];
  return {
    ratio,
    fps: 24,
    captionStyle: "highlight",
    label: "AI-generated · Ad",
    look: {
      brandName: "Nordlys Coffee",
      palette: { background: "#f6efe6", surface: "#ffffff", text: "#221a14", primary: "#8a3b12", accent: "#1d5c63" },
      displayFont: { family: "Bricolage Grotesque", file: shippedFonts.display },
      textFont: { family: "Inter", file: shippedFonts.text },
      logo: null,
    },
    shots: [
      {
        type: "talking-head",
        portrait,
        speech: await line(`hook-${hook.length}`, long ? `${hook} Here is the easy fix.` : hook),
        onScreen: hook,
      },
      ...more,
      {
        type: "product",
        picture,
        title: "Morning Roast, 250 g",
        price: "€14.90",
        speech: await line("product", long ? "This is Morning Roast, fourteen ninety a bag." : "Meet Morning Roast."),
        onScreen: null,
      },
      {
        type: "text-card",
        text: "Roasted on Tuesday.",
        speech: long ? await line("card", "Roasted on Tuesday, at your door by Friday.") : null,
        onScreen: null,
      },
      {
        type: "end-card",
        cta: "Shop the roast",
        link: "nordlys.example/shop",
        seconds: long ? 2.4 : 1,
        speech: null,
        onScreen: null,
      },
    ],
  };
}

const sampleRate = 16_000;

/** 0.22 s of tone and 0.1 s of silence for each word; every word is made of the sounds m and ah. */
async function hum(text: string, file: string): Promise<SpokenLine> {
  const words = text.split(" ").map((word, index) => ({ word, start: 0.2 + index * 0.32, end: 0.42 + index * 0.32 }));
  const seconds = words.at(-1)!.end + 0.15;
  const samples = new Int16Array(Math.round(seconds * sampleRate));
  for (const { start, end } of words) {
    for (let at = Math.round(start * sampleRate); at < end * sampleRate; at++) {
      samples[at] = 9000 * Math.sin((at * 2 * Math.PI * 220) / sampleRate);
    }
  }
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.byteLength, 40);
  await writeFile(file, Buffer.concat([header, Buffer.from(samples.buffer)]));
  const phonemes = words.flatMap(({ start, end }) => [
    { phoneme: "m", start, end: start + 0.08 },
    { phoneme: "ah", start: start + 0.08, end },
  ]);
  return { file, seconds, text, words, phonemes };
}
