import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** Mono sound as 16-bit samples. */
export type Pcm = { samples: Int16Array; sampleRate: number };

/** Why a vendor's sound cannot be used, as the end of a sentence: "it …". */
export class Unplayable extends Error {
  override name = "Unplayable";
}

/**
 * Reads 16-bit PCM WAV, also one that was written as a stream and does not know its length; channels are mixed to one.
 * Throws `Unplayable` for anything else, for one that breaks off, and for one without a sample.
 */
export function readWav(bytes: Uint8Array): Pcm {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 12 || view.toString("latin1", 0, 4) !== "RIFF" || view.toString("latin1", 8, 12) !== "WAVE") {
    throw new Unplayable("it is not a WAV file");
  }
  let format: { channels: number; sampleRate: number } | undefined;
  for (let at = 12; at + 8 <= view.length; ) {
    const name = view.toString("latin1", at, at + 4);
    const size = view.readUInt32LE(at + 4);
    const body = view.subarray(at + 8, Math.min(at + 8 + size, view.length));
    if (name === "fmt " && body.length >= 16) {
      if (body.readUInt16LE(14) !== 16) throw new Unplayable("it is not 16-bit PCM");
      format = { channels: Math.max(1, body.readUInt16LE(2)), sampleRate: body.readUInt32LE(4) };
    }
    if (name === "data" && format) {
      // A stream gives the most there is, or nothing; any other length is a promise.
      if (body.length < size && size < 0x7fffffff) throw new Unplayable("it breaks off");
      return { samples: readPcm(size === 0 ? view.subarray(at + 8) : body, format.channels), ...format };
    }
    at += 8 + size + (size % 2);
  }
  throw new Unplayable("it has no sound in it");
}

/** Bare 16-bit samples, little end first. Throws `Unplayable` when there are none. */
export function readPcm(bytes: Uint8Array, channels = 1): Int16Array {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Int16Array(Math.floor(view.length / 2 / channels));
  if (samples.length === 0) throw new Unplayable("it has no sound in it");
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += view.readInt16LE((index * channels + channel) * 2);
    samples[index] = Math.round(sum / channels);
  }
  return samples;
}

export function writeWav({ samples, sampleRate }: Pcm): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

/** A reader never meets half a file: it is written beside its place and moved there. */
export async function saveWhole(out: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(out), { recursive: true });
  const beside = `${out}.${randomUUID()}.part`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, out);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
