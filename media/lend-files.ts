import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { createCanvas } from "./canvas/frame.ts";
import { copyPicture } from "./codec/copy-picture.ts";
import { readClip } from "./codec/read-clip.ts";

/** No model looks closer than this, and a request has to be small. */
const longestSide = 1536;
const quality = 88;

/**
 * A picture as a model takes it: JPEG, upright, its middle cut to the shape `ratio` ("9:16"; null leaves it as it is), and
 * at most 1536 pixels long. Throws an error with a sentence for what is no picture.
 */
export async function cutPicture(bytes: Uint8Array, ratio: string | null): Promise<Uint8Array> {
  try {
    const upright = sharp(bytes, { limitInputPixels: 50_000_000, density: 144 }).autoOrient();
    const meta = await upright.metadata();
    const { width = 0, height = 0 } = meta.autoOrient ?? meta;
    const [across, down] = (ratio ?? `${width}:${height}`).split(":").map(Number);
    const shape = (across ?? 1) / (down ?? 1);
    const cut = { width: Math.min(width, height * shape), height: Math.min(height, width / shape) };
    const scale = Math.min(1, longestSide / Math.max(cut.width, cut.height));
    return await upright
      .resize(Math.max(2, Math.round(cut.width * scale)), Math.max(2, Math.round(cut.height * scale)), {
        fit: "cover",
        position: ratio ? "attention" : "centre",
      })
      .flatten({ background: "#ffffff" })
      .jpeg({ quality })
      .toBuffer();
  } catch (cause) {
    throw new Error("A picture that goes along with the order cannot be read.", { cause });
  }
}

/** The frame of a clip with which what is used of it ends, `seconds` from its start, as JPEG: where the next clip begins. */
export async function takeLastFrame(
  file: string,
  seconds: number,
  { width, height }: { width: number; height: number },
): Promise<Uint8Array> {
  const size = { width: even(width), height: even(height) };
  const fps = 24;
  const clip = readClip(file, { ...size, fps });
  const canvas = createCanvas(size.width, size.height);
  try {
    clip.draw(canvas, Math.max(0, Math.round(seconds * fps) - 1));
  } finally {
    clip.close();
  }
  return sharp(toRgb(canvas), { raw: { ...size, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/**
 * The first `seconds` of a clip's picture as an MP4 without sound. Packets are copied, so that nothing is lost and no time
 * is spent; the cut is where a frame is decoded, a few frames around the moment that was asked for.
 */
export async function cutClip(file: string, seconds: number): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-lend-"));
  const out = path.join(folder, "clip.mp4");
  try {
    copyPicture(file, out, seconds);
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The stretch of a recording (16-bit PCM in a WAV file) between two moments, in seconds, lengthened with silence to
 * `atLeast`. What lies before its beginning is silence, too. Throws for anything that is no such file.
 */
export function cutRecording(wav: Uint8Array, from: number, to: number, atLeast: number): Uint8Array {
  const bytes = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  if (bytes.length < 44 || bytes.toString("latin1", 0, 4) !== "RIFF")
    throw new Error("The recording is not a WAV file.");
  let [channels, rate, data] = [1, 0, undefined as Buffer | undefined];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [name, size] = [bytes.toString("latin1", at, at + 4), bytes.readUInt32LE(at + 4)];
    if (name === "fmt ") [channels, rate] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 12)];
    if (name === "data") data = bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  if (!data || rate === 0) throw new Error("The recording holds no sound.");
  const frame = channels * 2;
  const at = (seconds: number) => Math.round(seconds * rate) * frame;
  const stretch = data.subarray(at(Math.max(0, from)), at(Math.max(0, to)));
  const before = at(Math.max(0, -from));
  const body = Buffer.alloc(Math.max(before + stretch.length, at(atLeast)));
  stretch.copy(body, before);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + body.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * frame, 28);
  head.writeUInt16LE(frame, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(body.length, 40);
  return Buffer.concat([head, body]);
}

/** BT.709 of limited range to RGB: the way back of what sprites come by. */
function toRgb({ width, height, y, u, v }: ReturnType<typeof createCanvas>): Buffer {
  const rgb = Buffer.alloc(width * height * 3);
  const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 3) {
      const light = 1.164384 * (y[row * width + column]! - 16);
      const half = (row >> 1) * (width / 2) + (column >> 1);
      const [blue, red] = [u[half]! - 128, v[half]! - 128];
      rgb[at] = clamp(light + 1.792741 * red);
      rgb[at + 1] = clamp(light - 0.213249 * blue - 0.532909 * red);
      rgb[at + 2] = clamp(light + 2.112402 * blue);
    }
  }
  return rgb;
}

const even = (size: number) => Math.max(2, Math.floor(size / 2) * 2);
