import { readFile } from "node:fs/promises";
import { filterSound, measureLoudness, type Sound, type SoundFilter } from "./codec/filter-sound.ts";
import { readWav } from "./codec/wav.ts";
import { duckUnder, type Span } from "./music/duck.ts";
import { loadBed } from "./music/load-bed.ts";
import type { Music } from "./music/music.ts";
import { bedLufs } from "./music/synthesise.ts";

/** The loudness that every network plays back unchanged or turns down to: −14 LUFS, true peak at most −1 dBTP. */
export const loudnessTarget = { lufs: -14, peakDbtp: -1 };

/** Goes up whenever the same plan would sound different. */
export const mixVersion = 2;

/**
 * Music against the voice, in loudness units: alone, and under speech. Listeners follow speech without effort from about
 * 15 LU on; between 12 and 18 is what broadcasters and podcasters use.
 */
export const musicBelowVoice = { open: 7, under: 16 };

/** What a video sounds like. `at` and the spans of speech are seconds from the video's start. */
export type SoundPlan = {
  seconds: number;
  lines: { file: string; seconds: number; at: number; shot: number; spans: Span[] }[];
  /** `loops` is the folder where beds that were played once are kept. */
  music: (Music & { loops: string }) | null;
};

const sampleRate = 48_000;

/** A voice as a phone plays it best: no rumble, evened out, a little air. */
const voiceChain: SoundFilter[] = [
  ["highpass", "f=75"],
  ["acompressor", "threshold=0.08:ratio=3:attack=6:release=140:makeup=1.6"],
  ["treble", "g=3:f=5200"],
];

/**
 * Lays lines on a track, music under them, and brings the whole to the target loudness. With neither it is silent. Throws
 * a sentence that names the shot whose voice cannot be used.
 */
export async function mixSound({ lines, seconds, music }: SoundPlan): Promise<Sound> {
  const track = new Float32Array(Math.round(seconds * sampleRate));
  for (const line of lines) {
    const voice = filterSound(await readVoice(line), [], sampleRate);
    addAt(track, voice.samples, Math.round(line.at * sampleRate));
  }
  let mix: Sound = { samples: track, sampleRate };
  if (lines.length > 0) mix = filterSound(mix, voiceChain);
  if (music)
    await addMusic(
      mix,
      music,
      lines.flatMap(({ spans }) => spans),
    );
  return lines.length > 0 || music ? bringToTarget(mix) : mix;
}

/** A voice that is shorter than its times say breaks off, which nobody should have to hear to find out. */
async function readVoice({ file, seconds, shot }: SoundPlan["lines"][number]): Promise<Sound> {
  try {
    const voice = readWav(await readFile(file));
    if (voice.samples.length / voice.sampleRate < seconds - 0.1) throw new Error("its voice breaks off");
    return voice;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`shot ${shot + 1}: ${why}. Have its line spoken again`);
  }
}

/** Under a voice that is as loud as it came, so that the two keep their distance whatever the whole is brought to. */
async function addMusic(mix: Sound, { bed, seed, level, loops }: NonNullable<SoundPlan["music"]>, spans: Span[]) {
  const loop = await loadBed(loops, bed, seed);
  const voice = measureLoudness(mix);
  const spoken = voice > -69;
  const factor = (below: number) => 10 ** (((spoken ? voice : bedLufs) - below + level - bedLufs) / 20);
  const gains = duckUnder(spoken ? spans : [], {
    seconds: mix.samples.length / sampleRate,
    sampleRate,
    open: factor(spoken ? musicBelowVoice.open : 0),
    under: factor(musicBelowVoice.under),
  });
  for (let index = 0; index < mix.samples.length; index++) {
    mix.samples[index]! += gains[index]! * loop.samples[index % loop.samples.length]!;
  }
}

function addAt(track: Float32Array, samples: Float32Array, from: number): void {
  const end = Math.min(samples.length, track.length - from);
  for (let index = 0; index < end; index++) track[from + index]! += samples[index]!;
}

/**
 * Turns up and limits, measures, and corrects: a limiter takes away some of what the gain gave. The limiter works at
 * 192 kHz, where sample peaks are true peaks, and leaves 1 dB for what AAC adds.
 */
function bringToTarget(mix: Sound): Sound {
  const measured = measureLoudness(mix);
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
    const missing = loudnessTarget.lufs - measureLoudness(loud);
    if (Math.abs(missing) < 0.15) break;
    gain += missing;
  }
  return loud;
}
