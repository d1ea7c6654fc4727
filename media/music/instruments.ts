import type { Instrument } from "./beds.ts";
import type { Note } from "./compose-bed.ts";

/** A loop under way: what runs over its end sounds on at its beginning, so that it has no seam. */
export type Loop = { samples: Float32Array; sampleRate: number };

/** Samples of a voice by itself, from its beginning. */
export type Voice = Float32Array;

/** Plays notes into loops. A note that comes again is not played anew: a bed repeats its chords and its strokes. */
export function playNote(loop: Loop, { at, ...note }: Note, played = new Map<string, Voice>()): void {
  const name = `${note.instrument} ${note.hertz} ${note.seconds} ${note.level}`;
  const voice = played.get(name) ?? players[note.instrument](note, loop.sampleRate);
  played.set(name, voice);
  addVoice(loop, voice, at);
}

type Played = Omit<Note, "at">;

const players: Record<Instrument, (note: Played, sampleRate: number) => Voice> = {
  pad: playPad,
  keys: playKeys,
  pluck: playPluck,
  bell: playBell,
  bass: playBass,
};

/** Two slow, slightly parted voices of a few harmonics each: a string section seen from far away. */
function playPad({ seconds, hertz, level }: Played, sampleRate: number): Voice {
  const [attack, release] = [Math.min(0.6, seconds / 3), 0.7];
  const [one, two] = [wavePad.step(hertz * 0.9985, sampleRate), wavePad.step(hertz * 1.0015, sampleRate)];
  return sound(sampleRate, seconds + release, (time, index) => {
    const swell = Math.min(1, time / attack) * Math.min(1, (seconds + release - time) / release);
    return level * 0.09 * swell * swell * (wavePad.at(index * one) + wavePad.at(index * two + 500));
  });
}

/** An electric piano: one oscillator bends another, most of all at the stroke. */
function playKeys({ seconds, hertz, level }: Played, sampleRate: number): Voice {
  const turn = (2 * Math.PI * hertz) / sampleRate;
  return sound(sampleRate, seconds + 0.25, (time, index) => {
    const fade = Math.exp(-time * 2.2) * Math.min(1, time / 0.004) * release(time, seconds, 0.25);
    const bend = 1.1 * Math.exp(-time * 5) + 0.15;
    const tine = 0.06 * Math.exp(-time * 18) * Math.sin(turn * 7 * index);
    return level * 0.16 * fade * (Math.sin(turn * index + bend * Math.sin(turn * index)) + tine);
  });
}

/** A plucked string after Karplus and Strong: a burst that goes round and loses its edge. */
function playPluck({ seconds, hertz, level }: Played, sampleRate: number): Voice {
  const period = sampleRate / hertz;
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
  return sound(sampleRate, seconds + 0.3, (time) => {
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
function playBell({ hertz, level }: Played, sampleRate: number): Voice {
  const turn = (2 * Math.PI * hertz) / sampleRate;
  return sound(sampleRate, 1.4, (time, index) => {
    const stroke = Math.min(1, time / 0.002);
    const body = Math.exp(-time * 4.5) * Math.sin(turn * index);
    const strike = 0.25 * Math.exp(-time * 24) * Math.sin(turn * 3.93 * index);
    return level * 0.3 * stroke * release(time, 1.3, 0.1) * (body + strike);
  });
}

/** Round and low; its second harmonic is what a phone's loudspeaker lets through. */
function playBass({ seconds, hertz, level }: Played, sampleRate: number): Voice {
  const turn = (2 * Math.PI * hertz) / sampleRate;
  return sound(sampleRate, seconds + 0.08, (time, index) => {
    const fade = Math.min(1, time / 0.008) * Math.exp(-time * 1.4) * release(time, seconds, 0.08);
    const wave = Math.sin(turn * index) + 0.4 * Math.sin(2 * turn * index) + 0.16 * Math.sin(3 * turn * index);
    return level * 0.24 * fade * wave;
  });
}

function release(time: number, from: number, length: number): number {
  return time < from ? 1 : Math.max(0, 1 - (time - from) / length);
}

/** `seconds` of a voice. */
export function sound(sampleRate: number, seconds: number, voice: (time: number, index: number) => number): Voice {
  const samples = new Float32Array(Math.round(seconds * sampleRate));
  for (let index = 0; index < samples.length; index++) samples[index] = voice(index / sampleRate, index);
  return samples;
}

/** Adds a voice from `at` (seconds) on, round the end of the loop. */
export function addVoice({ samples, sampleRate }: Loop, voice: Voice, at: number): void {
  let place = Math.round(at * sampleRate) % samples.length;
  for (let index = 0; index < voice.length; index++) {
    samples[place]! += voice[index]!;
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
