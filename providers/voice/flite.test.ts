import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseVoices } from "./index.ts";

let folder: string;
const flite = chooseVoices({ source: {} });
const say = (text: string, more: { voice?: string; pace?: number } = {}) =>
  flite.speak({ text, voice: more.voice ?? "slt", pace: more.pace ?? 1 }, path.join(folder, "line.wav"));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "voice-"));
});
afterAll(() => rm(folder, { recursive: true }));

const lines = [
  "Tired of weak coffee? Ember is roasted on Tuesdays.",
  "Try it for $14.99 — today!",
  "Café crème & 20% off, it's the barista's choice; I'd say so.",
  "— Well, the end of the hour.",
];

test.each(lines)("the words of a line cover its text and follow each other: %s", async (text) => {
  const { words, seconds } = await say(text);
  expect(words.map(({ word }) => word).join(" ")).toBe(text);
  let clock = 0;
  for (const { start, end } of words) {
    expect(start).toBeGreaterThanOrEqual(clock);
    expect(end).toBeGreaterThan(start);
    clock = end;
  }
  expect(clock).toBeLessThanOrEqual(seconds);
});

test("a word starts where its first sound is heard", async () => {
  const { words, phonemes } = await say("We roast on Tuesday and ship on Friday.");
  const at = (phoneme: string, nth = 0) => phonemes.filter((each) => each.phoneme === phoneme)[nth]?.start;
  expect(words[1]?.start).toBe(at("r"));
  expect(words[5]?.start).toBe(at("sh"));
  expect(words[7]?.start).toBe(at("f"));
});

test.each(["slt", "rms", "awb", "kal16"])("voice %s makes the same 16-bit WAV twice", async (voice) => {
  const { file, sampleRate, seconds } = await say("Slow mornings, strong coffee.", { voice });
  const first = await readFile(file);
  expect(first.toString("latin1", 0, 4)).toBe("RIFF");
  expect(first.readUInt16LE(34)).toBe(16);
  expect(sampleRate).toBe(16000);
  expect(seconds).toBeGreaterThan(1);
  await say("Slow mornings, strong coffee.", { voice });
  expect(first.equals(await readFile(file))).toBe(true);
});

test("a quicker pace makes a shorter line", async () => {
  const usual = await say("Slow mornings, strong coffee.");
  const quick = await say("Slow mornings, strong coffee.", { pace: 1.4 });
  expect(quick.seconds).toBeLessThan(usual.seconds * 0.85);
});

test("lines asked for at once each get their own words", async () => {
  const texts = ["One cup.", "Two strong cups.", "Three very strong cups."];
  const spoken = await Promise.all(
    texts.map((text, index) => flite.speak({ text, voice: "slt", pace: 1 }, path.join(folder, `${index}.wav`))),
  );
  expect(spoken.map(({ words }) => words.length)).toEqual([2, 3, 4]);
});

test.each([
  ["", "empty"],
  ["word ".repeat(300), "too long"],
  ["……", "without a word"],
  ["日本語", "in another script"],
])("a line that is %j is refused in a sentence", async (text) => {
  await expect(say(text)).rejects.toMatchObject({ name: "ProviderError", kind: "reject" });
});

test("an unknown voice is a matter of settings and names the voices there are", async () => {
  await expect(say("Hello.", { voice: "hal" })).rejects.toMatchObject({
    kind: "misconfigured",
    message: expect.stringContaining("slt, rms, awb, kal16"),
  });
});

test("an unknown vendor is named with the known ones", () => {
  expect(() => chooseVoices({ source: { VOICE_PROVIDER: "toString" } })).toThrow(/"toString".*flite/);
});
