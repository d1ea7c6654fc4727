import { seededNumbers } from "../canvas/motion.ts";
import type { Drum } from "./beds.ts";
import type { Stroke } from "./compose-bed.ts";
import { addVoice, type Loop, sound, type Voice } from "./instruments.ts";

/** Adds a stroke to a loop; one that comes again sounds the same. Every drum is a decaying tone, filtered noise, or both. */
export function strikeDrum(loop: Loop, { drum, at, level }: Stroke, struck: Map<string, Voice>): void {
  const name = `${drum} ${level}`;
  const voice = struck.get(name) ?? players[drum](level, loop.sampleRate);
  struck.set(name, voice);
  addVoice(loop, voice, at);
}

const players: Record<Drum, (level: number, sampleRate: number) => Voice> = {
  kick(level, sampleRate) {
    let phase = 0;
    return sound(sampleRate, 0.3, (time) => {
      phase += (2 * Math.PI * (46 + 95 * Math.exp(-time * 34))) / sampleRate;
      return level * 0.5 * Math.exp(-time * 11) * Math.min(1, time / 0.002) * Math.sin(phase);
    });
  },
  snare(level, sampleRate) {
    const hiss = noise("snare", 0.55);
    const turn = (2 * Math.PI * 185) / sampleRate;
    return sound(sampleRate, 0.2, (time, index) => {
      const body = 0.35 * Math.exp(-time * 28) * Math.sin(turn * index);
      return level * 0.26 * Math.min(1, time / 0.002) * (body + 0.6 * Math.exp(-time * 19) * hiss());
    });
  },
  rim(level, sampleRate) {
    const hiss = noise("rim", 0.5);
    const turn = (2 * Math.PI * 820) / sampleRate;
    return sound(sampleRate, 0.06, (time, index) => {
      const stroke = Math.min(1, time / 0.001) * Math.exp(-time * 70);
      return level * 0.2 * stroke * (Math.sin(turn * index) + 0.5 * hiss());
    });
  },
  clap(level, sampleRate) {
    const hiss = noise("clap", 0.35);
    return sound(sampleRate, 0.18, (time) => {
      // Several hands, none of them at the same moment.
      const hands = time < 0.03 ? Math.exp(-(time % 0.01) * 260) : Math.exp(-(time - 0.03) * 26);
      return level * 0.2 * Math.min(1, time / 0.001) * hands * hiss();
    });
  },
  hat(level, sampleRate) {
    const hiss = noise("hat", 0.85);
    return sound(sampleRate, 0.06, (time) => level * 0.09 * Math.min(1, time / 0.001) * Math.exp(-time * 75) * hiss());
  },
  shaker(level, sampleRate) {
    const hiss = noise("shaker", 0.8);
    return sound(
      sampleRate,
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
