import type { EngineContext } from "../context.ts";
import type { Memo, Op } from "../protocol/call-function.ts";
import { parseMoment } from "../protocol/durations.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { failure, type SerializedError } from "../protocol/failures.ts";
import { enqueueCall } from "../store/calls.ts";
import type { Queryable } from "../store/database.ts";
import { acceptEvents } from "../store/events.ts";
import { type Place, placeOf } from "../store/listeners.ts";
import { type LockedRun, memoiseOpenStep } from "../store/steps.ts";
import { createInvocation } from "./invocations.ts";

/** The longest a wait without a timeout lasts: an Inngest server's `MaxWaitForEventTimeout` is 366 days. */
const FOREVER = "366d";

/** What came of it: the step has its memo already, or the whole run fails over it. */
type Opened = { memoised: boolean; fails?: SerializedError };
type NewStep = {
  status: "planned" | "sleeping" | "waiting";
  dueAt?: Date;
  waitEvent?: string;
  waitIf?: string;
  waitPlace?: Place;
  signal?: string;
};

/** Begins a step that is not done on the spot: planned, asleep, or waiting. Does nothing if it was begun before. */
export async function openStep(
  context: EngineContext,
  tx: Queryable,
  run: LockedRun,
  op: Op,
  coalesced: boolean,
): Promise<Opened> {
  const insert = (step: NewStep) => insertStep(context, tx, run, op, coalesced, step);
  const nothing: Opened = { memoised: false };
  const now = context.now();
  switch (op.op) {
    case "StepPlanned":
    case "Gateway": {
      if (await insert({ status: "planned" }))
        await enqueueCall(tx, { runId: run.id, stepId: op.id, laneId: run.lane_id, rank: run.rank });
      return nothing;
    }
    case "Sleep": {
      // A sleep of 0 has the empty string as its name.
      const dueAt = op.name ? parseMoment(op.name, now) : now;
      if (await insert({ status: "sleeping", dueAt: dueAt ?? now })) context.wakeAt(dueAt ?? now);
      return nothing;
    }
    case "WaitForEvent": {
      const waitIf = text(op.opts?.if);
      const refused = waitIf ? whyNotCel(context, waitIf) : undefined;
      const condition = waitIf && !refused ? context.registry.compile(waitIf) : undefined;
      const step: NewStep = {
        status: "waiting",
        dueAt: expiry(op, now),
        waitEvent: op.name,
        waitIf,
        waitPlace: placeOf(condition, await firstEvent(tx, run.id)),
      };
      if (!(await insert(step))) return nothing;
      return { memoised: false, fails: refused };
    }
    case "WaitForSignal": {
      const signal = text(op.opts?.signal) ?? op.name ?? "";
      const conflict = await freeSignal(tx, run, op, signal);
      if (!(await insert({ status: "waiting", dueAt: expiry(op, now), signal: conflict ? undefined : signal })))
        return nothing;
      return { memoised: false, fails: conflict };
    }
    case "InvokeFunction": {
      if (!(await insert({ status: "waiting", dueAt: expiry(op, now) }))) return nothing;
      return invoke(context, tx, run, op);
    }
    default: {
      if (!(await insert({ status: "waiting" }))) return nothing;
      const why = `The embedded engine does not offer ${text(op.opts?.type) ?? op.op}. Use step.run for this`;
      return settle(tx, run, op, failure("NotOffered", why));
    }
  }
}

async function insertStep(
  context: EngineContext,
  tx: Queryable,
  run: LockedRun,
  op: Op,
  coalesced: boolean,
  step: NewStep,
): Promise<boolean> {
  const { rows } = await tx.query(
    `insert into engine.steps
       (run_id, id, op, name, display_name, opts, status, coalesced, due_at, wait_event, wait_if, wait_path, wait_value, signal)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (run_id, id) do update set op = excluded.op, status = excluded.status, coalesced = excluded.coalesced
       where engine.steps.status = 'retrying'
     returning id`,
    [
      run.id,
      op.id,
      op.op,
      op.name ?? null,
      op.displayName ?? op.name ?? op.id,
      op.opts ? JSON.stringify(op.opts) : null,
      step.status,
      coalesced,
      step.dueAt ?? null,
      step.waitEvent ?? null,
      step.waitIf ?? null,
      step.waitPlace?.path ?? "",
      step.waitPlace?.value ?? null,
      step.signal ?? null,
    ],
  );
  if (rows.length > 0 && step.dueAt) context.wakeAt(step.dueAt);
  return rows.length > 0;
}

async function settle(tx: Queryable, run: LockedRun, op: Op, error: SerializedError): Promise<Opened> {
  const memo: Memo = { type: "error", error };
  return { memoised: await memoiseOpenStep(tx, run.id, op.id, memo) };
}

/** Sends the invocation in the transaction that records the step: neither is there without the other. */
async function invoke(context: EngineContext, tx: Queryable, run: LockedRun, op: Op): Promise<Opened> {
  const functionId = text(op.opts?.function_id) ?? "";
  if (!context.registry.find(functionId))
    return settle(tx, run, op, failure("Error", `could not find function with ID: ${functionId}`));
  const invoker = { runId: run.id, stepId: op.id };
  await acceptEvents(tx, [createInvocation(invoker, functionId, op, context.now())]);
  return { memoised: false };
}

/** One run at a time waits for a signal. A second one fails, unless it says `onConflict: "replace"`. */
async function freeSignal(tx: Queryable, run: LockedRun, op: Op, signal: string): Promise<SerializedError | undefined> {
  const { rows } = await tx.query<{ run_id: string; id: string }>(
    "select run_id, id from engine.steps where signal = $1 and status = 'waiting' for update",
    [signal],
  );
  const holder = rows[0];
  if (!holder || (holder.run_id === run.id && holder.id === op.id)) return undefined;
  if (op.opts?.conflict !== "replace")
    return failure("Error", "Signal conflict; signal wait already exists for another run");
  // The replaced wait gets no signal any more; it ends with its timeout, as on an Inngest server.
  await tx.query("update engine.steps set signal = null where run_id = $1 and id = $2", [holder.run_id, holder.id]);
  return undefined;
}

function expiry(op: Op, now: Date): Date | undefined {
  return parseMoment(text(op.opts?.timeout) || FOREVER, now);
}

function whyNotCel(context: EngineContext, source: string): SerializedError | undefined {
  try {
    context.registry.compile(source);
    return undefined;
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    return failure("InvalidExpression", `The condition "${source}" is not valid CEL: ${line}`);
  }
}

async function firstEvent(tx: Queryable, runId: string): Promise<StoredEvent> {
  const { rows } = await tx.query<{ event: StoredEvent }>("select events->0 as event from engine.runs where id = $1", [
    runId,
  ]);
  return rows[0]?.event ?? { name: "", data: {} };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
