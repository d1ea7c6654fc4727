import type { ChildProcess } from "node:child_process";
import { RenderFailed } from "./errors.ts";
import type { RenderOrder, RenderReport } from "./render-child.ts";
import { startChild } from "./start-child.ts";

export type RenderPool = {
  /** Carries an order out in a process of its own when one is free. Fails with `RenderFailed`, `shot` still null. */
  run(order: RenderOrder, options: { onProgress?: (fraction: number) => void; signal?: AbortSignal }): Promise<void>;
  /** Ids of the living processes, for tests and the activity page. */
  pids(): number[];
  close(): Promise<void>;
};

type Job = {
  order: RenderOrder;
  onProgress: ((fraction: number) => void) | undefined;
  settle: (error?: RenderFailed) => void;
};

/**
 * Long-lived render processes that take orders in turn. A process that dies, takes longer than `timeoutMs` or grows
 * past `memoryMb` fails its own order only; the next order gets a new one. Idle processes let the parent exit.
 */
export function createRenderPool({
  size,
  timeoutMs,
  memoryMb,
}: {
  size: number;
  timeoutMs: number;
  memoryMb: number;
}): RenderPool {
  const waiting: Job[] = [];
  const idle: ChildProcess[] = [];
  const living = new Set<ChildProcess>();
  const busy = new Map<ChildProcess, Job>();
  let closed = false;

  function assign(): void {
    while (waiting.length > 0 && busy.size < size) carryOut(waiting.shift()!);
  }

  function carryOut(job: Job): void {
    const child = idle.pop() ?? start();
    busy.set(child, job);
    child.ref();
    child.channel?.ref();
    let over: RenderFailed | undefined;
    const give = (failure: RenderFailed) => {
      over ??= failure;
      child.kill("SIGKILL");
    };
    const clock = setTimeout(
      () => give(new RenderFailed("timed-out", `it took longer than ${Math.round(timeoutMs / 1000)} s`)),
      timeoutMs,
    );
    const onMessage = (report: RenderReport) => {
      if (report.rss > memoryMb * 1024 * 1024) {
        give(new RenderFailed("too-much-memory", `it needed more than ${memoryMb} MB of memory`));
      } else if ("progress" in report) job.onProgress?.(report.progress);
      else if ("problem" in report) finish(new RenderFailed("input", report.problem));
      else finish();
    };
    const onExit = (code: number | null, signal: string | null) =>
      finish(
        over ?? new RenderFailed("crashed", `the render process ended unexpectedly (${signal ?? `code ${code}`})`),
      );
    const onError = (cause: Error) =>
      finish(new RenderFailed("crashed", "the render process could not start", null, { cause }));
    function finish(failure?: RenderFailed): void {
      clearTimeout(clock);
      child.off("message", onMessage).off("exit", onExit).off("error", onError);
      busy.delete(child);
      if (child.connected && !child.killed && !closed) {
        idle.push(child);
        child.unref();
        child.channel?.unref();
      } else child.kill("SIGKILL");
      job.settle(failure);
      assign();
    }
    child.on("message", onMessage).on("exit", onExit).on("error", onError);
    child.send(job.order, (cause) => {
      if (cause && busy.get(child) === job)
        give(new RenderFailed("crashed", "the render process went away", null, { cause }));
    });
  }

  function start(): ChildProcess {
    const child = startChild("render-child.ts", { memoryMb, collects: true });
    living.add(child);
    child.once("exit", () => {
      living.delete(child);
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
    });
    // Between orders nobody listens; a process that cannot be started must not bring the studio down.
    child.on("error", () => living.delete(child));
    return child;
  }

  return {
    run(order, { onProgress, signal }) {
      return new Promise((resolve, reject) => {
        const stopped = () => new RenderFailed("stopped", "it was stopped");
        if (closed || signal?.aborted) return reject(stopped());
        const job: Job = {
          order,
          onProgress,
          settle: (error) => {
            signal?.removeEventListener("abort", onAbort);
            if (error) reject(signal?.aborted ? stopped() : error);
            else resolve();
          },
        };
        const onAbort = () => {
          const at = waiting.indexOf(job);
          if (at >= 0) {
            waiting.splice(at, 1);
            job.settle(stopped());
          } else {
            for (const [child, running] of busy) if (running === job) child.kill("SIGKILL");
          }
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        waiting.push(job);
        assign();
      });
    },
    pids: () => [...living].flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.settle(new RenderFailed("stopped", "the studio is closing"));
      const ended = [...living].map((child) => {
        child.ref(); // an idle one would let the process end before it is gone
        return new Promise<void>((resolve) => child.once("exit", () => resolve()));
      });
      for (const child of living) child.kill("SIGKILL");
      await Promise.all(ended);
    },
  };
}
