import { filterSound, measureSound, type Sound } from "../codec/filter-sound.ts";
import type { BedId } from "./beds.ts";
import { composeBed } from "./compose-bed.ts";
import { strikeDrum } from "./drums.ts";
import { type Loop, playNote } from "./instruments.ts";
import { placeInRoom } from "./room.ts";

/** Goes up whenever a bed would sound different, so that no kept loop is taken for a new one. */
export const bedVersion = 1;
/** What every bed is brought to, so that one is as loud as the other before it is laid under a voice. */
export const bedLufs = -20;

const sampleRate = 48_000;

/** Plays a bed into a loop without a seam, at `bedLufs`. The same seed gives the same samples. */
export function synthesiseBed(id: BedId, seed: string): Sound {
  const { seconds, notes, strokes } = composeBed(id, seed);
  const empty = (): Loop => ({ samples: new Float32Array(Math.round(seconds * sampleRate)), sampleRate });
  const [tones, drums] = [empty(), empty()];
  for (const note of notes) playNote(tones, note);
  for (const stroke of strokes) strikeDrum(drums, stroke);
  const room = placeInRoom(tones.samples, sampleRate, 0.5);
  const mixed = room.map((sample, index) => sample + drums.samples[index]!);
  return bringTo(bedLufs, softenRound(mixed));
}

/** Rumble below a loudspeaker's reach and hiss above a voice's go; round the loop, so that no seam comes in. */
function softenRound(samples: Float32Array): Sound {
  const lead = Math.min(samples.length, sampleRate);
  const round = new Float32Array(lead + samples.length);
  round.set(samples.subarray(samples.length - lead));
  round.set(samples, lead);
  const soft = filterSound({ samples: round, sampleRate }, [
    ["highpass", "f=45"],
    ["lowpass", "f=9500:p=1"],
  ]);
  return { samples: soft.samples.slice(lead, lead + samples.length), sampleRate };
}

function bringTo(lufs: number, sound: Sound): Sound {
  const gain = 10 ** ((lufs - measureSound(sound).integratedLufs) / 20);
  return { samples: sound.samples.map((sample) => sample * gain), sampleRate: sound.sampleRate };
}
