/** The music beds that are made here. Nobody else owns them: they come out of the notes below and our own synthesiser. */
export const bedIds = ["warm", "calm", "bright", "playful", "driving", "late"] as const;
export type BedId = (typeof bedIds)[number];

/** What plays a part. Drums are named by what is hit. */
export type Instrument = "pad" | "keys" | "pluck" | "bell" | "bass";
export type Drum = "kick" | "snare" | "rim" | "clap" | "hat" | "shaker";

/**
 * A part: one bar of sixteen steps, played again and again over the chords. `x` is a stroke, `o` a soft one, `.` a rest.
 * For chords, a digit is a note of the chord counted from its lowest (0), so that a row of digits is an arpeggio.
 */
export type Part = { instrument: Instrument; steps: string; octave: number; level: number; length: number };

/**
 * A bed: tempo, home note as MIDI number, chord rows to choose from (semitones above home, a bar each), its parts and
 * drums. `melody` says on which steps a tune may have notes; the tune itself is found by lot from the chords' notes.
 * `swing` delays every second step by so much of a step.
 */
export type Bed = {
  name: string;
  feels: string;
  bpm: number;
  home: number;
  chords: number[][][];
  parts: Part[];
  drums: Partial<Record<Drum, string>>;
  melody: { instrument: Instrument; rhythms: string[]; octave: number; level: number };
  swing: number;
};

const major = {
  I: [0, 4, 7, 11],
  ii: [2, 5, 9, 12],
  iii: [4, 7, 11, 14],
  IV: [5, 9, 12, 16],
  V: [7, 11, 14, 17],
  vi: [9, 12, 16, 19],
};
const { I, ii, iii, IV, V, vi } = major;

export const beds: Record<BedId, Bed> = {
  warm: {
    name: "Warm",
    feels: "Soft keys and an easy beat, like a kitchen in the morning",
    ...{ bpm: 88, home: 53, swing: 0.16 },
    chords: [
      [I, vi, IV, V],
      [I, iii, IV, ii],
      [IV, V, iii, vi],
    ],
    parts: [
      { instrument: "pad", steps: "x...............", octave: 0, level: 0.5, length: 15.5 },
      { instrument: "keys", steps: "x.....o...x..o..", octave: 0, level: 0.62, length: 5 },
      { instrument: "bass", steps: "x.......x.o.....", octave: -2, level: 0.9, length: 5 },
    ],
    drums: { kick: "x.......x.o.....", rim: "....x.......x...", shaker: "o.x.o.x.o.x.o.x." },
    melody: {
      instrument: "bell",
      rhythms: ["..x...x.....x...", "....x.x...x.....", "x.....x....x...."],
      octave: 1,
      level: 0.34,
    },
  },
  calm: {
    name: "Calm",
    feels: "Slow pads and single notes, nothing that hurries",
    ...{ bpm: 72, home: 50, swing: 0 },
    chords: [
      [I, IV, vi, IV],
      [vi, IV, I, V],
      [I, ii, IV, I],
    ],
    parts: [
      { instrument: "pad", steps: "x...............", octave: 0, level: 0.75, length: 16 },
      { instrument: "pluck", steps: "0...1...2...1...", octave: 1, level: 0.4, length: 8 },
      { instrument: "bass", steps: "x...............", octave: -1, level: 0.6, length: 14 },
    ],
    drums: { shaker: "....o.......o..." },
    melody: {
      instrument: "bell",
      rhythms: ["....x.......x...", "x.........x.....", "......x........."],
      octave: 1,
      level: 0.36,
    },
  },
  bright: {
    name: "Bright",
    feels: "Plucked strings and claps, open and friendly",
    ...{ bpm: 108, home: 55, swing: 0 },
    chords: [
      [I, V, vi, IV],
      [IV, I, V, vi],
      [I, IV, ii, V],
    ],
    parts: [
      { instrument: "pluck", steps: "0.12..1.0.12..3.", octave: 1, level: 0.62, length: 4 },
      { instrument: "keys", steps: "x.......x.......", octave: 0, level: 0.4, length: 7 },
      { instrument: "bass", steps: "x..x..x...x.x...", octave: -2, level: 0.85, length: 2.6 },
    ],
    drums: { kick: "x...x...x...x...", clap: "....x.......x...", hat: "..x...x...x...x." },
    melody: {
      instrument: "bell",
      rhythms: ["x..x..x.....x...", "..x.x...x..x....", "x...x.x........."],
      octave: 1,
      level: 0.3,
    },
  },
  playful: {
    name: "Playful",
    feels: "Bouncing plucks with a wink",
    ...{ bpm: 116, home: 48, swing: 0.22 },
    chords: [
      [I, vi, ii, V],
      [I, IV, I, V],
      [vi, ii, V, I],
    ],
    parts: [
      { instrument: "pluck", steps: "x.o...x...x.o...", octave: 1, level: 0.55, length: 1.6 },
      { instrument: "bass", steps: "x...x...x...x...", octave: -1, level: 0.75, length: 1.7 },
    ],
    drums: { kick: "x.......x.......", rim: "....x.......x..o", shaker: "x.o.x.o.x.o.x.o." },
    melody: {
      instrument: "bell",
      rhythms: ["x.x...x.x.......", "..x.x.....x.x...", "x..x..x..x......"],
      octave: 2,
      level: 0.32,
    },
  },
  driving: {
    name: "Driving",
    feels: "A straight beat with a pulse in the bass, for launches and offers",
    ...{ bpm: 122, home: 45, swing: 0 },
    chords: [
      [vi, IV, I, V],
      [vi, V, IV, IV],
      [ii, vi, IV, V],
    ],
    parts: [
      { instrument: "pad", steps: "x...............", octave: 0, level: 0.42, length: 15.5 },
      { instrument: "pluck", steps: "0.2.1.2.0.2.1.3.", octave: 2, level: 0.4, length: 1.8 },
      { instrument: "bass", steps: "..x...x...x...x.", octave: -1, level: 0.9, length: 1.6 },
    ],
    drums: { kick: "x...x...x...x...", snare: "....x.......x...", hat: "..x...x...x...x.", shaker: "o.o.o.o.o.o.o.o." },
    melody: {
      instrument: "keys",
      rhythms: ["x.....x.....x...", "x...x...x.......", "....x.x.x......."],
      octave: 1,
      level: 0.36,
    },
  },
  late: {
    name: "Late",
    feels: "A slow, dusty beat after hours",
    ...{ bpm: 80, home: 51, swing: 0.24 },
    chords: [
      [ii, V, I, vi],
      [IV, iii, ii, I],
      [vi, ii, V, I],
    ],
    parts: [
      { instrument: "keys", steps: "x..o......x.....", octave: 0, level: 0.7, length: 7 },
      { instrument: "bass", steps: "x......o..x.....", octave: -2, level: 0.95, length: 4 },
    ],
    drums: { kick: "x.....o...x.....", snare: "....x.......x...", hat: "x.o.x.o.x.o.x.oo" },
    melody: {
      instrument: "pluck",
      rhythms: ["......x..x..x...", "x..x......x.....", "....x......x...."],
      octave: 1,
      level: 0.34,
    },
  },
};
