import type { Sound } from "./filter-sound.ts";

/**
 * Reads 16-bit PCM WAV, the one format that voices deliver; channels are mixed to one. Throws an error with a sentence
 * for anything else.
 */
export function readWav(bytes: Buffer): Sound {
  if (bytes.length < 44 || bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE") {
    throw new Error("its voice is not a WAV file");
  }
  let format: { channels: number; sampleRate: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString("latin1", at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const missing = at + 8 + size - bytes.length;
    const body = bytes.subarray(at + 8, Math.min(at + 8 + size, bytes.length));
    if (name === "fmt " && body.length >= 16) {
      if (body.readUInt16LE(0) !== 1 || body.readUInt16LE(14) !== 16) throw new Error("its voice is not 16-bit PCM");
      format = { channels: body.readUInt16LE(2), sampleRate: body.readUInt32LE(4) };
    }
    if (name === "data" && format) {
      // A stream that did not know its length says 0 or the most there is; any other length is a promise.
      if (missing > 0 && size < 0x7fffffff) throw new Error("its voice breaks off: the WAV file is not whole");
      const samples = toMono(body, format.channels);
      if (samples.length === 0) throw new Error("its voice has no sound in it");
      return { samples, sampleRate: format.sampleRate };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error("its voice is a WAV file without sound");
}

function toMono(body: Buffer, channels: number): Float32Array {
  const samples = new Float32Array(Math.floor(body.length / 2 / channels));
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += body.readInt16LE((index * channels + channel) * 2);
    samples[index] = sum / channels / 32768;
  }
  return samples;
}
