import { Codec } from "node-av";
import { Decoder, Demuxer, FilterAPI } from "node-av/api";
import { answerOnce } from "./answer-once.ts";
import { hushFfmpeg } from "./codec/ffmpeg.ts";
import { Unreadable } from "./inspect.ts";
import type { ClipProbe } from "./probe-clip.ts";

const looksPerSecond = 4;
const look = { width: 96, height: 96 };
/** Brightness below which a look is black, and mean difference below which two are the same, of 255. */
const blackBelow = 20;
const sameBelow = 0.25;

hushFfmpeg();
answerOnce<{ file: string }>(({ file }) => {
  try {
    return { probe: probeFile(file) };
  } catch (error) {
    return { problem: error instanceof Unreadable ? error.message : "It is no video that can be read." };
  }
});

function probeFile(file: string): ClipProbe {
  using input = Demuxer.openSync(file);
  const stream = input.video();
  if (!stream) throw new Unreadable("It holds sound or a text, and no picture.");
  const { width, height, codecId } = stream.codecpar;
  const promised = input.duration;
  const looks = watch(file);
  if (looks.length === 0) throw new Unreadable("Not a single frame of it can be read.");
  const seen = looks.length / looksPerSecond;
  if (promised - seen > Math.max(0.6, promised * 0.1)) {
    throw new Unreadable(`It breaks off after ${seen.toFixed(1)} of ${promised.toFixed(1)} s.`);
  }
  const pairs = Math.max(1, looks.length - 1);
  return {
    codec: Codec.findDecoder(codecId)?.name ?? "unknown",
    seconds: promised > 0 ? promised : seen,
    ...{ width, height },
    fps: Math.round((stream.avgFrameRate.num / Math.max(1, stream.avgFrameRate.den)) * 1000) / 1000,
    hasSound: input.audio() !== undefined,
    black: looks.filter(({ brightness }) => brightness < blackBelow).length / looks.length,
    frozen: looks.length < 2 ? 0 : looks.filter(({ change }) => change !== null && change < sameBelow).length / pairs,
    sharpness: looks.reduce((sum, { edge }) => sum + edge, 0) / looks.length,
  };
}

type Look = { brightness: number; change: number | null; edge: number };

function watch(file: string): Look[] {
  using input = Demuxer.openSync(file);
  const stream = input.video()!;
  using decoder = Decoder.createSync(stream);
  using filter = FilterAPI.create(`fps=${looksPerSecond},scale=${look.width}:${look.height},format=gray`);
  const looks: Look[] = [];
  let before: Uint8Array | undefined;
  try {
    for (const frame of filter.framesSync(decoder.framesSync(input.packetsSync(stream.index)))) {
      if (!frame) continue;
      const stride = frame.linesize[0] ?? look.width;
      const plane = frame.data?.[0];
      const now = new Uint8Array(look.width * look.height);
      for (let row = 0; plane && row < look.height; row++) {
        now.set(plane.subarray(row * stride, row * stride + look.width), row * look.width);
      }
      looks.push(measure(now, before));
      before = now;
      frame.free();
    }
  } catch (error) {
    // A file that was cut off fails in the middle of a frame: how far it got says so better than the decoder does.
    if (looks.length === 0) throw error;
  }
  return looks;
}

function measure(now: Uint8Array, before: Uint8Array | undefined): Look {
  let [light, difference, edges] = [0, 0, 0];
  for (let at = 0; at < now.length; at++) {
    light += now[at]!;
    if (before) difference += Math.abs(now[at]! - before[at]!);
    if (at % look.width > 0) edges += Math.abs(now[at]! - now[at - 1]!);
  }
  return { brightness: light / now.length, change: before ? difference / now.length : null, edge: edges / now.length };
}
