import { filterSound, measureLoudness, type Sound } from "../codec/filter-sound.ts";
import type { BedId } from "./beds.ts";
import { composeBed } from "./compose-bed.ts";
import { strikeDrum } from "./drums.ts";
import { type Loop, playNote, type Voice } from "./instruments.ts";
import { placeInRoom } from "./room.ts";

/** Goes up whenever a bed would sound different, so that no kept loop is taken for a new one. */
export const bedVersion = 2;
/** What every bed is brought to, so that one is as loud as the other before it is laid under a voice. */
export const bedLufs = -20;

/** Played at half the rate that it is mixed at: nothing in a bed lies above 10 kHz, and half the samples are half the time. */
const playedRate = 24_000;
const mixedRate = 48_000;

/** Plays a bed into a loop without a seam, at `bedLufs`. The same seed gives the same samples. */
export function synthesiseBed(id: BedId, seed: string): Sound {
  const { seconds, notes, strokes } = composeBed(id, seed);
  const empty = (): Loop => ({
    samples: new Float32Array(Math.round(seconds * playedRate)),
    sampleRate: playedRate,
  });
  const [tones, drums] = [empty(), empty()];
  const played = new Map<string, Voice>();
  for (const note of notes) playNote(tones, note, played);
  for (const stroke of strokes) strikeDrum(drums, stroke, played);
  const room = placeInRoom(tones.samples, playedRate, 0.5);
  const loop = smoothRound(room.map((sample, index) => sample + drums.samples[index]!));
  // A drum's stroke stands far above the rest; bent round instead of cut, it does not call the limiter on the voice.
  const even = { ...loop, samples: bringTo(bedLufs, loop).samples.map((sample) => Math.tanh(1.4 * sample) / 1.4) };
  return bringTo(bedLufs, even);
}

/** Without the rumble below a loudspeaker's reach and the edge above 9 kHz; filtered round its end, so that no seam comes in. */
function smoothRound(samples: Float32Array): Sound {
  const [lead, tail] = [playedRate / 2, playedRate / 10];
  const round = new Float32Array(lead + samples.length + tail);
  round.set(samples.subarray(samples.length - lead));
  round.set(samples, lead);
  round.set(samples.subarray(0, tail), lead + samples.length);
  const smooth = filterSound(
    { samples: round, sampleRate: playedRate },
    [
      ["highpass", "f=45"],
      ["lowpass", "f=9000:p=1"],
    ],
    mixedRate,
  );
  return { samples: smooth.samples.slice(lead * 2, (lead + samples.length) * 2), sampleRate: mixedRate };
}

function bringTo(lufs: number, sound: Sound): Sound {
  const gain = 10 ** ((lufs - measureLoudness(sound)) / 20);
  return { ...sound, samples: sound.samples.map((sample) => sample * gain) };
}
