import type { Sprite } from "./sprite.ts";

/** One video frame in the encoder's own layout, yuv420p: the Y plane, then U, then V, without padding. */
export type Canvas = { width: number; height: number; bytes: Buffer; y: Uint8Array; u: Uint8Array; v: Uint8Array };

/**
 * Where a sprite goes: the canvas place of its top left corner (fractions are honoured, so slow movement is smooth),
 * its size as a factor and its opacity. `bend` shifts a row of the sprite, both in sprite pixels, which is how a head
 * nods and leans on still shoulders.
 */
export type Placement = {
  x: number;
  y: number;
  scale?: number;
  opacity?: number;
  bend?: (row: number) => { dx: number; dy: number };
};

export function createCanvas(width: number, height: number): Canvas {
  const bytes = Buffer.alloc((width * height * 3) / 2);
  const luma = width * height;
  const part = (from: number, to: number) => new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from);
  return {
    width,
    height,
    bytes,
    y: part(0, luma),
    u: part(luma, luma * 1.25),
    v: part(luma * 1.25, luma * 1.5),
  };
}

/** Covers the whole canvas with an opaque sprite of its size: the cheapest way to begin a frame. */
export function coverCanvas(canvas: Canvas, backdrop: Sprite): void {
  canvas.y.set(backdrop.y);
  canvas.u.set(backdrop.u);
  canvas.v.set(backdrop.v);
}

/**
 * Covers the whole canvas with a part of a larger opaque sprite, whose corner lies at `left`, `top` of it. Whole pixels, so
 * it is for what is out of focus: colour moves by two.
 */
export function coverWindow(canvas: Canvas, backdrop: Sprite, left: number, top: number): void {
  const copy = (to: Uint8Array, from: Uint8Array, part: number) => {
    const [wide, high, width] = [canvas.width / part, canvas.height / part, backdrop.width / part];
    const x = Math.min(Math.max(0, Math.floor(left / part)), width - wide);
    const y = Math.min(Math.max(0, Math.floor(top / part)), backdrop.height / part - high);
    for (let row = 0; row < high; row++) {
      const at = (y + row) * width + x;
      to.set(from.subarray(at, at + wide), row * wide);
    }
  };
  copy(canvas.y, backdrop.y, 1);
  copy(canvas.u, backdrop.u, 2);
  copy(canvas.v, backdrop.v, 2);
}

/** Lays a sprite over what the canvas holds. Parts outside of the canvas are cut off. */
export function laySprite(canvas: Canvas, sprite: Sprite, placement: Placement): void {
  const { x, y, scale = 1, opacity = 1, bend } = placement;
  if (opacity <= 0 || scale <= 0) return;
  const still = scale === 1 && !bend && opacity >= 1 && Number.isInteger(x / 2) && Number.isInteger(y / 2);
  const layers: Layer[] = [
    { to: canvas.y, from: sprite.y, alpha: sprite.a, part: 1 },
    { to: canvas.u, from: sprite.u, alpha: sprite.ca, part: 2 },
    { to: canvas.v, from: sprite.v, alpha: sprite.ca, part: 2 },
  ];
  for (const layer of layers) {
    const plane: Plane = {
      ...layer,
      toWidth: canvas.width / layer.part,
      toHeight: canvas.height / layer.part,
      width: sprite.width / layer.part,
      height: sprite.height / layer.part,
    };
    if (still) layStill(plane, x / layer.part, y / layer.part);
    else layMoving(plane, { x: x / layer.part, y: y / layer.part, scale, opacity, bend, part: layer.part });
  }
}

type Layer = { to: Uint8Array; from: Uint8Array; alpha: Uint8Array; part: number };
type Plane = Layer & { toWidth: number; toHeight: number; width: number; height: number };

function layStill({ to, from, alpha, toWidth, toHeight, width, height }: Plane, x: number, y: number): void {
  const left = Math.max(0, x);
  const right = Math.min(toWidth, x + width);
  for (let row = Math.max(0, y); row < Math.min(toHeight, y + height); row++) {
    let source = (row - y) * width + (left - x);
    let target = row * toWidth + left;
    for (const end = row * toWidth + right; target < end; target++, source++) {
      const cover = alpha[source]!;
      if (cover === 0) continue;
      if (cover === 255) to[target] = from[source]!;
      else {
        const under = to[target]! * (255 - cover) + 128;
        to[target] = from[source]! + ((under + (under >> 8)) >> 8);
      }
    }
  }
}

type Motion = Required<Pick<Placement, "x" | "y" | "scale" | "opacity">> & Pick<Placement, "bend"> & { part: number };

/**
 * Bilinear, in fixed point, row by row. This is where a render's time goes, so each row is cut by the sprite's spans:
 * nothing is done where it is empty, and where it is opaque the canvas is not read. The outermost half pixel of a
 * sprite is left out while it moves.
 */
function layMoving(plane: Plane, { x, y, scale, opacity, bend, part }: Motion): void {
  const { to, from, alpha, toWidth, toHeight, width, height } = plane;
  const spans = findSpans(alpha, width);
  const strength = Math.round(opacity * 256);
  const step = Math.round(65536 / scale);
  const slack = bend ? 24 / part : 0;
  const lastRow = Math.min(toHeight, Math.ceil(y + height * scale + slack));
  for (let row = Math.max(0, Math.floor(y - slack)); row < lastRow; row++) {
    const plain = (row + 0.5 - y) / scale - 0.5;
    const shift = bend?.(plain * part);
    const v = plain - (shift ? shift.dy / part : 0);
    const above = Math.floor(v);
    if (above < 0 || above + 1 >= height) continue;
    const [upper, lower] = [above * 4, above * 4 + 4];
    const first = Math.min(spans[upper]!, spans[lower]!);
    const last = Math.max(spans[upper + 1]!, spans[lower + 1]!);
    if (first >= last) continue;
    const origin = x + (shift ? (shift.dx / part) * scale : 0);
    // Plain arithmetic, no closures: this runs 50,000 times a second. `offset` turns a sample into a canvas column.
    const offset = origin - 0.5 + 0.5 * scale;
    const begin = Math.max(0, Math.ceil(Math.max(0, first - 1) * scale + offset));
    const end = Math.min(toWidth, Math.ceil(Math.min(width - 1, last) * scale + offset));
    if (begin >= end) continue;
    let solidFrom = end;
    let solidTo = end;
    const solid = Math.min(spans[upper + 3]!, spans[lower + 3]!) - 1 - Math.max(spans[upper + 2]!, spans[lower + 2]!);
    if (strength === 256 && solid > 4) {
      solidFrom = Math.ceil(Math.max(spans[upper + 2]!, spans[lower + 2]!) * scale + offset);
      solidTo = Math.ceil((Math.min(spans[upper + 3]!, spans[lower + 3]!) - 1) * scale + offset);
      solidFrom = Math.min(Math.max(solidFrom, begin), end);
      solidTo = Math.min(Math.max(solidTo, solidFrom), end);
    }
    const top = above * width;
    const base = row * toWidth;
    const low = Math.round((v - above) * 256);
    const zero = Math.round((-offset / scale) * 65536);
    const sample = Math.max(0, zero + begin * step);
    blendRow(to, from, alpha, base + begin, base + solidFrom, top, width, sample, step, low, strength);
    copyRow(to, from, base + solidFrom, base + solidTo, top, width, sample + (solidFrom - begin) * step, step, low);
    blendRow(
      to,
      from,
      alpha,
      base + solidTo,
      base + end,
      top,
      width,
      sample + (solidTo - begin) * step,
      step,
      low,
      strength,
    );
  }
}

function copyRow(
  to: Uint8Array,
  from: Uint8Array,
  begin: number,
  end: number,
  top: number,
  width: number,
  sample: number,
  step: number,
  low: number,
): void {
  const high = 256 - low;
  let u = sample;
  for (let target = begin; target < end; target++, u += step) {
    const at = top + (u >> 16);
    const near = (u >> 8) & 255;
    const left = from[at]! * high + from[at + width]! * low;
    const right = from[at + 1]! * high + from[at + width + 1]! * low;
    to[target] = (left * (256 - near) + right * near + 32768) >> 16;
  }
}

function blendRow(
  to: Uint8Array,
  from: Uint8Array,
  alpha: Uint8Array,
  begin: number,
  end: number,
  top: number,
  width: number,
  sample: number,
  step: number,
  low: number,
  strength: number,
): void {
  const high = 256 - low;
  let u = sample;
  for (let target = begin; target < end; target++, u += step) {
    const at = top + (u >> 16);
    const near = (u >> 8) & 255;
    const far = 256 - near;
    let cover =
      ((alpha[at]! * high + alpha[at + width]! * low) * far +
        (alpha[at + 1]! * high + alpha[at + width + 1]! * low) * near) >>
      8;
    if (cover === 0) continue;
    let value =
      ((from[at]! * high + from[at + width]! * low) * far +
        (from[at + 1]! * high + from[at + width + 1]! * low) * near) >>
      8;
    if (strength < 256) {
      cover = (cover * strength) >> 8;
      value = (value * strength) >> 8;
    }
    // Both are times 256 now, and every product fits 32 bits, which keeps it in whole numbers.
    const under = ((to[target]! * (65280 - cover)) >> 8) + 128;
    to[target] = ((value + 128) >> 8) + ((under + (under >> 8)) >> 8);
  }
}

const knownSpans = new WeakMap<Uint8Array, Int32Array>();

/** For each row: where it begins and ends to show anything, and the longest stretch of it that hides what is below. */
function findSpans(alpha: Uint8Array, width: number): Int32Array {
  const known = knownSpans.get(alpha);
  if (known) return known;
  const spans = new Int32Array((alpha.length / width) * 4);
  for (let row = 0; row * width < alpha.length; row++) {
    let [first, last, bestFrom, bestTo, from] = [width, 0, 0, 0, -1];
    for (let column = 0; column <= width; column++) {
      const cover = column < width ? alpha[row * width + column]! : 0;
      if (cover > 0) {
        if (first === width) first = column;
        last = column + 1;
      }
      if (cover === 255 && from < 0) from = column;
      if (cover < 255 && from >= 0) {
        if (column - from > bestTo - bestFrom) [bestFrom, bestTo] = [from, column];
        from = -1;
      }
    }
    spans.set([first, last, bestFrom, bestTo], row * 4);
  }
  knownSpans.set(alpha, spans);
  return spans;
}
