import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Canvas, createCanvas, laySprite, type Placement } from "../frame.ts";
import { type Sprite, spriteFromRgba } from "../sprite.ts";

test("the kernel that runs is what its source compiles to", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "kernel-"));
  const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const out = path.join(folder, "lay.wasm");
  await promisify(execFile)(
    process.execPath,
    [compiler, "--config", "media/canvas/kernel/asconfig.json", "--outFile", out],
    { cwd: root },
  );
  const [compiled, standing] = await Promise.all([readFile(out), readFile(new URL("./lay.wasm", import.meta.url))]);
  await rm(folder, { recursive: true });
  expect(compiled.equals(standing), "run npm run build:kernel and commit what it writes").toBe(true);
});

/** A picture with soft and hard edges, as drawings have. */
function blotch(width: number, height: number, seed: number): Sprite {
  const rgba = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const far = Math.hypot(column - width / 2, row - height / 2) / (Math.min(width, height) / 2);
      const alpha = Math.round(255 * Math.min(1, Math.max(0, (1 - far) * 3)));
      const at = (row * width + column) * 4;
      for (const [channel, pace] of [7, 11, 5].entries()) {
        rgba[at + channel] = (alpha * ((column * pace + row * 3 + seed * 31) % 256)) / 255;
      }
      rgba[at + 3] = alpha;
    }
  }
  return spriteFromRgba(rgba, width, height);
}

/** What laying means, pixel by pixel in fractions: the middle of each canvas pixel looks up where it falls in the sprite. */
function lumaByTheBook(canvas: Canvas, sprite: Sprite, { x, y, scale = 1, opacity = 1, bend }: Placement): number[] {
  const sample = (plane: Uint8Array, column: number, row: number) => {
    const [left, top] = [Math.floor(column), Math.floor(row)];
    if (left < 0 || top < 0 || left + 1 >= sprite.width || top + 1 >= sprite.height) return undefined;
    const [near, low] = [column - left, row - top];
    const at = (c: number, r: number) => plane[r * sprite.width + c]!;
    return (
      (at(left, top) * (1 - near) + at(left + 1, top) * near) * (1 - low) +
      (at(left, top + 1) * (1 - near) + at(left + 1, top + 1) * near) * low
    );
  };
  return Array.from(canvas.y, (under, index) => {
    const [column, row] = [index % canvas.width, Math.floor(index / canvas.width)];
    const plain = (row + 0.5 - y) / scale - 0.5;
    const { dx, dy } = bend?.(plain) ?? { dx: 0, dy: 0 };
    const [u, v] = [(column + 0.5 - x - dx * scale) / scale - 0.5, plain - dy];
    const [value, cover] = [sample(sprite.y, u, v), sample(sprite.a, u, v)];
    if (value === undefined || cover === undefined) return under;
    return value * opacity + under * (1 - (cover * opacity) / 255);
  });
}

const sprites = [blotch(40, 30, 1), blotch(18, 52, 2), blotch(64, 64, 3)];

test("a sprite lies where and as it should, wherever, however large and however bent", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...sprites),
      fc.record({
        x: fc.double({ min: -30, max: 50, noNaN: true }),
        y: fc.double({ min: -30, max: 50, noNaN: true }),
        scale: fc.constantFrom(0.3, 0.55, 0.84, 1, 1.18, 2.4),
        opacity: fc.constantFrom(1, 0.5, 0.13),
      }),
      fc.double({ min: -6, max: 6, noNaN: true }),
      (sprite, placement, lean) => {
        const bend = (row: number) => ({ dx: (lean * row) / 20, dy: lean / 3 });
        const canvas = createCanvas(54, 46);
        for (let at = 0; at < canvas.y.length; at++) canvas.y[at] = 30 + ((at * 13) % 180);
        const wanted = lumaByTheBook(canvas, sprite, { ...placement, bend });
        laySprite(canvas, sprite, { ...placement, bend });
        let worst = 0;
        for (const [at, value] of wanted.entries()) worst = Math.max(worst, Math.abs(value - canvas.y[at]!));
        // Positions are in 256ths of a pixel and the pattern changes by up to 80 levels a pixel; rounding takes the rest.
        expect(worst).toBeLessThan(4);
      },
    ),
  );
});

test("a window of a sprite shows its columns and leaves the rest of the canvas alone", () => {
  const sprite = blotch(40, 30, 4);
  const whole = createCanvas(64, 48);
  laySprite(whole, sprite, { x: 10, y: 6 });
  const part = createCanvas(64, 48);
  laySprite(part, sprite, { x: 10, y: 6, columns: [12, 26] });
  const inside = (column: number) => column >= 22 && column < 36;
  expect([...part.y]).toEqual([...whole.y].map((value, at) => (inside(at % 64) ? value : 0)));
});

test("what lies outside of the kernel's memory is drawn the same", () => {
  const sprite = blotch(40, 30, 5);
  const away = (plane: Uint8Array) => Uint8Array.from(plane);
  const { y, a, u, v, ca } = sprite;
  const elsewhere = { ...sprite, y: away(y), a: away(a), u: away(u), v: away(v), ca: away(ca) };
  const [near, far] = [createCanvas(64, 48), createCanvas(64, 48)];
  const farAway = { ...far, y: away(far.y), u: away(far.u), v: away(far.v) };
  for (const placement of [
    { x: 4, y: 2 },
    { x: 3.3, y: 5.1, scale: 1.3 },
  ]) {
    laySprite(near, sprite, placement);
    laySprite(farAway, elsewhere, placement);
  }
  expect(farAway.y).toEqual(Uint8Array.from(near.y));
  expect(farAway.v).toEqual(Uint8Array.from(near.v));
});
