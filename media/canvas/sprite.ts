import { kernel, takeBytes, withAddresses } from "./kernel/kernel.ts";

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

/** A drawing that hides everything below it: its alpha is not looked at. A canvas can be one. */
export type Backdrop = Pick<Sprite, "width" | "height" | "y" | "u" | "v">;

/** From premultiplied RGBA rows of an even width and height, as resvg gives them. */
export function spriteFromRgba(rgba: Uint8Array, width: number, height: number): Sprite {
  if (width % 2 || height % 2 || rgba.length !== width * height * 4) throw new Error("A sprite needs even RGBA rows");
  const half = (width / 2) * (height / 2);
  const sprite: Sprite = {
    width,
    height,
    y: takeBytes(width * height),
    a: takeBytes(width * height),
    u: takeBytes(half),
    v: takeBytes(half),
    ca: takeBytes(half),
  };
  const { y, a, u, v, ca } = sprite;
  const fill = ([y, a, u, v, ca, from]: number[]) => kernel.fillPlanes(from!, width, height, y!, a!, u!, v!, ca!);
  withAddresses([y, a, u, v, ca, rgba], fill, 5);
  return sprite;
}

/** A sprite of one's own to change. */
export function copySprite({ width, height, ...planes }: Sprite): Sprite {
  const copy = (plane: Uint8Array) => {
    const own = takeBytes(plane.length);
    own.set(plane);
    return own;
  };
  const { y, a, u, v, ca } = planes;
  return { width, height, y: copy(y), a: copy(a), u: copy(u), v: copy(v), ca: copy(ca) };
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
