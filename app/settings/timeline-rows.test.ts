import { expect, test } from "vitest";
import type { CallRow, RunDetail, StepRow } from "#workflows/engine/index.ts";
import { toTimelineRows } from "./timeline-rows.ts";

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000);
const ms = (seconds: number) => at(seconds).getTime();

const step = (given: Partial<StepRow> & { id: string }): StepRow => ({
  name: given.id,
  op: "StepRun",
  status: "completed",
  attempts: 1,
  problem: null,
  stack: null,
  failures: [],
  result: null,
  createdAt: given.startedAt ?? at(1),
  startedAt: at(1),
  endedAt: at(2),
  durationMs: 0,
  dueAt: null,
  waitsFor: null,
  childRunId: null,
  ...given,
});

const call = (given: Partial<CallRow> = {}): CallRow => ({
  stepId: "",
  state: "running",
  attempt: 0,
  since: at(3),
  dueAt: null,
  ...given,
});

function rowsOf(given: Partial<RunDetail>, veiled = false) {
  const run: RunDetail = {
    id: "r",
    functionId: "f",
    status: "running",
    tag: "w",
    event: null,
    problem: null,
    createdAt: at(0),
    startedAt: at(0),
    endedAt: null,
    events: [],
    output: null,
    stack: null,
    parentRunId: null,
    failures: [],
    steps: [],
    calls: [],
    ...given,
  };
  return toTimelineRows(run, { veiled });
}

const failed = (nth: number, from: number | null, to: number, byHand = false) => ({
  try: nth,
  startedAt: from === null ? null : at(from),
  endedAt: at(to),
  problem: `No ${nth}.`,
  stack: "Error: at x.ts",
  byHand,
});

test("a wait for a turn is a line of its own when there was one", () => {
  expect(rowsOf({ startedAt: at(5) })[0]).toMatchObject({
    kind: "queue",
    status: "completed",
    spans: [{ from: ms(0), to: ms(5), tone: "queue" }],
  });
  expect(rowsOf({ status: "queued", startedAt: null })[0]?.spans).toEqual([{ from: ms(0), to: null, tone: "queue" }]);
  expect(rowsOf({ startedAt: at(0.05) })).toEqual([]);
});

test("every try is a bar, with the pause before the next between them", () => {
  const flaky = step({
    id: "ask",
    startedAt: at(9),
    endedAt: at(10),
    createdAt: at(2),
    failures: [failed(1, 1, 2), failed(2, 5, 6)],
  });
  const [row] = rowsOf({ steps: [flaky] });
  expect(row?.spans).toEqual([
    { from: ms(1), to: ms(2), tone: "failed" },
    { from: ms(2), to: ms(5), tone: "queue" },
    { from: ms(5), to: ms(6), tone: "failed" },
    { from: ms(6), to: ms(9), tone: "queue" },
    { from: ms(9), to: ms(10), tone: "done" },
  ]);
  expect(row?.tries).toEqual([
    { nth: 1, problem: "No 1.", stack: "Error: at x.ts", ms: 1_000 },
    { nth: 2, problem: "No 2.", stack: "Error: at x.ts", ms: 1_000 },
  ]);
});

test("a step between two tries waits until now, and says when the next is", () => {
  const retrying = step({ id: "ask", status: "retrying", endedAt: null, dueAt: at(60), failures: [failed(1, 1, 2)] });
  const rows = rowsOf({
    status: "retrying",
    steps: [retrying],
    calls: [call({ state: "delayed", attempt: 1, dueAt: at(60) })],
  });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ status: "retrying", dueAt: ms(60) });
  expect(rows[0]?.spans.at(-1)).toEqual({ from: ms(2), to: null, tone: "queue" });
});

test("what goes on past the last step is shown as work, or as what it waits for", () => {
  const steps = [step({ id: "first" })];
  const next = (given: Partial<CallRow>) => rowsOf({ steps, calls: [call(given)] }).at(-1);
  expect(next({})).toMatchObject({ kind: "next", name: "At work", spans: [{ from: ms(3), to: null, tone: "busy" }] });
  expect(next({ state: "parked" })).toMatchObject({ name: "Waits for room", spans: [{ tone: "queue" }] });
  expect(next({ state: "ready" })).toMatchObject({ name: "Waits for a free worker" });
  expect(rowsOf({ steps, calls: [] })).toHaveLength(1);
});

test("tries that failed outside the steps are bars of what comes next; ends taken up by hand are not", () => {
  const rows = rowsOf({
    status: "retrying",
    problem: "No 2.",
    failures: [failed(1, null, 2, true), failed(2, null, 6)],
    calls: [call({ state: "delayed", attempt: 1, since: at(6), dueAt: at(30) })],
  });
  expect(rows[0]).toMatchObject({
    name: "Waits for its next try",
    problem: "No 2.",
    dueAt: ms(30),
    spans: [
      { from: ms(0), to: ms(6), tone: "failed" },
      { from: ms(6), to: null, tone: "queue" },
    ],
  });
});

test("a run taken up again keeps its first wait, and the line of what it was at when it was cancelled", () => {
  const rows = rowsOf({ status: "cancelled", startedAt: at(100), endedAt: at(110), steps: [step({ id: "a" })] });
  expect(rows.map(({ kind, status, spans }) => [kind, status, spans.at(-1)?.from, spans.at(-1)?.to])).toEqual([
    ["queue", "completed", ms(0), ms(1)],
    ["step", "completed", ms(1), ms(2)],
    ["next", "cancelled", ms(100), ms(110)],
  ]);
  const failed = rowsOf({ status: "failed", endedAt: at(9), problem: "Outside.", steps: [step({ id: "a" })] });
  expect(failed.at(-1)).toMatchObject({ status: "failed", problem: "Outside.", spans: [{ from: ms(2), to: ms(9) }] });
});

test("sleep and waits pass by themselves; a wait that nothing came to was in vain", () => {
  const rows = rowsOf({
    steps: [
      step({ id: "nap", op: "Sleep", status: "sleeping", endedAt: null, dueAt: at(99) }),
      step({ id: "came", op: "WaitForEvent", waitsFor: "post/settled", result: { name: "post/settled" } }),
      step({ id: "never", op: "WaitForEvent", waitsFor: "post/settled" }),
      step({ id: "child", op: "InvokeFunction", childRunId: "c" }),
    ],
  });
  expect(rows.map(({ kind, inVain, spans }) => [kind, inVain, spans[0]?.tone])).toEqual([
    ["sleep", false, "still"],
    ["event", false, "still"],
    ["event", true, "still"],
    ["run", false, "done"],
  ]);
  expect(rows[0]?.spans[0]?.to).toBeNull();
});

test("a step that was broken off ends with its run, and a veiled run says nothing of what it handled", () => {
  const steps = [step({ id: "a", status: "cancelled", endedAt: null }), step({ id: "b", result: { who: "somebody" } })];
  const rows = rowsOf({ status: "cancelled", endedAt: at(7), steps }, true);
  expect(rows[0]?.spans).toEqual([{ from: ms(1), to: ms(7), tone: "queue" }]);
  expect(rows[1]?.result).toBeNull();
  expect(rowsOf({ steps })[1]?.result).toContain("somebody");
});
