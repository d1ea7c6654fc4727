import { readFile } from "node:fs/promises";
import { createCanvas } from "#media/canvas/frame.ts";
import { captionsOf, captionZone } from "#media/captions-in-picture.ts";
import { readClip } from "#media/codec/read-clip.ts";
import { readSound } from "#media/codec/read-sound.ts";
import { readWav } from "#media/codec/wav.ts";
import type { RenderedVideo } from "#media/render.ts";
import { stageOf } from "#media/stage.ts";
import type { Storyboard } from "#media/storyboard.ts";
import { placeShots, speechLead } from "#media/timeline.ts";

/** A pixel of a caption stands off the picture without captions by this much, of 255; one that changes, off the frame before. */
const differs = 36;

/** The board without a single caption: all else is the same, so that what differs in the picture is captions. */
export function withoutCaptions(board: Storyboard): Storyboard {
  const shots = board.shots.map((shot) => (shot.speech ? { ...shot, speech: { ...shot.speech, words: [] } } : shot));
  return { ...board, shots };
}

/**
 * How far, in seconds and for every captioned word, the change of the caption in the finished picture is off the word's
 * first sound in the finished recording. The picture is compared with `bare`, the same without captions; the recording with
 * the line as it was spoken, to find where it really lies.
 */
export async function captionOffsets(board: Storyboard, video: RenderedVideo, bare: RenderedVideo): Promise<number[]> {
  const stage = stageOf(board.ratio);
  const scale = video.width / stage.width;
  const changes = watchCaptions(board, video, bare, scale);
  const heard = readSound(video.file);
  const offsets: number[] = [];
  for (const { shot, startFrame, startsAt } of placeShots(board)) {
    const { speech, skip } = captionsOf(shot);
    if (!speech) continue;
    const begins = await findLine(heard, speech.file, startsAt + speechLead);
    const seen = changes.filter(({ frame, shot: at }) => at === startFrame && frame >= startFrame);
    for (const word of speech.words.slice(skip)) {
      const said = begins + word.start;
      offsets.push(Math.min(...seen.map(({ frame }) => Math.abs(frame / board.fps - said))));
    }
  }
  return offsets;
}

/** Frames in which a caption begins to look different. */
function watchCaptions(board: Storyboard, video: RenderedVideo, bare: RenderedVideo, scale: number) {
  const { width, height } = video;
  const size = { width, height, fps: board.fps };
  const [captioned, plain] = [readClip(video.file, size), readClip(bare.file, size)];
  const [now, without] = [createCanvas(width, height), createCanvas(width, height)];
  const changes: { frame: number; shot: number }[] = [];
  for (const { shot, startFrame, frames } of placeShots(board)) {
    const zone = captionZone(shot, stageOf(board.ratio));
    const [left, top] = [Math.floor(zone.x * scale), Math.floor(zone.y * scale)];
    const [wide, high] = [Math.ceil(zone.width * scale), Math.ceil(zone.height * scale)];
    let before = { luma: new Uint8Array(wide * high), mask: new Uint8Array(wide * high) };
    let moving = false;
    for (let frame = startFrame; frame < startFrame + frames; frame++) {
      captioned.draw(now, frame);
      plain.draw(without, frame);
      const here = { luma: new Uint8Array(wide * high), mask: new Uint8Array(wide * high) };
      let [covered, changed] = [0, 0];
      for (let at = 0; at < wide * high; at++) {
        const place = (top + Math.floor(at / wide)) * width + left + (at % wide);
        here.luma[at] = now.y[place]!;
        here.mask[at] = Math.abs(now.y[place]! - without.y[place]!) > differs ? 1 : 0;
        if (!here.mask[at] && !before.mask[at]) continue;
        covered++;
        if (Math.abs(here.luma[at]! - before.luma[at]!) > differs) changed++;
      }
      const different = changed > Math.max(40 * scale, covered * 0.08);
      if (different && !moving) changes.push({ frame, shot: startFrame });
      moving = different;
      before = here;
    }
  }
  captioned.close();
  plain.close();
  return changes;
}

/** Where a line really begins in a recording: where its loudness runs like the line's own, within 0.3 s of its place. */
async function findLine(
  { samples, sampleRate }: { samples: Float32Array; sampleRate: number },
  file: string,
  at: number,
) {
  const line = readWav(await readFile(file));
  const step = 0.002;
  const loudness = (sound: Float32Array, rate: number, from: number, seconds: number) =>
    Float32Array.from({ length: Math.floor(seconds / step) }, (_, index) => {
      const begin = Math.round((from + index * step) * rate);
      let sum = 0;
      for (let each = begin; each < begin + rate * 0.008; each++) sum += (sound[each] ?? 0) ** 2;
      return Math.log10(sum + 1e-7);
    });
  const seconds = line.samples.length / line.sampleRate;
  const own = loudness(line.samples, line.sampleRate, 0, seconds);
  let best = { at, likeness: Number.NEGATIVE_INFINITY };
  for (let off = -0.3; off <= 0.3; off += step) {
    const there = loudness(samples, sampleRate, at + off, seconds);
    const likeness = correlate(own, there);
    if (likeness > best.likeness) best = { at: at + off, likeness };
  }
  return best.at;
}

function correlate(one: Float32Array, other: Float32Array): number {
  const mean = (row: Float32Array) => row.reduce((sum, each) => sum + each, 0) / row.length;
  const [a, b] = [mean(one), mean(other)];
  let [both, first, second] = [0, 0, 0];
  for (let index = 0; index < one.length; index++) {
    both += (one[index]! - a) * (other[index]! - b);
    first += (one[index]! - a) ** 2;
    second += (other[index]! - b) ** 2;
  }
  return both / Math.sqrt(first * second + 1e-9);
}
