import type { CodecParameters, Frame } from "node-av";
import { Decoder, Demuxer, FilterAPI } from "node-av/api";
import { AV_PKT_DATA_DISPLAYMATRIX } from "node-av/constants";
import { answerOnce } from "./answer-once.ts";
import { type Canvas, createCanvas } from "./canvas/frame.ts";
import { hushFfmpeg } from "./codec/ffmpeg.ts";
import { startSegment } from "./codec/segment.ts";
import type { NormalClip, NormaliseOrder, NormaliseReport } from "./normalise-clip.ts";
import { MediaRefused } from "./picture.ts";
import { saveStill } from "./still.ts";

const fps = 30;
/** The sides that are kept: what fills the largest picture that the renderer draws. Fewer pixels would be mush on a phone. */
const [longest, shortest, least] = [1920, 1080, 240];
/** Nothing that films is larger; what unfolds to more is a bomb or a mistake. */
const mostPixels = 36_000_000;
/** Seconds. Whoever needs a part of a longer clip cuts it out first. */
const bounds = { from: 1, to: 60 };

hushFfmpeg();
answerOnce<NormaliseOrder>((order) =>
  normalise(order).then(
    (clip): NormaliseReport => ({ clip }),
    (error: unknown) => ({ refused: error instanceof MediaRefused ? [error.code, error.message] : null }),
  ),
);

async function normalise({ file, out, poster }: NormaliseOrder): Promise<NormalClip> {
  using input = Demuxer.openSync(file);
  const stream = input.video();
  if (!stream) throw new MediaRefused("not-a-clip", "It holds sound or a text, and no picture.");
  const promised = input.duration;
  refuseLength(promised);
  const turn = turnOf(stream.codecpar);
  const { width, height } = sizeOf(stream.codecpar, turn);
  using decoder = Decoder.createSync(stream);
  const scale = `scale=${width}:${height}:flags=bicubic:out_color_matrix=bt709:out_range=tv`;
  using filter = FilterAPI.create([...turns[turn], `fps=${fps}`, scale, "setsar=1", "format=yuv420p"].join(","));
  const segment = await startSegment(out, { width, height, fps, quality: "final" });
  // Two in turn: one is filled while the encoder still reads the other.
  const canvases = [createCanvas(width, height), createCanvas(width, height)] as const;
  let frames = 0;
  try {
    for (const frame of orEnd(filter.framesSync(decoder.framesSync(input.packetsSync(stream.index))))) {
      const canvas = canvases[frames % 2 === 0 ? 0 : 1];
      copyFrame(frame, canvas);
      frame.free();
      await segment.add(canvas);
      if (frames === 0) await saveStill(canvas, poster);
      frames += 1;
      if (frames > (bounds.to + 1) * fps) refuseLength(frames / fps);
    }
    const seconds = frames / fps;
    if (promised - seconds > Math.max(0.6, promised * 0.1)) {
      const message = `The clip breaks off after ${seconds.toFixed(1)} of ${promised.toFixed(1)} s. Send it once more.`;
      throw new MediaRefused("truncated", message);
    }
    refuseLength(seconds);
    await segment.finish();
    return { width, height, seconds };
  } catch (error) {
    await segment.abandon();
    throw error;
  }
}

/** A file that was cut off fails in the middle of a frame: how far it got says so better than the decoder does. */
function* orEnd(frames: Iterable<Frame | null>): Generator<Frame> {
  let some = false;
  try {
    for (const frame of frames) {
      if (!frame) continue;
      some = true;
      yield frame;
    }
  } catch (error) {
    if (!some) throw error;
  }
}

function refuseLength(seconds: number): void {
  const odd = seconds > 0 && seconds < bounds.from ? "shorter than a second" : "";
  const long = seconds > bounds.to + 0.5 ? `longer than ${bounds.to} seconds` : "";
  if (!odd && !long) return;
  throw new MediaRefused("too-long", `The clip is ${odd || long}. Cut it to what a video shall show.`);
}

/** The upright size that is kept, even on both sides. */
function sizeOf({ width, height, sampleAspectRatio: { num, den } }: CodecParameters, turn: Turn) {
  if (width * height > mostPixels) {
    throw new MediaRefused(
      "too-many-pixels",
      `The clip is ${width} × ${height} pixels. Save it at 3840 × 2160 or less.`,
    );
  }
  const wide = num > 0 && den > 0 ? (width * num) / den : width;
  const [w, h] = turn === 90 || turn === 270 ? [height, wide] : [wide, height];
  if (Math.min(w, h) < least) {
    throw new MediaRefused(
      "too-small",
      `The clip is ${Math.round(w)} × ${Math.round(h)} pixels, and needs ${least} or more.`,
    );
  }
  const factor = Math.min(1, longest / Math.max(w, h), shortest / Math.min(w, h));
  const even = (side: number) => Math.max(2, Math.round((side * factor) / 2) * 2);
  return { width: even(w), height: even(h) };
}

type Turn = 0 | 90 | 180 | 270;
const turns: Record<Turn, string[]> = {
  0: [],
  90: ["transpose=clock"],
  180: ["hflip", "vflip"],
  270: ["transpose=cclock"],
};

/**
 * How far a player turns the picture, clockwise: a phone that is held upright films lying down and says so in a matrix of
 * nine numbers, of which the first two are the cosine and the sine.
 */
function turnOf(stream: CodecParameters): Turn {
  const matrix = stream.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (!matrix || matrix.length < 36) return 0;
  const degrees = (Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) * 180) / Math.PI;
  return ((((Math.round(degrees / 90) * 90) % 360) + 360) % 360) as Turn;
}

function copyFrame(frame: Frame, { width, height, y, u, v }: Canvas): void {
  for (const [plane, to] of [y, u, v].entries()) {
    const [across, down] = plane === 0 ? [width, height] : [width / 2, height / 2];
    const from = frame.data?.[plane];
    const stride = frame.linesize[plane] ?? across;
    if (!from) throw new Error("A frame of the clip has no picture");
    for (let row = 0; row < down; row++) to.set(from.subarray(row * stride, row * stride + across), row * across);
  }
}
