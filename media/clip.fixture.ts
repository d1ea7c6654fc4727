import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Codec, CodecContext, Dictionary, FormatContext, Frame, Packet, Rational } from "node-av";
import { AV_CODEC_FLAG_GLOBAL_HEADER, AV_PIX_FMT_YUV420P } from "node-av/constants";
import { hushFfmpeg, mustWork } from "./codec/ffmpeg.ts";

export type ClipWanted = {
  width?: number;
  height?: number;
  seconds?: number;
  fps?: number;
  codec?: "libx264" | "mpeg4";
  /** Brightness of a pixel of the picture, 16 to 235; a moving slope unless said otherwise. */
  luma?: (x: number, y: number, frame: number) => number;
};

/** A small video as a model might deliver it, as bytes of an MP4. */
export async function makeClip(wanted: ClipWanted = {}): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-clip-"));
  const file = path.join(folder, "clip.mp4");
  try {
    await writeClip(file, wanted);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function writeClip(
  file: string,
  { width = 96, height = 160, seconds = 2, fps = 24, codec = "libx264", luma = slope }: ClipWanted = {},
): Promise<void> {
  hushFfmpeg();
  const found = Codec.findEncoderByName(codec as Parameters<typeof Codec.findEncoderByName>[0]);
  if (!found) throw new Error(`This build of FFmpeg has no ${codec}`);
  const encoder = new CodecContext();
  encoder.allocContext3(found);
  Object.assign(encoder, {
    width,
    height,
    pixelFormat: AV_PIX_FMT_YUV420P,
    gopSize: fps,
    maxBFrames: 0,
    threadCount: 1,
  });
  encoder.timeBase = new Rational(1, fps);
  encoder.framerate = new Rational(fps, 1);
  encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  mustWork(await encoder.open2(found, null), "open the encoder");
  const muxer = new FormatContext();
  mustWork(muxer.allocOutputContext2(null, "mp4", file), "start a clip");
  const stream = muxer.newStream();
  mustWork(stream.codecpar.fromContext(encoder), "describe the clip");
  stream.timeBase = new Rational(1, 15360);
  mustWork(await muxer.openOutput(), "create the clip");
  // As models deliver: what is where stands at the beginning, so that a file that is cut off can still be opened.
  mustWork(await muxer.writeHeader(Dictionary.fromObject({ movflags: "+faststart" })), "write the clip's header");
  const packet = new Packet();
  packet.alloc();
  const drain = async () => {
    while ((await encoder.receivePacket(packet)) >= 0) {
      packet.streamIndex = 0;
      packet.duration = 1n;
      packet.rescaleTs({ num: 1, den: fps }, stream.timeBase);
      mustWork(await muxer.interleavedWriteFrame(packet), "write a frame");
      packet.unref();
    }
  };
  for (let index = 0; index < Math.round(seconds * fps); index++) {
    const bytes = Buffer.alloc((width * height * 3) / 2, 128);
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) bytes[y * width + x] = luma(x, y, index);
    const frame = Frame.fromVideoBuffer(bytes, { width, height, format: AV_PIX_FMT_YUV420P, pts: BigInt(index) });
    mustWork(await encoder.sendFrame(frame), "encode a frame");
    frame.free();
    await drain();
  }
  mustWork(await encoder.sendFrame(null), "finish");
  await drain();
  mustWork(await muxer.writeTrailer(), "close the clip");
  await muxer.closeOutput();
  packet.free();
  encoder.freeContext();
  muxer.freeContext();
}

const slope = (x: number, y: number, frame: number) => 40 + ((x * 2 + y + frame * 5) % 160);

/** 16-bit PCM at 8 kHz, as a voice delivers it. */
export function silentWav(seconds: number): Buffer {
  const data = Buffer.alloc(Math.round(seconds * 8000) * 2);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
