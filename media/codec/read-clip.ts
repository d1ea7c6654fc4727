import type { Frame } from "node-av";
import { Decoder, Demuxer, FilterAPI } from "node-av/api";
import type { Canvas } from "../canvas/frame.ts";

/** How a clip fills a picture of another shape: its middle cut out, or all of it over its own blurred self. */
export type ClipFit = "cover" | "blur";

/** Of a clip that is cut to a shape at least this share has to be left, or all of it is shown before a blur. */
const leastKept = 0.5;

/** The rule for a clip of `width` × `height` in a picture of another size. */
export function fitOf(clip: { width: number; height: number }, picture: { width: number; height: number }): ClipFit {
  const share = clip.width / clip.height / (picture.width / picture.height);
  return Math.min(share, 1 / share) >= leastKept - 1e-9 ? "cover" : "blur";
}

export type ClipWish = {
  width: number;
  height: number;
  fps: number;
  /** How much slower it plays: 1.1 makes ten seconds eleven. */
  slower?: number;
};

/** A clip being played: `draw` lays its frame `index` on a canvas of the size that was asked for. */
export type ClipReader = { draw(canvas: Canvas, index: number): void; close(): void };

/**
 * Plays a video file as frames of the renderer's own size, rate and colours (yuv420p, BT.709, limited range), whatever its
 * own are. Frames are best asked for in their order: going back starts it over. After its last frame the last one stands.
 * Throws when the file is no video.
 */
export function readClip(file: string, wish: ClipWish): ClipReader {
  let playing = start(file, wish);
  let shown = -1;
  return {
    draw(canvas, index) {
      if (index < shown) {
        playing.close();
        playing = start(file, wish);
        shown = -1;
      }
      while (shown < index && playing.next()) shown++;
      playing.lay(canvas);
    },
    close: () => playing.close(),
  };
}

function start(file: string, wish: ClipWish) {
  const input = Demuxer.openSync(file);
  const stream = input.video();
  if (!stream) {
    input.closeSync();
    throw new Error("its clip holds no picture");
  }
  const decoder = Decoder.createSync(stream);
  const { width, height } = stream.codecpar;
  const filter = FilterAPI.create(graphOf({ width, height }, wish));
  const frames = filter.framesSync(decoder.framesSync(input.packetsSync(stream.index)));
  let frame: Frame | undefined;
  return {
    /** Moves on to the next frame; false at the end, where the last one stays. */
    next(): boolean {
      const { value, done } = frames.next();
      if (done || !value) return false;
      frame?.free();
      frame = value;
      return true;
    },
    lay(canvas: Canvas): void {
      if (!frame) throw new Error("its clip holds not a single frame");
      copyPlane(frame, 0, canvas.y, canvas.width, canvas.height);
      copyPlane(frame, 1, canvas.u, canvas.width / 2, canvas.height / 2);
      copyPlane(frame, 2, canvas.v, canvas.width / 2, canvas.height / 2);
    },
    close(): void {
      frame?.free();
      frame = undefined;
      filter.close();
      decoder.close();
      input.closeSync();
    },
  };
}

function graphOf(clip: { width: number; height: number }, { width, height, fps, slower = 1 }: ClipWish): string {
  const time = `${slower === 1 ? "" : `setpts=PTS*${slower.toFixed(5)},`}fps=${fps}`;
  const colours = "out_color_matrix=bt709:out_range=tv";
  const cover = `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=bicubic:${colours},crop=${width}:${height}`;
  if (fitOf(clip, { width, height }) === "cover") return `${time},${cover},setsar=1,format=yuv420p`;
  // The blur is made small, where it costs nothing, and darkened so that the clip stands out before it.
  const [small, low] = [even(width / 8), even(height / 8)];
  const behind = `scale=${small}:${low}:force_original_aspect_ratio=increase:${colours},crop=${small}:${low},boxblur=${Math.max(1, Math.min(6, Math.floor(small / 5), Math.floor(low / 5)))}:2,eq=brightness=-0.08:saturation=0.9,scale=${width}:${height}:flags=bilinear`;
  const whole = `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic:${colours}`;
  return `${time},split[a][b];[a]${behind},setsar=1[back];[b]${whole},setsar=1[front];[back][front]overlay=(W-w)/2:(H-h)/2,format=yuv420p`;
}

function copyPlane(frame: Frame, plane: number, to: Uint8Array, width: number, height: number): void {
  const from = frame.data?.[plane];
  const stride = frame.linesize[plane] ?? width;
  if (!from) throw new Error("a frame of its clip has no picture");
  if (stride === width) {
    to.set(from.subarray(0, width * height));
    return;
  }
  for (let row = 0; row < height; row++) to.set(from.subarray(row * stride, row * stride + width), row * width);
}

const even = (size: number) => Math.max(2, Math.round(size / 2) * 2);
