import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { captionStyles } from "./caption-styles.ts";
import { layOut, type PlacedBox } from "./layout.ts";
import { composeSampleBoard } from "./sample-board.ts";
import { ratios } from "./stage.ts";
import type { Storyboard } from "./storyboard.ts";

let folder: string;
let board: Storyboard;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "layout-"));
  board = await composeSampleBoard(folder, { long: true, hook: "Still drinking sad office coffee out of habit?" });
});
afterAll(() => rm(folder, { recursive: true }));

const words = ["caption", "label", "headline", "text", "price", "button", "link", "logo"];
const together = (a: PlacedBox, b: PlacedBox) => a.from < b.to && b.from < a.to;
const overlap = (a: PlacedBox, b: PlacedBox) =>
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 0.5 &&
  Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 0.5;

test.each(ratios)("in %s every word stands where no network covers it, and nothing on what it hides", async (ratio) => {
  const { safe, shots } = await layOut({ ...board, ratio });
  expect(shots).toHaveLength(board.shots.length);
  for (const { boxes } of shots) {
    for (const box of boxes.filter(({ kind }) => words.includes(kind))) {
      expect(box.x, `${box.kind} ${box.text}`).toBeGreaterThanOrEqual(safe.x - 0.5);
      expect(box.y, `${box.kind} ${box.text}`).toBeGreaterThanOrEqual(safe.y - 0.5);
      expect(box.x + box.width, `${box.kind} ${box.text}`).toBeLessThanOrEqual(safe.x + safe.width + 0.5);
      expect(box.y + box.height, `${box.kind} ${box.text}`).toBeLessThanOrEqual(safe.y + safe.height + 0.5);
    }
    const clear = boxes.filter(({ kind }) => kind !== "price");
    for (const [index, box] of clear.entries()) {
      for (const other of clear.slice(index + 1)) {
        if (box.kind === other.kind || !together(box, other)) continue;
        expect(overlap(box, other), `${box.kind} “${box.text}” on ${other.kind} “${other.text}”`).toBe(false);
      }
    }
  }
});

test.each(captionStyles)("captions as %s stand clear of the face in every shape", async (captionStyle) => {
  for (const ratio of ratios) {
    const { safe, shots } = await layOut({ ...board, shots: board.shots.slice(0, 2), ratio, captionStyle });
    for (const { boxes } of shots) {
      const captions = boxes.filter(({ kind }) => kind === "caption");
      expect(captions.length).toBeGreaterThan(0);
      for (const caption of captions) {
        expect(caption.x).toBeGreaterThanOrEqual(safe.x - 0.5);
        expect(caption.x + caption.width).toBeLessThanOrEqual(safe.x + safe.width + 0.5);
        expect(caption.y + caption.height).toBeLessThanOrEqual(safe.y + safe.height + 0.5);
        const faces = boxes.filter(({ kind }) => kind === "face");
        expect(faces.some((face) => together(face, caption) && overlap(face, caption))).toBe(false);
      }
    }
  }
});
