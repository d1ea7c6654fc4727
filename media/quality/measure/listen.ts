import { Decoder, Demuxer } from "node-av/api";
import { measureSound } from "../../codec/filter-sound.ts";
import type { Inspection } from "../../inspect.ts";

export type Heard = Pick<Inspection, "integratedLufs" | "truePeakDbtp" | "levels">;

/** What a file without sound sounds like. */
export const silent: Heard = { integratedLufs: -70, truePeakDbtp: Number.NEGATIVE_INFINITY, levels: [] };

const levelSeconds = 0.02;

/** Loudness, true peak and levels of the first channel; the renderer's two are alike. */
export function listen(file: string): Heard {
  using input = Demuxer.openSync(file);
  const stream = input.audio();
  if (!stream) return silent;
  using decoder = Decoder.createSync(stream);
  const parts: Buffer[] = [];
  for (const frame of decoder.framesSync(input.packetsSync(stream.index))) {
    const channel = frame?.data?.[0];
    if (frame && channel) parts.push(Buffer.from(channel.subarray(0, frame.nbSamples * 4)));
    frame?.free();
  }
  const bytes = Uint8Array.from(Buffer.concat(parts));
  const samples = new Float32Array(bytes.buffer);
  const { sampleRate } = stream.codecpar;
  return { ...measureSound({ samples, sampleRate }), levels: levelsOf(samples, sampleRate) };
}

function levelsOf(samples: Float32Array, sampleRate: number): Inspection["levels"] {
  const size = Math.round(sampleRate * levelSeconds);
  const levels: Inspection["levels"] = [];
  for (let from = 0; from + size <= samples.length; from += size) {
    let sum = 0;
    for (let at = from; at < from + size; at++) sum += samples[at]! ** 2;
    levels.push({ at: from / sampleRate, db: sum > 0 ? Math.max(-100, 10 * Math.log10(sum / size)) : -100 });
  }
  return levels;
}

/** Whether something is said in each quarter of a second, for the fingerprint: 1 or 0. */
export function soundBits(levels: Inspection["levels"]): string {
  const each = Math.round(0.25 / levelSeconds);
  let bits = "";
  for (let from = 0; from < levels.length; from += each) {
    const part = levels.slice(from, from + each);
    bits += part.filter(({ db }) => db > -32).length * 2 > part.length ? "1" : "0";
  }
  return bits;
}
