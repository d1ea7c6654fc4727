/**
 * A picture ready to be laid over a frame: planar BT.709 limited-range YUV 4:2:0, premultiplied by its alpha. Width and
 * height are even. `ca` is the alpha at the size of the colour planes.
 */
export type Sprite = {
  width: number;
  height: number;
  y: Uint8Array;
  a: Uint8Array;
  u: Uint8Array;
  v: Uint8Array;
  ca: Uint8Array;
};

/** From premultiplied RGBA rows of an even width and height, as resvg gives them. */
export function spriteFromRgba(rgba: Uint8Array, width: number, height: number): Sprite {
  if (width % 2 || height % 2 || rgba.length !== width * height * 4) throw new Error("A sprite needs even RGBA rows");
  const half = (width / 2) * (height / 2);
  const sprite: Sprite = {
    width,
    height,
    y: new Uint8Array(width * height),
    a: new Uint8Array(width * height),
    u: new Uint8Array(half),
    v: new Uint8Array(half),
    ca: new Uint8Array(half),
  };
  fillLuma(sprite, rgba);
  fillColour(sprite, rgba);
  return sprite;
}

/** The columns of a sprite from `left`, `width` wide; both are even. */
export function cropSprite(sprite: Sprite, left: number, width: number): Sprite {
  const cut = (from: Uint8Array, part: number) => {
    const [stride, wide, high, x] = [sprite.width / part, width / part, sprite.height / part, left / part];
    const to = new Uint8Array(wide * high);
    for (let row = 0; row < high; row++) to.set(from.subarray(row * stride + x, row * stride + x + wide), row * wide);
    return to;
  };
  const { y, a, u, v, ca, height } = sprite;
  return { width, height, y: cut(y, 1), a: cut(a, 1), u: cut(u, 2), v: cut(v, 2), ca: cut(ca, 2) };
}

/** Overwrites a part of a sprite with another, such as a mouth in a face. `left` and `top` are even. */
export function pasteSprite(onto: Sprite, patch: Sprite, left: number, top: number): void {
  const copy = (
    to: Uint8Array,
    from: Uint8Array,
    toWidth: number,
    width: number,
    height: number,
    x: number,
    y: number,
  ) => {
    for (let row = 0; row < height; row++) {
      to.set(from.subarray(row * width, (row + 1) * width), (y + row) * toWidth + x);
    }
  };
  for (const plane of ["y", "a"] as const) {
    copy(onto[plane], patch[plane], onto.width, patch.width, patch.height, left, top);
  }
  for (const plane of ["u", "v", "ca"] as const) {
    copy(onto[plane], patch[plane], onto.width / 2, patch.width / 2, patch.height / 2, left / 2, top / 2);
  }
}

function fillLuma({ y, a }: Sprite, rgba: Uint8Array): void {
  for (let pixel = 0, at = 0; pixel < y.length; pixel++, at += 4) {
    const alpha = rgba[at + 3]!;
    if (alpha === 0) continue;
    a[pixel] = alpha;
    // Coefficients of BT.709 scaled to 16–235, times 65536.
    y[pixel] = (11966 * rgba[at]! + 40254 * rgba[at + 1]! + 4064 * rgba[at + 2]! + 4112 * alpha + 32768) >> 16;
  }
}

function fillColour({ width, height, u, v, ca }: Sprite, rgba: Uint8Array): void {
  const stride = width * 4;
  let pixel = 0;
  for (let row = 0; row < height; row += 2) {
    for (let at = row * stride, end = at + stride; at < end; at += 8, pixel++) {
      const below = at + stride;
      const alpha = (rgba[at + 3]! + rgba[at + 7]! + rgba[below + 3]! + rgba[below + 7]!) / 4;
      if (alpha === 0) continue;
      const red = (rgba[at]! + rgba[at + 4]! + rgba[below]! + rgba[below + 4]!) / 4;
      const green = (rgba[at + 1]! + rgba[at + 5]! + rgba[below + 1]! + rgba[below + 5]!) / 4;
      const blue = (rgba[at + 2]! + rgba[at + 6]! + rgba[below + 2]! + rgba[below + 6]!) / 4;
      const grey = (alpha * 128) / 255;
      ca[pixel] = alpha + 0.5;
      u[pixel] = grey - 0.1006 * red - 0.3386 * green + 0.4392 * blue + 0.5;
      v[pixel] = grey + 0.4392 * red - 0.3989 * green - 0.0403 * blue + 0.5;
    }
  }
}
