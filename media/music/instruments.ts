import type { Instrument } from "./beds.ts";
import type { Note } from "./compose-bed.ts";

/** A loop under way: what runs over its end sounds on at its beginning, so that it has no seam. */
export type Loop = { samples: Float32Array; sampleRate: number };

/** Adds a note to a loop. */
export function playNote(loop: Loop, note: Note): void {
  players[note.instrument](loop, note);
}

const players: Record<Instrument, (loop: Loop, note: Note) => void> = {
  pad: playPad,
  keys: playKeys,
  pluck: playPluck,
  bell: playBell,
  bass: playBass,
};

/** Two slow, slightly parted voices of a few harmonics each: a string section seen from far away. */
function playPad(loop: Loop, { at, seconds, hertz, level }: Note): void {
  const { sampleRate } = loop;
  const [attack, release] = [Math.min(0.6, seconds / 3), 0.7];
  const [one, two] = [wavePad.step(hertz * 0.9985, sampleRate), wavePad.step(hertz * 1.0015, sampleRate)];
  sound(loop, at, seconds + release, (time, index) => {
    const swell = Math.min(1, time / attack) * Math.min(1, (seconds + release - time) / release);
    return level * 0.09 * swell * swell * (wavePad.at(index * one) + wavePad.at(index * two + 500));
  });
}

/** An electric piano: one oscillator bends another, most of all at the stroke. */
function playKeys(loop: Loop, { at, seconds, hertz, level }: Note): void {
  const turn = (2 * Math.PI * hertz) / loop.sampleRate;
  sound(loop, at, seconds + 0.25, (time, index) => {
    const fade = Math.exp(-time * 2.2) * Math.min(1, time / 0.004) * release(time, seconds, 0.25);
    const bend = 1.1 * Math.exp(-time * 5) + 0.15;
    const tine = 0.06 * Math.exp(-time * 18) * Math.sin(turn * 7 * index);
    return level * 0.16 * fade * (Math.sin(turn * index + bend * Math.sin(turn * index)) + tine);
  });
}

/** A plucked string after Karplus and Strong: a burst that goes round and loses its edge. */
function playPluck(loop: Loop, { at, seconds, hertz, level }: Note): void {
  const period = loop.sampleRate / hertz;
  const size = Math.floor(period - 0.5);
  const string = new Float32Array(size);
  let state = 22_222 + Math.round(hertz);
  let soft = 0;
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    soft += 0.45 * (state / 0x40000000 - 1 - soft);
    string[index] = soft;
  }
  // The string's true length has a fraction; an allpass gives it back, or high notes would be out of tune.
  const rest = period - 0.5 - size;
  const tune = (1 - rest) / (1 + rest);
  let [before, allBefore, place, given] = [0, 0, 0, 0];
  const hold = 0.996;
  sound(loop, at, seconds + 0.3, (time) => {
    const now = string[place]!;
    const mean = hold * 0.5 * (now + before);
    before = now;
    given = tune * mean + allBefore - tune * given;
    allBefore = mean;
    string[place] = given;
    place = (place + 1) % size;
    return level * 0.42 * now * release(time, seconds, 0.3);
  });
}

/** A struck bar of wood or glass: its tone, and one far above that dies at once. */
function playBell(loop: Loop, { at, hertz, level }: Note): void {
  const turn = (2 * Math.PI * hertz) / loop.sampleRate;
  sound(loop, at, 1.4, (time, index) => {
    const stroke = Math.min(1, time / 0.002);
    const body = Math.exp(-time * 4.5) * Math.sin(turn * index);
    const strike = 0.25 * Math.exp(-time * 24) * Math.sin(turn * 3.93 * index);
    return level * 0.3 * stroke * release(time, 1.3, 0.1) * (body + strike);
  });
}

/** Round and low; its second harmonic is what a phone's loudspeaker lets through. */
function playBass(loop: Loop, { at, seconds, hertz, level }: Note): void {
  const turn = (2 * Math.PI * hertz) / loop.sampleRate;
  sound(loop, at, seconds + 0.08, (time, index) => {
    const fade = Math.min(1, time / 0.008) * Math.exp(-time * 1.4) * release(time, seconds, 0.08);
    const wave = Math.sin(turn * index) + 0.4 * Math.sin(2 * turn * index) + 0.16 * Math.sin(3 * turn * index);
    return level * 0.24 * fade * wave;
  });
}

function release(time: number, from: number, length: number): number {
  return time < from ? 1 : Math.max(0, 1 - (time - from) / length);
}

/** Adds `seconds` of a voice from `at` on, round the end of the loop. */
export function sound(
  { samples, sampleRate }: Loop,
  at: number,
  seconds: number,
  voice: (time: number, index: number) => number,
): void {
  let place = Math.round(at * sampleRate) % samples.length;
  const count = Math.round(seconds * sampleRate);
  for (let index = 0; index < count; index++) {
    samples[place]! += voice(index / sampleRate, index);
    if (++place === samples.length) place = 0;
  }
}

/** One period of a waveform that is dull enough never to alias where pads play. */
const wavePad = (() => {
  const size = 2048;
  const table = new Float32Array(size + 1);
  for (let index = 0; index <= size; index++) {
    for (let harmonic = 1; harmonic <= 7; harmonic++) {
      table[index]! += Math.sin((2 * Math.PI * harmonic * index) / size) / harmonic ** 1.7;
    }
  }
  return {
    step: (hertz: number, sampleRate: number) => (hertz * size) / sampleRate,
    at(position: number) {
      const whole = Math.floor(position);
      const near = position - whole;
      const index = whole % size;
      return table[index]! * (1 - near) + table[index + 1]! * near;
    },
  };
})();
