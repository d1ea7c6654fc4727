import { bends, kernel, partOf, takeBuffer, takeWords, withAddresses } from "./kernel/kernel.ts";
import type { Backdrop, Sprite } from "./sprite.ts";

/** One video frame in the encoder's own layout, yuv420p: the Y plane, then U, then V, without padding. */
export type Canvas = { width: number; height: number; bytes: Buffer; y: Uint8Array; u: Uint8Array; v: Uint8Array };

/**
 * Where a sprite goes: the canvas place of its top left corner (fractions are honoured, so slow movement is smooth),
 * its size as a factor and its opacity. `bend` shifts a row of the sprite, both in sprite pixels, which is how a head
 * nods and leans on still shoulders. `columns` lays only a part of the sprite, from an even column to before another; such
 * a sprite stands on whole even pixels.
 */
export type Placement = {
  x: number;
  y: number;
  scale?: number;
  opacity?: number;
  bend?: (row: number) => { dx: number; dy: number };
  columns?: [from: number, to: number];
};

export function createCanvas(width: number, height: number): Canvas {
  const bytes = takeBuffer((width * height * 3) / 2);
  const luma = width * height;
  return {
    width,
    height,
    bytes,
    y: partOf(bytes, 0, luma),
    u: partOf(bytes, luma, luma * 1.25),
    v: partOf(bytes, luma * 1.25, luma * 1.5),
  };
}

/** Covers the whole canvas with an opaque drawing of its size: the cheapest way to begin a frame. */
export function coverCanvas(canvas: Canvas, backdrop: Backdrop): void {
  canvas.y.set(backdrop.y);
  canvas.u.set(backdrop.u);
  canvas.v.set(backdrop.v);
}

/**
 * Covers the whole canvas with a part of a larger opaque drawing, whose corner lies at `left`, `top` of it. Whole pixels, so
 * it is for what is out of focus: colour moves by two.
 */
export function coverWindow(canvas: Canvas, backdrop: Backdrop, left: number, top: number): void {
  const copy = (to: Uint8Array, from: Uint8Array, part: number) => {
    const [wide, high, width] = [canvas.width / part, canvas.height / part, backdrop.width / part];
    const x = Math.min(Math.max(0, Math.floor(left / part)), width - wide);
    const y = Math.min(Math.max(0, Math.floor(top / part)), backdrop.height / part - high);
    withAddresses([to, from], ([toAt, fromAt]) => kernel.copyWindow(toAt!, wide, high, fromAt!, width, x, y));
  };
  copy(canvas.y, backdrop.y, 1);
  copy(canvas.u, backdrop.u, 2);
  copy(canvas.v, backdrop.v, 2);
}

/** Lays a sprite over what the canvas holds. Parts outside of the canvas are cut off. */
export function laySprite(canvas: Canvas, sprite: Sprite, placement: Placement): void {
  const { x, y, scale = 1, opacity = 1, bend } = placement;
  if (opacity <= 0 || scale <= 0) return;
  const still = scale === 1 && !bend && Number.isInteger(x / 2) && Number.isInteger(y / 2);
  const lay = still ? layStill : layMoving;
  lay({ to: canvas.y, from: sprite.y, alpha: sprite.a, part: 1 }, canvas, sprite, placement);
  lay({ to: canvas.u, from: sprite.u, alpha: sprite.ca, part: 2 }, canvas, sprite, placement);
  lay({ to: canvas.v, from: sprite.v, alpha: sprite.ca, part: 2 }, canvas, sprite, placement);
}

/** One of the three planes; those of colour are half as large, `part` 2. */
type Layer = { to: Uint8Array; from: Uint8Array; alpha: Uint8Array; part: number };

function layStill({ to, from, alpha, part }: Layer, canvas: Canvas, sprite: Sprite, placement: Placement): void {
  const { x, y, columns = [0, sprite.width] } = placement;
  withAddresses([to, from, alpha], ([toAt, fromAt, alphaAt]) =>
    kernel.layStill(
      toAt!,
      canvas.width / part,
      canvas.height / part,
      fromAt!,
      alphaAt!,
      sprite.width / part,
      sprite.height / part,
      x / part,
      y / part,
      columns[0] / part,
      columns[1] / part,
      strengthOf(placement),
    ),
  );
}

/** Bilinear. The outermost half pixel of a sprite is left out while it moves. */
function layMoving({ to, from, alpha, part }: Layer, canvas: Canvas, sprite: Sprite, placement: Placement): void {
  const { scale = 1, bend } = placement;
  const [x, y, width, height] = [placement.x / part, placement.y / part, sprite.width / part, sprite.height / part];
  const slack = bend ? 24 / part : 0;
  const firstRow = Math.max(0, Math.floor(y - slack));
  const lastRow = Math.min(canvas.height / part, Math.ceil(y + height * scale + slack));
  if (bend) {
    for (let row = firstRow, at = 0; row < lastRow; row++) {
      const { dx, dy } = bend(((row + 0.5 - y) / scale - 0.5) * part);
      bends[at++] = (dx / part) * scale;
      bends[at++] = dy / part;
    }
  }
  withAddresses([to, from, alpha, findSpans(alpha, width)], ([toAt, fromAt, alphaAt, spansAt]) =>
    kernel.layMoving(
      toAt!,
      canvas.width / part,
      fromAt!,
      alphaAt!,
      spansAt!,
      width,
      height,
      x,
      y,
      scale,
      strengthOf(placement),
      bend ? bends.byteOffset : 0,
      firstRow,
      lastRow,
    ),
  );
}

/** Opacity in parts of 256. */
function strengthOf({ opacity = 1 }: Placement): number {
  return Math.round(Math.min(1, opacity) * 256);
}

const knownSpans = new WeakMap<Uint8Array, Int32Array>();

/** For each row: where it begins and ends to show anything, and the longest stretch of it that hides what is below. */
function findSpans(alpha: Uint8Array, width: number): Int32Array {
  const known = knownSpans.get(alpha);
  if (known) return known;
  const height = alpha.length / width;
  const spans = takeWords(height * 4);
  withAddresses([spans, alpha], ([spansAt, alphaAt]) => kernel.findSpans(alphaAt!, width, height, spansAt!));
  knownSpans.set(alpha, spans);
  return spans;
}
