import { seededNumbers } from "../canvas/motion.ts";
import { type Bed, type BedId, beds, type Drum, type Instrument } from "./beds.ts";

/** A note: seconds from the loop's start, how long it is held, its frequency in hertz, and how loud (0 to 1). */
export type Note = { instrument: Instrument; at: number; seconds: number; hertz: number; level: number };
export type Stroke = { drum: Drum; at: number; level: number };
/** A bed as notes. It is a loop: after `seconds` it begins again. */
export type Composition = { seconds: number; notes: Note[]; strokes: Stroke[] };

const bars = 8;
const steps = 16;

/** Writes a bed out. The same seed gives the same tune; another gives other chords, another home note and another melody. */
export function composeBed(id: BedId, seed: string): Composition {
  const bed = beds[id];
  const next = seededNumbers(`${id} ${seed}`);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)]!;
  const step = 60 / bed.bpm / 4;
  const home = bed.home + pick([-2, -1, 0, 1, 2]);
  const row = pick(bed.chords);
  const when = (bar: number, at: number) => (bar * steps + at + (at % 2 === 1 ? bed.swing : 0)) * step;
  const notes: Note[] = [];
  const strokes: Stroke[] = [];
  const tune = composeTune(bed, pick, next);
  for (let bar = 0; bar < bars; bar++) {
    const chord = row[bar % row.length]!;
    for (const part of bed.parts) {
      eachStep(part.steps, (at, sign) => {
        const base = { instrument: part.instrument, at: when(bar, at), seconds: part.length * step };
        const level = part.level * (sign === "o" ? 0.6 : 1);
        for (const tone of tonesOf(part.instrument, sign, chord)) {
          notes.push({ ...base, hertz: hertzOf(home + tone + 12 * part.octave), level });
        }
      });
    }
    // The tune rests in the first and third quarter, so that there is something to come.
    if (bar % 4 >= 2) {
      const { instrument, octave, level } = bed.melody;
      eachStep(tune.rhythm(bar), (at) => {
        const tone = tune.tone(chord);
        const base = { instrument, at: when(bar, at), seconds: 5 * step };
        notes.push({ ...base, hertz: hertzOf(home + tone + 12 * octave), level });
      });
    }
    for (const [drum, pattern] of Object.entries(bed.drums) as [Drum, string][]) {
      // The bar before the loop begins again leaves its last beat open.
      const open = bar === bars - 1 && (drum === "kick" || drum === "hat");
      eachStep(pattern, (at, sign) => {
        if (open && at >= 12) return;
        strokes.push({ drum, at: when(bar, at), level: sign === "o" ? 0.5 : 1 });
      });
    }
  }
  return { seconds: bars * steps * step, notes, strokes };
}

/** A bass plays the root, a digit one note of the chord, and everything else the whole chord. */
function tonesOf(instrument: Instrument, sign: string, chord: number[]): number[] {
  if (instrument === "bass") return [chord[0]!];
  if (/\d/.test(sign)) return [chord[Number(sign)] ?? chord[0]! + 12];
  return instrument === "pluck" ? chord.slice(0, 3) : chord;
}

/** A tune walks over the chord's notes by small steps: what is next to the last note is likelier than a leap. */
function composeTune(bed: Bed, pick: <T>(choices: readonly T[]) => T, next: () => number) {
  const rhythms = [pick(bed.melody.rhythms), pick(bed.melody.rhythms)];
  let place = 2;
  return {
    rhythm: (bar: number) => rhythms[bar % 2]!,
    tone(chord: number[]) {
      const turn = next();
      place += turn < 0.4 ? 1 : turn < 0.8 ? -1 : 0;
      place = Math.min(4, Math.max(0, place));
      return place === 4 ? chord[0]! + 12 : chord[place]!;
    },
  };
}

function eachStep(pattern: string, visit: (at: number, sign: string) => void): void {
  for (const [at, sign] of [...pattern].entries()) if (sign !== ".") visit(at, sign);
}

function hertzOf(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12);
}
