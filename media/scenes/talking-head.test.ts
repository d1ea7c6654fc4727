import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { designRoom } from "../room.ts";
import { type Room, roomWords } from "../room-words.ts";
import { composeSampleBoard } from "../sample-board.ts";
import { drawMoment } from "../samples.ts";
import type { Shot, SpokenLine, Storyboard } from "../storyboard.ts";
import { planFramings } from "./camera.ts";
import { planGestures } from "./gestures.ts";
import { choosePassage } from "./transition.ts";

let folder: string;
let board: Storyboard;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "talking-head-"));
  board = await composeSampleBoard(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const lineOf = (words: string[]): SpokenLine => ({
  ...{ file: "", text: words.join(" "), seconds: words.length * 0.35 + 0.4, phonemes: [] },
  words: words.map((word, index) => ({ word, start: 0.2 + index * 0.35, end: 0.5 + index * 0.35 })),
});

/** The mean difference of two pictures, of 255, where no face and no words are: the upper left corner. */
async function apart(a: Buffer, b: Buffer): Promise<number> {
  const [first, second] = await Promise.all(
    [a, b].map((png) => sharp(png).extract({ left: 0, top: 0, width: 40, height: 90 }).removeAlpha().raw().toBuffer()),
  );
  return first!.reduce((sum, value, at) => sum + Math.abs(value - second![at]!), 0) / first!.length;
}

test("two personas of one brand are at home in rooms that look different, and each always in its own", async () => {
  const drawAt = (room: Room, seed: string) => {
    const shot = { ...board.shots[0]!, set: { room, seed }, onScreen: null } as Shot;
    return drawMoment({ ...board, shots: [shot] }, 0, 0.5, 0.1);
  };
  const [maja, ansel, again, other] = await Promise.all([
    drawAt("kitchen", "maja"),
    drawAt("workshop", "ansel"),
    drawAt("kitchen", "maja"),
    drawAt("kitchen", "freja"),
  ]);
  expect(again.equals(maja)).toBe(true);
  expect(await apart(maja, ansel)).toBeGreaterThan(12);
  expect(await apart(maja, other)).toBeGreaterThan(4);
});

test.each(roomWords)("a %s can be drawn in every shape", async (room) => {
  for (const ratio of ["9:16", "16:9"] as const) {
    const shot = { ...board.shots[0]!, set: { room, seed: "x" } } as Shot;
    const png = await drawMoment({ ...board, ratio, shots: [shot] }, 0, 0.5, 0.1);
    const { channels } = await sharp(png).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20);
  }
});

test("a bible's own word decides the room, then its backstory, then the lot", () => {
  expect(designRoom("gym", "x", "A barista").room).toBe("gym");
  expect(designRoom(undefined, "x", "A made-up barista from Tromsø").room).toBe("café");
  const lots = new Set(Array.from({ length: 60 }, (_, seed) => designRoom(undefined, `${seed}`).room));
  expect(lots.size).toBeGreaterThan(6);
});

test("the camera changes at least every four and a half seconds, and never within one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "cup", "morning", "coffee,"), { minLength: 4, maxLength: 60 }),
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom(0, 1.8, 2.6),
      (words, framing, wideUntil) => {
        const line = lineOf(words);
        const framings = planFramings(line.words, { seconds: line.seconds, framing, wideUntil });
        expect(framings[0]!.from).toBe(0);
        expect(framings.at(-1)!.to).toBe(line.seconds);
        for (const [index, { from, to }] of framings.entries()) {
          expect(to - from).toBeLessThanOrEqual(4.5);
          if (framings.length > 1) expect(to - from).toBeGreaterThan(0.7);
          if (index > 0) expect(from).toBe(framings[index - 1]!.to);
        }
      },
    ),
  );
});

test("hands follow the words, one at a time, and what is sold is held up once", () => {
  const words = "This is the roast that you need at home every day, two scoops in the morning, easy".split(" ");
  const options = { framing: 0, sides: [1, -1] as (1 | -1)[], holds: "Morning Roast" };
  const gestures = planGestures(lineOf(words), 8, options);
  expect(gestures.map(({ pose }) => pose)).toContain("thumb");
  expect(gestures.filter(({ pose }) => pose === "hold")).toHaveLength(1);
  for (const [index, { from, to }] of gestures.entries()) {
    expect(to).toBeGreaterThan(from);
    if (index > 0) expect(from).toBeGreaterThan(gestures[index - 1]!.to);
  }
  expect(planGestures(lineOf(words), 8, { ...options, holds: null }).some(({ pose }) => pose === "hold")).toBe(false);
});

test("what is sold comes in with the brand's colours, and the first shot begins at once", () => {
  const [head, product] = [board.shots[0]!, board.shots[1]!];
  expect(choosePassage(undefined, head)).toBe("cut");
  expect(choosePassage(head, product)).toBe("wipe");
  expect(choosePassage(product, head)).toBe("whip");
  expect(choosePassage(head, head)).toBe("cut");
});
