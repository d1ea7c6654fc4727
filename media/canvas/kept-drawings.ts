import type { Sprite } from "./sprite.ts";

/** Drawings that a process made before, so that a room is drawn once for all the shots that are filmed in it. */
export type KeptDrawings = { keep(svg: string, make: () => Sprite): Sprite };

/** Keeps drawings up to so many bytes; those not used for longest go first. Nobody may change a kept sprite. */
export function keepDrawings(mostBytes: number): KeptDrawings {
  const kept = new Map<string, Sprite>();
  let bytes = 0;
  return {
    keep(svg, make) {
      const standing = kept.get(svg);
      const sprite = standing ?? make();
      // A map remembers the order of its keys: the newest use is last.
      if (standing) kept.delete(svg);
      else bytes += sizeOf(sprite);
      kept.set(svg, sprite);
      for (const [oldest, its] of kept) {
        if (bytes <= mostBytes) break;
        kept.delete(oldest);
        bytes -= sizeOf(its);
      }
      return sprite;
    },
  };
}

/** Two planes of full size and three of a quarter. */
function sizeOf({ width, height }: Sprite): number {
  return width * height * 2.75;
}
