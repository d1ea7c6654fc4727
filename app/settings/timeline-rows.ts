import type { CallRow, RunDetail, StepRow, TryRow } from "#workflows/engine/index.ts";
import { sayName } from "./activity-words.ts";
import { toReadableJson } from "./readable-json.ts";

/** A stretch of time in milliseconds since 1970; without an end it lasts until now. */
export type Span = {
  from: number;
  to: number | null;
  /** `busy` is being done now; `still` passes by itself (asleep, waiting); `queue` waits for room or its next try. */
  tone: "done" | "failed" | "busy" | "still" | "queue";
};

export type TimelineRow = {
  key: string;
  name: string;
  kind: "queue" | "step" | "sleep" | "event" | "signal" | "run" | "fetch" | "next";
  status: StepRow["status"];
  spans: Span[];
  /** When a sleep or wait is over at the latest, or the next try is made. */
  dueAt: number | null;
  /** What a wait is for. */
  waitsFor: string | null;
  /** A wait that ended without what it was for. */
  inVain: boolean;
  problem: string | null;
  stack: string | null;
  tries: { nth: number; problem: string; stack: string | null; ms: number | null }[];
  /** What it gave back, as text; null when there is nothing to show. */
  result: string | null;
  childRunId: string | null;
};

/** A wait for a handler shorter than this is not worth a line. */
const worthALineMs = 100;

/**
 * A run as the lines of a timeline: its wait for a turn, its steps, and what it is at now. With `veiled` what the steps gave
 * back stays out.
 */
export function toTimelineRows(run: RunDetail, options: { veiled: boolean }): TimelineRow[] {
  const created = run.createdAt.getTime();
  const begun = firstMove(run);
  const rows: TimelineRow[] = [];
  if (begun === null ? run.status === "queued" : begun - created >= worthALineMs) {
    const status = begun === null ? "planned" : "completed";
    rows.push(row("queue", "In the queue", "queue", status, [{ from: created, to: begun, tone: "queue" }]));
  }
  for (const step of run.steps) rows.push(ofStep(step, run.endedAt?.getTime() ?? null, options.veiled));
  const next = run.endedAt ? ofEnd(run, run.endedAt.getTime()) : ofNext(run);
  if (next) rows.push(next);
  return rows;
}

/** A run that was taken up again has begun more than once; the wait for its turn ended the first time. */
function firstMove({ startedAt, steps, failures }: RunDetail): number | null {
  const moves = [startedAt, ...steps.map((step) => step.createdAt), ...failures.map(({ endedAt }) => endedAt)];
  const known = moves.flatMap((move) => (move ? [move.getTime()] : []));
  return known.length > 0 ? Math.min(...known) : null;
}

const lastEnd = (run: RunDetail) =>
  Math.max(run.startedAt?.getTime() ?? 0, ...run.steps.map(({ endedAt }) => endedAt?.getTime() ?? 0));

/** What a run was at beyond its steps when it failed or was cancelled; a step that ended so says it itself. */
function ofEnd(run: RunDetail, ended: number): TimelineRow | undefined {
  const last = lastEnd(run);
  const told = run.steps.some(({ status }) => status === "failed" || status === "cancelled");
  if (run.status === "completed" || told || last === 0 || ended - last < worthALineMs) return undefined;
  const status = run.status === "failed" ? "failed" : "cancelled";
  const tone = status === "failed" ? "failed" : "busy";
  return { ...row("end", "What came next", "next", status, [{ from: last, to: ended, tone }]), problem: run.problem };
}

function ofStep(step: StepRow, ended: number | null, veiled: boolean): TimelineRow {
  const kind = kinds[step.op] ?? "step";
  const waits = kind === "event" || kind === "signal";
  const none = step.result === null || step.result === undefined;
  return {
    ...row(step.id, sayName(step.name), kind, step.status, spansOf(step, kind, ended)),
    dueAt: step.dueAt?.getTime() ?? null,
    waitsFor: step.waitsFor,
    inVain: waits && step.status === "completed" && none,
    problem: step.problem,
    stack: step.stack,
    tries: step.failures.map(ofTry),
    result: veiled || none || kind === "sleep" ? null : toReadableJson(step.result),
    childRunId: step.childRunId,
  };
}

const kinds: Record<string, TimelineRow["kind"]> = {
  Sleep: "sleep",
  WaitForEvent: "event",
  WaitForSignal: "signal",
  InvokeFunction: "run",
  Gateway: "fetch",
};

function spansOf(step: StepRow, kind: TimelineRow["kind"], ended: number | null): Span[] {
  const spans: Span[] = [];
  let at = step.createdAt.getTime();
  for (const failed of step.failures) {
    const from = failed.startedAt?.getTime() ?? at;
    if (spans.length > 0 && from > at) spans.push({ from: at, to: from, tone: "queue" });
    at = failed.endedAt.getTime();
    spans.push({ from: Math.min(from, at), to: at, tone: "failed" });
  }
  const to = step.endedAt?.getTime() ?? ended;
  if (step.status === "planned" || step.status === "retrying") return [...spans, { from: at, to, tone: "queue" }];
  const from = step.startedAt.getTime();
  if (from - at >= worthALineMs) spans.push({ from: at, to: from, tone: "queue" });
  return [...spans, { from, to, tone: toneOf(step, kind) }];
}

function toneOf({ status }: StepRow, kind: TimelineRow["kind"]): Span["tone"] {
  if (status === "failed") return "failed";
  if (kind === "sleep" || kind === "event" || kind === "signal") return "still";
  if (status === "completed") return "done";
  return status === "cancelled" ? "queue" : "busy";
}

/** What a handler is at beyond the steps the engine was told of: a step that is done on the spot is told of when it is done. */
function ofNext(run: RunDetail): TimelineRow | undefined {
  const call = run.calls.find(({ stepId }) => stepId === "");
  if (!call || run.status === "queued" || run.steps.some(({ status }) => status === "running" || status === "retrying"))
    return;
  const last = lastEnd(run);
  const spans: Span[] = run.failures
    .filter(({ byHand }) => !byHand)
    .map((failed, i, all) => {
      const from = all[i - 1]?.endedAt.getTime() ?? last;
      return { from: Math.min(from, failed.endedAt.getTime()), to: failed.endedAt.getTime(), tone: "failed" };
    });
  const since = Math.max(call.since.getTime(), last);
  return {
    ...row("next", nextWords[call.state], "next", nextStatus[call.state], [
      ...spans,
      { from: since, to: null, tone: call.state === "running" ? "busy" : "queue" },
    ]),
    dueAt: call.state === "delayed" ? (call.dueAt?.getTime() ?? null) : null,
    problem: call.state === "delayed" ? run.problem : null,
  };
}

const nextWords: Record<CallRow["state"], string> = {
  running: "At work",
  ready: "Waits for a free worker",
  parked: "Waits for room",
  delayed: "Waits for its next try",
};

const nextStatus: Record<CallRow["state"], StepRow["status"]> = {
  running: "running",
  ready: "planned",
  parked: "planned",
  delayed: "retrying",
};

function ofTry(failed: TryRow): TimelineRow["tries"][number] {
  const { try: nth, problem, stack, startedAt, endedAt } = failed;
  return { nth, problem, stack, ms: startedAt ? endedAt.getTime() - startedAt.getTime() : null };
}

function row(
  key: string,
  name: string,
  kind: TimelineRow["kind"],
  status: StepRow["status"],
  spans: Span[],
): TimelineRow {
  return {
    ...{ key, name, kind, status, spans },
    ...{
      dueAt: null,
      waitsFor: null,
      inVain: false,
      problem: null,
      stack: null,
      tries: [],
      result: null,
      childRunId: null,
    },
  };
}
