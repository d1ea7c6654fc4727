import fc from "fast-check";
import { expect, test } from "vitest";
import { createCanvas, laySprite } from "./frame.ts";
import { spriteFromRgba } from "./sprite.ts";

/** A sprite of one colour; alpha 0 to 255. */
const plain = (size: number, [red, green, blue]: [number, number, number], alpha = 255) => {
  const share = alpha / 255;
  return spriteFromRgba(
    Uint8Array.from({ length: size * size * 4 }, (_, at) => [red * share, green * share, blue * share, alpha][at % 4]!),
    size,
    size,
  );
};

test("white, black and red have the values that BT.709 gives them", () => {
  const values = (
    [
      [255, 255, 255],
      [0, 0, 0],
      [255, 0, 0],
    ] as [number, number, number][]
  ).map((colour) => {
    const { y, u, v } = plain(2, colour);
    return [y[0], u[0], v[0]];
  });
  expect(values).toEqual([
    [235, 128, 128],
    [16, 128, 128],
    [63, 102, 240],
  ]);
});

test("half transparent white over black is grey, standing or moving", () => {
  const sprite = plain(16, [255, 255, 255], 128);
  for (const x of [8, 8.37]) {
    const canvas = createCanvas(32, 32);
    canvas.y.fill(16);
    laySprite(canvas, sprite, { x, y: 8 });
    expect(canvas.y[16 * 32 + 16]).toBeGreaterThan(123);
    expect(canvas.y[16 * 32 + 16]).toBeLessThan(128);
  }
});

test("a moving sprite covers what a standing one does, and half a pixel moves its edge by half", () => {
  const sprite = plain(16, [255, 255, 255]);
  const still = createCanvas(64, 64);
  laySprite(still, sprite, { x: 20, y: 20 });
  const moved = createCanvas(64, 64);
  laySprite(moved, sprite, { x: 20.5, y: 20 });
  const middle = 28 * 64;
  expect(moved.y[middle + 28]).toBe(still.y[middle + 28]);
  expect(moved.y[middle + 19]).toBe(0);
  expect(moved.y[middle + 37]).toBe(0);
});

test("a sprite may lie anywhere, at any size, without writing outside of the canvas or leaving the range of video", () => {
  const sprite = plain(12, [250, 240, 20], 200);
  fc.assert(
    fc.property(
      fc.record({
        x: fc.double({ min: -60, max: 60, noNaN: true }),
        y: fc.double({ min: -60, max: 60, noNaN: true }),
        scale: fc.double({ min: 0.2, max: 3, noNaN: true }),
        opacity: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      (placement) => {
        const canvas = createCanvas(32, 32);
        canvas.y.fill(100);
        canvas.u.fill(128);
        canvas.v.fill(128);
        laySprite(canvas, sprite, { ...placement, bend: () => ({ dx: 3, dy: -2 }) });
        expect(Math.min(...canvas.y)).toBeGreaterThanOrEqual(99);
        expect(Math.max(...canvas.y)).toBeLessThanOrEqual(236);
        expect(Math.max(...canvas.u, ...canvas.v)).toBeLessThanOrEqual(240);
      },
    ),
  );
});
