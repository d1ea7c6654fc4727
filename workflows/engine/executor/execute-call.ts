import { randomUUID } from "node:crypto";
import type { ActiveCall, EngineContext } from "../context.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import type { Answer } from "../protocol/call-function.ts";
import { failure } from "../protocol/failures.ts";
import { type ClaimedCall, handBackCall } from "../store/calls.ts";
import { inTransaction } from "../store/database.ts";
import { lockRun } from "../store/steps.ts";
import { applyAnswer } from "./apply-answer.ts";
import { performGatewayRequest } from "./gateway.ts";
import { endRun } from "./runs.ts";

/** An Inngest server's `DefaultMaxStepLimit`; it, too, looks when a call begins. */
const MAX_STEPS = 1_000;
const TOO_MANY_STEPS = `The function run exceeded the step limit of ${MAX_STEPS} steps.`;

/** How long one run may keep a worker slot step after step before others get their turn. */
const TURN_MS = 200;

/**
 * Makes a call, memoises what came of it, and goes on with the same run in the same job as long as there is something
 * to do at once and the turn is not over. The job stays on the queue all the while: should the process die, the job is
 * given to another worker, which finds the run as the last commit left it.
 */
export async function executeCall(context: EngineContext, job: { id: string; generation: number }): Promise<void> {
  const turnEnds = performance.now() + TURN_MS;
  for (;;) {
    // A claim for every time the handler is called: one that was told to stop cannot report into its successor.
    const claim = randomUUID();
    const call = await context.slots.timed(() => claimCall(context, job.id, job.generation, claim));
    if (!call) return;
    const next = await makeCallOnce(context, { call, turnEnds, calledAt: performance.now() });
    if (next === "over") return;
    if (next === "turn-over" || performance.now() >= turnEnds || context.stopping()) return yieldTurn(context, call);
  }
}

async function makeCallOnce(context: EngineContext, active: ActiveCall): Promise<"again" | "over" | "turn-over"> {
  const { call } = active;
  context.activeCalls.set(call.claim, active);
  try {
    let answer = await makeCall(context, call);
    if (active.end?.kind === "answered") answer = active.end.answer;
    else if (active.end) return active.end.kind;
    const next = await applyAnswer(context, call, answer);
    for (const lane of next.lanes) await admitCalls(context.pool, lane);
    return next.again ? "again" : "over";
  } finally {
    context.activeCalls.delete(call.claim);
  }
}

/** Goes to the back of the queue, or of the lane, so that others get their turn. */
async function yieldTurn(context: EngineContext, call: ClaimedCall): Promise<void> {
  const parked = await inTransaction(context.pool, async (tx) => {
    const { rows } = await tx.query<{ lane_id: string | null; attempt: number }>(
      "select lane_id, attempt from engine.calls where id = $1 and claim = $2 for update",
      [call.id, call.claim],
    );
    const mine = rows[0];
    // The attempt as it is now: what was memoised on the way has set it back.
    if (mine) await handBackCall(tx, call.id, { attempt: mine.attempt });
    return mine?.lane_id;
  });
  if (parked) await admitCalls(context.pool, parked);
}

async function makeCall(context: EngineContext, call: ClaimedCall): Promise<Answer> {
  const plan = context.registry.find(call.function_id);
  if (!plan) {
    const error = failure("UnknownFunction", `This studio has no function "${call.function_id}" any more`);
    return { kind: "failed", retry: false, error };
  }
  if (call.memos.length >= MAX_STEPS) {
    const error = failure("InngestErrFunctionOverflowed", TOO_MANY_STEPS);
    return { kind: "failed", retry: false, error };
  }
  if (call.step_id && call.step_op === "Gateway")
    return performGatewayRequest(call.step_id, call.step_opts ?? {}, call.attempt + 1 >= plan.maxAttempts);
  return context.callFunction({
    functionId: call.function_id,
    stepId: call.step_id,
    runId: call.run_id,
    attempt: call.attempt,
    maxAttempts: plan.maxAttempts,
    events: call.events,
    memos: new Map(call.memos.map(({ id, memo }) => [id, memo])),
    planOnly: call.has_open_steps,
    claim: call.claim,
  });
}

/**
 * Takes a call for this job and reads its run, in one statement: what is read is one moment of the run, and its version
 * tells later whether anything was memoised since. Nothing comes back when the call is gone, was handed on (another
 * generation), or its run has ended.
 */
async function claimCall(
  context: EngineContext,
  callId: string,
  generation: number,
  claim: string,
): Promise<ClaimedCall | undefined> {
  const { rows } = await context.pool.query<ClaimedCall>({
    name: "engine_claim_call",
    text: `with claimed as (
       update engine.calls set state = 'running', claim = $3, engine_id = $4, since = clock_timestamp()
       where id = $1 and generation = $2 and state in ('ready', 'running')
       returning id, claim, run_id, step_id, attempt
     ), started as (
       update engine.runs r
       set status = 'running', started_at = clock_timestamp(), finish_by = clock_timestamp() + finish_within
       from claimed where r.id = claimed.run_id and r.status = 'queued'
     )
     select claimed.*, r.function_id, r.status, r.events, r.version, step.op as step_op, step.opts as step_opts,
       (select coalesce(json_agg(json_build_object('id', s.id, 'memo', s.memo) order by s.finished_order), '[]')
        from engine.steps s where s.run_id = r.id and s.finished_order is not null) as memos,
       exists (select 1 from engine.steps s
               where s.run_id = r.id and s.status in ('planned', 'sleeping', 'waiting')) as has_open_steps
     from claimed
     join engine.runs r on r.id = claimed.run_id
     left join engine.steps step on step.run_id = claimed.run_id and step.id = claimed.step_id`,
    values: [callId, generation, claim, context.engineId],
  });
  return rows[0];
}

/** Fails the run of a call the engine itself cannot get through, so that it does not come back for ever. */
export async function giveUpCall(context: EngineContext, callId: string, why: string): Promise<void> {
  await inTransaction(context.pool, async (tx) => {
    const { rows } = await tx.query<{ run_id: string }>("select run_id from engine.calls where id = $1", [callId]);
    const run = rows[0] && (await lockRun(tx, rows[0].run_id));
    if (run) await endRun(context, tx, run, { status: "failed", error: failure("EngineError", why) });
  });
}
