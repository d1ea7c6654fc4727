import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { Decoder, Demuxer, FilterAPI } from "node-av/api";
import { AV_CODEC_ID_AAC, AV_CODEC_ID_H264 } from "node-av/constants";
import { hushFfmpeg } from "./codec/ffmpeg.ts";
import { measureSound } from "./codec/filter-sound.ts";
import type { Inspection } from "./inspect.ts";

/** How many small grey pictures a second are looked at, and their size: enough to tell black and frozen from playing. */
const looksPerSecond = 2;
const look = { width: 36, height: 64 };

/** Runs in a thread of its own, because decoding a whole video would keep the studio from answering. */
if (!isMainThread && parentPort) {
  hushFfmpeg();
  try {
    parentPort.postMessage({ inspection: inspectFile(workerData as string) });
  } catch (error) {
    parentPort.postMessage({ problem: error instanceof Error ? error.message : String(error) });
  }
}

function inspectFile(file: string): Inspection {
  using input = Demuxer.openSync(file);
  const video = input.video();
  const audio = input.audio();
  return {
    seconds: input.duration,
    width: video?.codecpar.width ?? 0,
    height: video?.codecpar.height ?? 0,
    videoCodec: video ? (video.codecpar.codecId === AV_CODEC_ID_H264 ? "h264" : "other") : null,
    audioCodec: audio ? (audio.codecpar.codecId === AV_CODEC_ID_AAC ? "aac" : "other") : null,
    fps: video ? video.avgFrameRate.num / Math.max(1, video.avgFrameRate.den) : 0,
    ...(audio ? listen(file) : { integratedLufs: -70, truePeakDbtp: Number.NEGATIVE_INFINITY }),
    looks: video ? watch(file) : [],
  };
}

/** Brightness (0 to 255) of each look, and how much it differs from the one before. */
function watch(file: string): Inspection["looks"] {
  using input = Demuxer.openSync(file);
  const stream = input.video();
  if (!stream) return [];
  using decoder = Decoder.createSync(stream);
  using filter = FilterAPI.create(`fps=${looksPerSecond},scale=${look.width}:${look.height},format=gray`);
  const looks: Inspection["looks"] = [];
  let before: Uint8Array | undefined;
  for (const frame of filter.framesSync(decoder.framesSync(input.packetsSync(stream.index)))) {
    if (!frame) continue;
    const stride = frame.linesize[0] ?? look.width;
    const plane = frame.data?.[0];
    const now = new Uint8Array(look.width * look.height);
    for (let row = 0; plane && row < look.height; row++) {
      now.set(plane.subarray(row * stride, row * stride + look.width), row * look.width);
    }
    const sum = (of: (value: number, index: number) => number) =>
      now.reduce((total, value, index) => total + of(value, index), 0);
    looks.push({
      at: looks.length / looksPerSecond,
      brightness: sum((value) => value) / now.length,
      change: before ? sum((value, index) => Math.abs(value - (before?.[index] ?? 0))) / now.length : null,
    });
    before = now;
    frame.free();
  }
  return looks;
}

/** Loudness and true peak of the first channel; the renderer's two are alike. */
function listen(file: string): { integratedLufs: number; truePeakDbtp: number } {
  using input = Demuxer.openSync(file);
  const stream = input.audio();
  if (!stream) return { integratedLufs: -70, truePeakDbtp: Number.NEGATIVE_INFINITY };
  using decoder = Decoder.createSync(stream);
  const parts: Buffer[] = [];
  for (const frame of decoder.framesSync(input.packetsSync(stream.index))) {
    const channel = frame?.data?.[0];
    if (frame && channel) parts.push(Buffer.from(channel.subarray(0, frame.nbSamples * 4)));
    frame?.free();
  }
  const bytes = Uint8Array.from(Buffer.concat(parts));
  return measureSound({ samples: new Float32Array(bytes.buffer), sampleRate: stream.codecpar.sampleRate });
}
