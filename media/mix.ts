import { readFile } from "node:fs/promises";
import { filterSound, measureSound, type Sound, type SoundFilter } from "./codec/filter-sound.ts";
import { readWav } from "./codec/wav.ts";

/** The loudness that every network plays back unchanged or turns down to: −14 LUFS, true peak at most −1 dBTP. */
export const loudnessTarget = { lufs: -14, peakDbtp: -1 };

const sampleRate = 48_000;

/** A voice as a phone plays it best: no rumble, evened out, a little air. */
const voiceChain: SoundFilter[] = [
  ["highpass", "f=75"],
  ["acompressor", "threshold=0.08:ratio=3:attack=6:release=140:makeup=1.6"],
  ["treble", "g=3:f=5200"],
];

/** Lays lines on a track of `seconds` and brings the whole to the target loudness. Without lines the track is silent. */
export async function mixVoice(lines: { file: string; at: number }[], seconds: number): Promise<Sound> {
  const track = new Float32Array(Math.round(seconds * sampleRate));
  for (const { file, at } of lines) {
    const line = filterSound(readWav(await readFile(file)), [], sampleRate);
    const from = Math.round(at * sampleRate);
    for (let index = 0; index < line.samples.length && from + index < track.length; index++) {
      track[from + index] = track[from + index]! + line.samples[index]!;
    }
  }
  const mix: Sound = { samples: track, sampleRate };
  return lines.length > 0 ? bringToTarget(filterSound(mix, voiceChain)) : mix;
}

/**
 * Turns up and limits, measures, and corrects: a limiter takes away some of what the gain gave. The limiter works at
 * 192 kHz, where sample peaks are true peaks, and leaves 1 dB for what AAC adds.
 */
function bringToTarget(mix: Sound): Sound {
  const measured = measureSound(mix).integratedLufs;
  if (measured <= -69) return mix;
  let gain = loudnessTarget.lufs - measured;
  let loud = mix;
  for (let turn = 0; turn < 4; turn++) {
    const limited = filterSound(
      mix,
      [
        ["volume", `${gain.toFixed(3)}dB`],
        ["aresample", String(sampleRate * 4)],
        ["alimiter", `limit=${10 ** ((loudnessTarget.peakDbtp - 1) / 20)}:attack=3:release=60:level=0:latency=1`],
      ],
      sampleRate,
    );
    loud = { samples: limited.samples.slice(0, mix.samples.length), sampleRate };
    const missing = loudnessTarget.lufs - measureSound(loud).integratedLufs;
    if (Math.abs(missing) < 0.15) break;
    gain += missing;
  }
  return loud;
}
