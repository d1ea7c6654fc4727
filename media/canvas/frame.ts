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

/** Bilinear, in 8-bit fixed point. A sample outside of the sprite is transparent, so edges stay soft while they move. */
function layMoving(plane: Plane, { x, y, scale, opacity, bend, part }: Motion): void {
  const { to, from, alpha, toWidth, toHeight, width, height } = plane;
  const step = Math.round(65536 / scale);
  const strength = Math.round(opacity * 256);
  const slack = bend ? 24 / part : 0;
  const firstRow = Math.max(0, Math.floor(y - slack));
  const lastRow = Math.min(toHeight, Math.ceil(y + height * scale + slack));
  for (let row = firstRow; row < lastRow; row++) {
    const plain = (row + 0.5 - y) / scale - 0.5;
    const shift = bend?.(plain * part);
    const v = plain - (shift ? shift.dy / part : 0);
    const above = Math.floor(v);
    if (above < -1 || above >= height) continue;
    const low = Math.round((v - above) * 256);
    const top = above >= 0 ? above * width : -1;
    const bottom = above + 1 < height ? (above + 1) * width : -1;
    const origin = x + (shift ? (shift.dx / part) * scale : 0);
    const left = Math.max(0, Math.ceil(origin - scale));
    const right = Math.min(toWidth, Math.floor(origin + width * scale + scale));
    let u = Math.round(((left + 0.5 - origin) / scale - 0.5) * 65536);
    let target = row * toWidth + left;
    for (const end = row * toWidth + right; target < end; target++, u += step) {
      const column = u >> 16;
      if (column < 0 || column + 1 >= width) {
        // The outermost half pixel: only sprites that bleed off their own edge have anything here.
        if (column + 1 < 0 || column >= width) continue;
        const only = column < 0 ? 0 : width - 1;
        const share = column < 0 ? (u & 65535) >> 8 : 256 - ((u & 65535) >> 8);
        const cover0 =
          (top >= 0 ? alpha[top + only]! : 0) * (256 - low) + (bottom >= 0 ? alpha[bottom + only]! : 0) * low;
        if (cover0 === 0) continue;
        const value0 =
          (top >= 0 ? from[top + only]! : 0) * (256 - low) + (bottom >= 0 ? from[bottom + only]! : 0) * low;
        const cover = ((cover0 >> 8) * share * strength) >> 16;
        to[target] = (((value0 >> 8) * share * strength) >> 16) + ((to[target]! * (255 - cover)) / 255 + 0.5);
        continue;
      }
      const t = top >= 0 ? top + column : -1;
      const b = bottom >= 0 ? bottom + column : -1;
      const a00 = t >= 0 ? alpha[t]! : 0;
      const a01 = t >= 0 ? alpha[t + 1]! : 0;
      const a10 = b >= 0 ? alpha[b]! : 0;
      const a11 = b >= 0 ? alpha[b + 1]! : 0;
      if ((a00 | a01 | a10 | a11) === 0) continue;
      const near = (u & 65535) >> 8;
      const far = 256 - near;
      const high = 256 - low;
      const value =
        ((t >= 0 ? from[t]! * far + from[t + 1]! * near : 0) * high +
          (b >= 0 ? from[b]! * far + from[b + 1]! * near : 0) * low +
          32768) >>
        16;
      if (strength === 256 && (a00 & a01 & a10 & a11) === 255) {
        to[target] = value;
        continue;
      }
      const cover =
        (((a00 * far + a01 * near) * high + (a10 * far + a11 * near) * low) * (strength / 256) + 32768) >> 16;
      const under = to[target]! * (255 - cover) + 128;
      to[target] = ((value * strength) >> 8) + ((under + (under >> 8)) >> 8);
    }
  }
}
