import type { Sprite } from "./sprite.ts";

/** Drawings that a process made before, so that a room and a face are drawn once for all the shots that show them. */
export type KeptDrawings = {
  /** The drawing of a name, made now unless it is kept. The name holds everything that the drawing depends on. */
  keep(name: string, make: () => Sprite): Sprite;
  /** As `keep`, where making takes another library's time. */
  keepLater(name: string, make: () => Promise<Sprite>): Promise<Sprite>;
};

/** Keeps drawings up to so many bytes; those not used for longest go first. Nobody may change a kept sprite. */
export function keepDrawings(mostBytes: number): KeptDrawings {
  const kept = new Map<string, Sprite>();
  let bytes = 0;

  function use(name: string): Sprite | undefined {
    const standing = kept.get(name);
    if (!standing) return undefined;
    // A map remembers the order of its keys: the newest use is last.
    kept.delete(name);
    kept.set(name, standing);
    return standing;
  }
  function add(name: string, sprite: Sprite): Sprite {
    bytes += sizeOf(sprite);
    kept.set(name, sprite);
    for (const [oldest, its] of kept) {
      if (bytes <= mostBytes) break;
      kept.delete(oldest);
      bytes -= sizeOf(its);
    }
    return sprite;
  }
  return {
    keep: (name, make) => use(name) ?? add(name, make()),
    async keepLater(name, make) {
      const standing = use(name);
      if (standing) return standing;
      const made = await make();
      return use(name) ?? add(name, made);
    },
  };
}

/** For who draws once: nothing is kept. */
export const keepNothing: KeptDrawings = { keep: (_, make) => make(), keepLater: (_, make) => make() };

/** Two planes of full size and three of a quarter. */
function sizeOf({ width, height }: Sprite): number {
  return width * height * 2.75;
}
