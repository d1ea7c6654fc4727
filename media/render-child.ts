import { rename } from "node:fs/promises";
import { keepDrawings } from "./canvas/kept-drawings.ts";
import { assembleVideo } from "./codec/assemble.ts";
import { encodeSound } from "./codec/encode-sound.ts";
import { hushFfmpeg } from "./codec/ffmpeg.ts";
import { mixSound, type SoundPlan } from "./mix.ts";
import { type RenderTier, renderShot } from "./render-shot.ts";
import type { ShotPlan } from "./scenes/scene.ts";

/** What the studio asks of a render process, one order at a time. Every path is absolute; outputs are fresh names. */
export type RenderOrder =
  | { kind: "shot"; plan: ShotPlan; tier: RenderTier; out: string; poster: string }
  | { kind: "sound"; plan: SoundPlan; out: string }
  | {
      kind: "assembly";
      out: string;
      segments: { file: string; startFrame: number }[];
      sound: string;
      fps: number;
      title: string;
      note: string;
    };

/** What comes back: any number of progress reports with the process' memory in bytes, then `done` or a `problem`. */
export type RenderReport = { rss: number } & ({ progress: number } | { done: true } | { problem: string });

/** A persona films many shots in one room: some 25 MB of drawings at full size, and as much again for the next brand. */
const kept = keepDrawings(96 * 1024 * 1024);

hushFfmpeg();
process.on("message", (order: RenderOrder) => {
  const report = (news: { progress: number } | { done: true } | { problem: string }) =>
    process.send?.({ ...news, rss: process.memoryUsage.rss() } satisfies RenderReport);
  carryOut(order, (progress) => report({ progress })).then(
    () => report({ done: true }),
    (error: unknown) => report({ problem: error instanceof Error ? error.message : String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));

async function carryOut(order: RenderOrder, onProgress: (fraction: number) => void): Promise<void> {
  if (order.kind === "shot") {
    await renderShot(order.plan, order.tier, order, onProgress, kept);
    // What a shot drew lies outside of JavaScript's memory, whose small size would let it wait long for its collection.
    globalThis.gc?.();
    return;
  }
  if (order.kind === "sound") {
    const mix = await mixSound(order.plan);
    // A name of its own until it is whole: a process that is killed must not leave half a sound under its hash.
    encodeSound(`${order.out}.part`, mix);
    await rename(`${order.out}.part`, order.out);
    return;
  }
  assembleVideo(order.out, order.segments, order.sound, order);
}
