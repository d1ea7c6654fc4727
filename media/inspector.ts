import type { ChildProcess } from "node:child_process";
import { type Inspection, type InspectionOrder, Unreadable } from "./inspect.ts";
import type { InspectionReport } from "./inspect-child.ts";
import { startChild } from "./start-child.ts";

export type Inspector = {
  /**
   * Decodes a video file once. Throws `Unreadable` when it is no video or takes too long; any other error when the process
   * that reads it ended, after which the next order gets a new one.
   */
  inspect(order: InspectionOrder): Promise<Inspection>;
  /** Ids of the living processes, for tests and benches. */
  pids(): number[];
  close(): Promise<void>;
};

/** Decoding the longest video that the studio makes takes a few seconds; a file that takes longer is not one of ours. */
const mostMs = 90_000;
/** What a process may hold when it has answered; more, and the next order gets a new one. */
const memoryMb = 768;
/** Nothing to look at for so long, and the process gives its memory back. */
const restMs = 120_000;
/** A process that has read so many files makes room for a new one, whatever it may have gathered. */
const mostOrders = 200;

/**
 * One process that reads finished videos, one after the other, so that what it takes to start is paid once. It is a process
 * of its own, as rendering is: decoding would keep the studio from answering, and a file that brings a decoder down must not
 * take the studio with it. It starts with the first order, and while it has nothing to do it lets the studio end.
 */
export function createInspector({ timeoutMs = mostMs, idleMs = restMs } = {}): Inspector {
  const living = new Set<ChildProcess>();
  let warm: { child: ChildProcess; orders: number } | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let rest: NodeJS.Timeout | undefined;
  let closed = false;

  function carryOut(order: InspectionOrder): Promise<Inspection> {
    if (closed) return Promise.reject(new Error("The studio is closing"));
    clearTimeout(rest);
    warm ??= { child: start(), orders: 0 };
    const { child } = warm;
    warm.orders += 1;
    return new Promise((resolve, reject) => {
      child.ref();
      child.channel?.ref();
      const clock = setTimeout(() => {
        finish(true);
        reject(new Unreadable(`${order.file} takes longer than ${timeoutMs / 1000} s to read`));
      }, timeoutMs);
      const onMessage = (report: InspectionReport) => {
        finish(report.rss > memoryMb * 1024 * 1024 || (warm?.orders ?? 0) >= mostOrders);
        if ("inspection" in report) resolve(report.inspection);
        else reject(new Unreadable(`${order.file} cannot be read: ${report.problem}`));
      };
      const onExit = (code: number | null, signal: string | null) => {
        finish(true);
        reject(new Error(`Reading ${order.file} ended (${signal ?? `code ${code}`}) before it was done`));
      };
      const onError = (cause: Error) => {
        finish(true);
        reject(new Error(`Reading ${order.file} could not begin`, { cause }));
      };
      function finish(over: boolean): void {
        clearTimeout(clock);
        child.off("message", onMessage).off("exit", onExit).off("error", onError);
        child.unref();
        child.channel?.unref();
        if (over) end();
        else rest = setTimeout(end, idleMs).unref();
      }
      child.on("message", onMessage).on("exit", onExit).on("error", onError);
      child.send(order, (cause) => cause && onError(cause));
    });
  }

  function end(): void {
    warm?.child.kill("SIGKILL");
    warm = undefined;
  }

  function start(): ChildProcess {
    // A peak of nothing at all is minus infinity, which JSON has no word for.
    const child = startChild("inspect-child.ts", { memoryMb, messages: "advanced" });
    living.add(child);
    child.once("exit", () => {
      living.delete(child);
      if (warm?.child === child) warm = undefined;
    });
    // Between orders nobody listens; a process that cannot be started must not bring the studio down.
    child.on("error", () => living.delete(child));
    return child;
  }

  return {
    inspect(order) {
      const answer = turn.then(() => carryOut(order));
      turn = answer.catch(() => undefined);
      return answer;
    },
    pids: () => [...living].flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    async close() {
      closed = true;
      clearTimeout(rest);
      const ended = [...living].map((child) => {
        child.ref(); // an idle one would let the process end before it is gone
        return new Promise<void>((resolve) => child.once("exit", () => resolve()));
      });
      for (const child of living) child.kill("SIGKILL");
      await Promise.all(ended);
    },
  };
}
