import { describeSound, hop } from "./spectrum.ts";
import type { Pcm } from "./wav.ts";

/**
 * Tells when, in a recording, what happens at a time of a model recording of the same words: dynamic time warping over what
 * both sound like. The model is Flite, which knows its own phonemes; the recording is a voice that tells nothing.
 */
export function alignSpeech(model: Pcm, heard: Pcm): (seconds: number) => number {
  const [one, other] = [voicedPart(model), voicedPart(heard)];
  const path = warp(one.looks, other.looks);
  const end = heard.samples.length / heard.sampleRate;
  return (seconds) => {
    const at = seconds / hop - one.from;
    // Outside of the voiced part is silence, which keeps its own length up to the recording's ends.
    if (at <= 0) return Math.max(0, Math.min(other.from * hop, (other.from + at) * hop));
    if (at >= one.looks.length - 1)
      return Math.min(end, (other.from + other.looks.length + at - one.looks.length) * hop);
    const low = Math.floor(at);
    const share = at - low;
    return Math.min(end, (other.from + path[low]! * (1 - share) + path[low + 1]! * share) * hop);
  };
}

/** What is not silence at either end: within 35 dB of the loudest. */
function voicedPart(sound: Pcm): { looks: Float32Array[]; from: number } {
  const { looks, loudness } = describeSound(sound);
  const floor = loudness.reduce((most, each) => Math.max(most, each), -120) - 35;
  const from = Math.max(
    0,
    loudness.findIndex((each) => each > floor),
  );
  let to = loudness.length;
  while (to > from + 2 && loudness[to - 1]! <= floor) to--;
  return { looks: looks.slice(from, Math.max(to, from + 2)), from };
}

/** For each look at `one`, where `other` stands then: in looks, rising. Near the straight line, at most a fifth off it. */
function warp(one: Float32Array[], other: Float32Array[]): Float64Array {
  const [rows, columns] = [one.length, other.length];
  const slope = columns / rows;
  const reach = Math.max(30, Math.round(columns * 0.2), Math.ceil(slope) + 2);
  const cost = new Float32Array(rows * columns).fill(Number.POSITIVE_INFINITY);
  const from = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const middle = Math.round(row * slope);
    const last = Math.min(columns - 1, middle + reach);
    for (let column = Math.max(0, middle - reach); column <= last; column++) {
      const here = row * columns + column;
      const apart = distance(one[row]!, other[column]!);
      if (row === 0 && column === 0) {
        cost[here] = apart;
        continue;
      }
      // Standing still in either costs a little, so that a pause is stretched rather than a sound.
      const both = row > 0 && column > 0 ? cost[here - columns - 1]! : Number.POSITIVE_INFINITY;
      const down = row > 0 ? cost[here - columns]! + 0.4 : Number.POSITIVE_INFINITY;
      const across = column > 0 ? cost[here - 1]! + 0.4 : Number.POSITIVE_INFINITY;
      const least = Math.min(both, down, across);
      cost[here] = least + apart;
      from[here] = least === both ? 0 : least === down ? 1 : 2;
    }
  }
  const sums = new Float64Array(rows);
  const counts = new Uint16Array(rows);
  for (let [row, column] = [rows - 1, columns - 1]; row >= 0 && column >= 0; ) {
    sums[row]! += column;
    counts[row]!++;
    const step = from[row * columns + column];
    if (row === 0 && column === 0) break;
    if (step !== 2) row--;
    if (step !== 1) column--;
  }
  return sums.map((sum, row) => sum / Math.max(1, counts[row]!));
}

function distance(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let band = 0; band < one.length; band++) sum += (one[band]! - other[band]!) ** 2;
  return Math.sqrt(sum);
}
