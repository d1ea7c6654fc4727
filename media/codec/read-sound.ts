import { Decoder, Demuxer } from "node-av/api";
import type { Sound } from "./filter-sound.ts";

/** What a video really plays: its sound's first channel, from the moment at which its picture begins. */
export function readSound(file: string): Sound {
  using input = Demuxer.openSync(file);
  const stream = input.audio();
  if (!stream) throw new Error("it has no sound");
  using decoder = Decoder.createSync(stream);
  const { sampleRate } = stream.codecpar;
  const samples = new Float32Array(Math.ceil((input.duration + 1) * sampleRate));
  let length = 0;
  for (const frame of decoder.framesSync(input.packetsSync(stream.index))) {
    const channel = frame?.data?.[0];
    if (!frame || !channel) continue;
    const bytes = Uint8Array.from(channel.subarray(0, frame.nbSamples * 4));
    const part = new Float32Array(bytes.buffer);
    // The encoder's run-in has times before zero; a player leaves it out.
    const from = Math.round(Number(frame.pts) * stream.timeBase.toDouble() * sampleRate);
    const skip = Math.max(0, -from);
    if (skip < part.length && from + part.length <= samples.length) {
      samples.set(part.subarray(skip), from + skip);
      length = Math.max(length, from + part.length);
    }
    frame.free();
  }
  return { samples: samples.slice(0, length), sampleRate };
}
