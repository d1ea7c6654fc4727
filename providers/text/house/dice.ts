import { createHash } from "node:crypto";

/** Chance that always falls the same way for the same seed. */
export type Dice = {
  /** A whole number from 0 to below `sides`. */
  roll(sides: number): number;
  chance(share: number): boolean;
  /** A number from 0 to below 1. */
  share(): number;
  pick<T>(from: readonly T[]): T | undefined;
  shuffle<T>(list: readonly T[]): T[];
};

/** Mulberry32, seeded with the first 32 bits of the SHA-256 of all parts. */
export function createDice(...seed: (string | number)[]): Dice {
  let state = createHash("sha256").update(JSON.stringify(seed)).digest().readUInt32BE(0);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const roll = (sides: number) => Math.floor(next() * sides);
  return {
    roll,
    chance: (share) => next() < share,
    share: next,
    pick: (from) => (from.length === 0 ? undefined : from[roll(from.length)]),
    shuffle: (list) => {
      const shuffled = [...list];
      for (let index = shuffled.length - 1; index > 0; index--) {
        const other = roll(index + 1);
        [shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!];
      }
      return shuffled;
    },
  };
}
