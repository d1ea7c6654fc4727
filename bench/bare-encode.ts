import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createCanvas } from "#media/canvas/frame.ts";
import { hushFfmpeg } from "#media/codec/ffmpeg.ts";
import { readClip } from "#media/codec/read-clip.ts";
import { startSegment } from "#media/codec/segment.ts";
import type { RenderedVideo } from "#media/render.ts";

/**
 * Seconds that libx264 alone takes for the frames of a video, with the renderer's own settings and both cores: no drawing,
 * no sound, no joining. Frames are read a second at a time beforehand, which is not counted.
 */
export async function encodeBare({ file, seconds, width, height }: RenderedVideo, fps: number): Promise<number> {
  hushFfmpeg();
  const folder = await mkdtemp(path.join(tmpdir(), "bench-bare-"));
  const clip = readClip(file, { width, height, fps });
  const canvases = Array.from({ length: fps }, () => createCanvas(width, height));
  const segment = await startSegment(path.join(folder, "bare.mp4"), { width, height, fps, quality: "final" });
  const frames = Math.round(seconds * fps);
  let spent = 0;
  const count = async (work: () => Promise<void>) => {
    const begun = performance.now();
    await work();
    spent += performance.now() - begun;
  };
  for (let at = 0; at < frames; at += fps) {
    const part = canvases.slice(0, Math.min(fps, frames - at));
    for (const [index, canvas] of part.entries()) clip.draw(canvas, at + index);
    await count(async () => {
      for (const canvas of part) await segment.add(canvas);
    });
  }
  await count(() => segment.finish());
  clip.close();
  await rm(folder, { recursive: true });
  return spent / 1000;
}
