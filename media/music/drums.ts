import { seededNumbers } from "../canvas/motion.ts";
import type { Drum } from "./beds.ts";
import type { Stroke } from "./compose-bed.ts";
import { type Loop, sound } from "./instruments.ts";

/** Adds a stroke to a loop. Every drum is a decaying tone, filtered noise, or both. */
export function strikeDrum(loop: Loop, { drum, at, level }: Stroke): void {
  players[drum](loop, at, level);
}

const players: Record<Drum, (loop: Loop, at: number, level: number) => void> = {
  kick(loop, at, level) {
    let phase = 0;
    sound(loop, at, 0.3, (time) => {
      phase += (2 * Math.PI * (46 + 95 * Math.exp(-time * 34))) / loop.sampleRate;
      return level * 0.5 * Math.exp(-time * 11) * Math.min(1, time / 0.002) * Math.sin(phase);
    });
  },
  snare(loop, at, level) {
    const hiss = noise("snare", 0.55);
    const turn = (2 * Math.PI * 185) / loop.sampleRate;
    sound(loop, at, 0.2, (time, index) => {
      const body = 0.35 * Math.exp(-time * 28) * Math.sin(turn * index);
      return level * 0.26 * Math.min(1, time / 0.002) * (body + 0.6 * Math.exp(-time * 19) * hiss());
    });
  },
  rim(loop, at, level) {
    const hiss = noise("rim", 0.5);
    const turn = (2 * Math.PI * 820) / loop.sampleRate;
    sound(loop, at, 0.06, (time, index) => {
      const stroke = Math.min(1, time / 0.001) * Math.exp(-time * 70);
      return level * 0.2 * stroke * (Math.sin(turn * index) + 0.5 * hiss());
    });
  },
  clap(loop, at, level) {
    const hiss = noise("clap", 0.35);
    sound(loop, at, 0.18, (time) => {
      // Several hands, none of them at the same moment.
      const hands = time < 0.03 ? Math.exp(-(time % 0.01) * 260) : Math.exp(-(time - 0.03) * 26);
      return level * 0.2 * Math.min(1, time / 0.001) * hands * hiss();
    });
  },
  hat(loop, at, level) {
    const hiss = noise("hat", 0.85);
    sound(loop, at, 0.06, (time) => level * 0.09 * Math.min(1, time / 0.001) * Math.exp(-time * 75) * hiss());
  },
  shaker(loop, at, level) {
    const hiss = noise("shaker", 0.8);
    sound(
      loop,
      at,
      0.11,
      (time) => level * 0.07 * Math.min(1, time / 0.025) * Math.exp(-Math.max(0, time - 0.025) * 42) * hiss(),
    );
  },
};

/** White noise less its low part: `high` 0 takes nothing away, 1 leaves only the hiss. The same for every stroke. */
function noise(seed: string, high: number): () => number {
  const next = seededNumbers(seed);
  let low = 0;
  return () => {
    const white = next() * 2 - 1;
    low += (1 - high) * 0.5 * (white - low);
    return white - low;
  };
}
