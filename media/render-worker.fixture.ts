import { createRenderer } from "./render.ts";
import type { Storyboard } from "./storyboard.ts";

/** A studio's worker in a process of its own, for a test to kill: renders what it is sent, and tells its processes. */
process.once("message", async ({ board, cacheDir, out }: { board: Storyboard; cacheDir: string; out: string }) => {
  const renderer = createRenderer({ workers: 1, cacheDir, shotTimeoutMs: 60_000, memoryMb: 1500 });
  await renderer.render(board, out, {
    tier: "preview",
    onProgress: (fraction) => process.send?.({ fraction, pids: renderer.pids() }),
  });
  process.send?.({ done: true });
});
