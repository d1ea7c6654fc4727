import type { Backdrop } from "./sprite.ts";

/** Drawings that a process made before, so that a room and a face are drawn once for all the shots that show them. */
export type KeptDrawings = {
  /** The drawing of a name, made now unless it is kept. The name holds everything that the drawing depends on. */
  keep<Drawing extends Backdrop>(name: string, make: () => Drawing): Drawing;
};

/** Keeps drawings up to so many bytes; those not used for longest go first. Nobody may change a kept drawing. */
export function keepDrawings(mostBytes: number): KeptDrawings {
  const kept = new Map<string, Backdrop>();
  let bytes = 0;
  return {
    keep<Drawing extends Backdrop>(name: string, make: () => Drawing): Drawing {
      // A name is given by one place only, which always makes the same kind of drawing for it.
      const standing = kept.get(name) as Drawing | undefined;
      const drawing = standing ?? make();
      // A map remembers the order of its keys: the newest use is last.
      if (standing) kept.delete(name);
      else bytes += sizeOf(drawing);
      kept.set(name, drawing);
      for (const [oldest, its] of kept) {
        if (bytes <= mostBytes) break;
        kept.delete(oldest);
        bytes -= sizeOf(its);
      }
      return drawing;
    },
  };
}

/** For who draws once: nothing is kept. */
export const keepNothing: KeptDrawings = { keep: (_, make) => make() };

/** Two planes of full size and three of a quarter. */
function sizeOf({ width, height }: Backdrop): number {
  return width * height * 2.75;
}
