import type { RunDetail, RunRow, StepRow, StuckRun } from "#workflows/engine/index.ts";

export type Status = RunRow["status"];

/** In the order in which work moves. */
export const statuses = [
  "queued",
  "running",
  "waiting",
  "retrying",
  "failed",
  "cancelled",
  "completed",
] as const satisfies Status[];

export const statusWords: Record<Status, string> = {
  queued: "Waiting its turn",
  running: "Running",
  waiting: "Waiting",
  retrying: "Trying again",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const stuckWords: Record<StuckRun["stuck"]["reason"], string> = {
  failed: "Failed",
  slow: "Slow",
  held: "Held up",
  retrying: "Trying again",
};

export const stepWords: Record<StepRow["status"], string> = {
  planned: "Waits its turn",
  running: "Running",
  retrying: "Trying again",
  sleeping: "Asleep",
  waiting: "Waiting",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** `troupe-produce-variant` as "Produce variant": in front of every function's id is its app's. */
export function nameFunction(functionId: string): string {
  const own = functionId.replace(/^troupe(-render)?-/, "");
  const failure = own.endsWith("-failure");
  return `${sayName(failure ? own.slice(0, -"-failure".length) : own)}${failure ? ", when it failed" : ""}`;
}

/** A step's id as words. An id of a row in it says nothing to a person but which: its first letters are enough for that. */
export function sayName(id: string): string {
  const words = id
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-([0-9a-f]{6})[0-9a-f]{6}/gi, "#$1")
    .replace(/[-_]+/g, " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "340 ms", "3.4 s", "4 min 10 s", "2 h 5 min", "3 d 4 h": two units at most, as exact as a person needs. */
export function sayDuration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  for (const [size, unit, smallSize, small] of units) {
    if (seconds < size) continue;
    const whole = Math.floor(seconds / size);
    const rest = Math.floor((seconds % size) / smallSize);
    return rest > 0 ? `${whole} ${unit} ${rest} ${small}` : `${whole} ${unit}`;
  }
  return `${seconds} s`;
}

const units: [number, string, number, string][] = [
  [86_400, "d", 3_600, "h"],
  [3_600, "h", 60, "min"],
  [60, "min", 1, "s"],
];

/** A problem without the name of the error's class in front: that is for developers, and the stack has it. */
export function sayProblem(sentence: string): string {
  const said = sentence.replace(/^[A-Z][a-z]+(?:[A-Z][A-Za-z]*)+: (?=\S)/, "");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** How a run came to be, as the end of "Started by …". */
export function sayStart(run: Pick<RunDetail, "event" | "parentRunId">): string {
  if (run.parentRunId) return "another run";
  if (run.event?.name === "inngest/scheduled.timer") return "the clock";
  if (run.event?.name === "inngest/function.failed") return "the failure of another run";
  return run.event ? `the event ${run.event.name}` : "nothing that was kept";
}
