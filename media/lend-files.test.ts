import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClip } from "./clip.fixture.ts";
import { readWav } from "./codec/wav.ts";
import { cutClip, cutPicture, cutRecording, takeLastFrame } from "./lend-files.ts";
import { probeClip } from "./probe-clip.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-lend-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 40, b: 40, alpha: 0.5 } } })
    .png()
    .toBuffer();
const sizeOf = async (bytes: Uint8Array) => {
  const { width, height, format } = await sharp(bytes).metadata();
  return [width, height, format];
};

test("a picture is cut to the shape, made no larger than a model looks, and flat", async () => {
  expect(await sizeOf(await cutPicture(await picture(800, 600), "9:16"))).toEqual([338, 600, "jpeg"]);
  expect(await sizeOf(await cutPicture(await picture(4000, 1000), null))).toEqual([1536, 384, "jpeg"]);
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="100" height="100"/></svg>',
  );
  expect((await sizeOf(await cutPicture(svg, "1:1")))[2]).toBe("jpeg");
  await expect(cutPicture(Buffer.from("no picture"), null)).rejects.toThrow("cannot be read");
});

test("the last frame that is used of a clip is where the next one begins", async () => {
  const file = path.join(folder, "clip.mp4");
  await writeFile(file, await makeClip({ seconds: 2, luma: (_x, _y, frame) => 20 + frame * 4 }));
  const brightness = async (seconds: number) => {
    const { channels } = await sharp(await takeLastFrame(file, seconds, { width: 97, height: 160 })).stats();
    return channels[0]!.mean;
  };
  const [early, late, end] = [await brightness(0.5), await brightness(1.5), await brightness(9)];
  expect(late - early).toBeGreaterThan(90);
  expect(end).toBeGreaterThan(late + 30);
  // Frame 11 of luma 64, in full range.
  expect(Math.abs(early - 56)).toBeLessThan(5);
});

test("a stretch of a recording is what was said then, lengthened with silence", () => {
  const rate = 8000;
  const samples = Int16Array.from({ length: rate * 2 }, (_, at) => (at < rate ? 1000 : -2000));
  const whole = cutRecording(wavOf(samples, rate), 0, 2, 0);
  expect(readWav(Buffer.from(whole)).samples).toHaveLength(rate * 2);
  const { samples: cut, sampleRate } = readWav(Buffer.from(cutRecording(wavOf(samples, rate), 0.5, 1.5, 2)));
  expect([sampleRate, cut.length]).toEqual([rate, rate * 2]);
  expect([cut[0]! > 0, cut[6000]! < 0, cut[12_000]]).toEqual([true, true, 0]);
  expect(() => cutRecording(Buffer.from("mp3"), 0, 1, 0)).toThrow("not a WAV");
});

test("a stretch that begins before the recording begins in silence", () => {
  const rate = 8000;
  const samples = Int16Array.from({ length: rate }, () => 1000);
  const cut = readWav(Buffer.from(cutRecording(wavOf(samples, rate), -0.25, 0.5, 0))).samples;
  expect([cut.length, cut[1999], cut[2000]! > 0, cut[5999]! > 0]).toEqual([6000, 0, true, true]);
});

test("the first seconds of a clip are its picture as it was, without sound, and no longer than it is", async () => {
  const [file, cut] = [path.join(folder, "long.mp4"), path.join(folder, "cut.mp4")];
  await writeFile(file, await makeClip({ seconds: 2 }));
  await writeFile(cut, await cutClip(file, 1.25));
  expect(await probeClip(cut)).toMatchObject({ seconds: 1.25, width: 96, height: 160, hasSound: false, codec: "h264" });
  await writeFile(cut, await cutClip(file, 9));
  expect((await probeClip(cut)).seconds).toBeCloseTo(2, 1);
  await writeFile(cut, "no clip");
  await expect(cutClip(cut, 1)).rejects.toThrow("open the clip");
});

function wavOf(samples: Int16Array, rate: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}
