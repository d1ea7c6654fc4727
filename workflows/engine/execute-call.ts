import { randomUUID } from "node:crypto";
import { applyAnswer } from "./apply-answer.ts";
import type { Answer, Memo } from "./call-function.ts";
import { handBackCall } from "./calls.ts";
import type { EngineContext } from "./context.ts";
import { inTransaction } from "./database.ts";
import type { StoredEvent } from "./events.ts";
import { failure } from "./failures.ts";
import { performGatewayRequest } from "./gateway.ts";
import { admitCalls } from "./lanes.ts";
import { memoiseStepRun } from "./memoise.ts";
import { endRun } from "./runs.ts";
import { lockRun } from "./steps.ts";

/** How long one run may keep a worker slot step after step before others get their turn. */
const TURN_MS = 200;

/** A call as it was claimed, with everything its request needs. */
export type ClaimedCall = {
  id: string;
  claim: string;
  run_id: string;
  step_id: string;
  attempt: number;
  function_id: string;
  status: string;
  events: StoredEvent[];
  version: number;
  memos: { id: string; memo: Memo }[];
  has_open_steps: boolean;
  step_op: string | null;
  step_opts: Record<string, unknown> | null;
};

/**
 * Makes a call, memoises what came of it, and goes on with the same run in the same job as long as there is something
 * to do at once and the turn is not over. The job stays on the queue all the while: should the process die, the job is
 * given to another worker, which finds the run as the last commit left it.
 */
export async function executeCall(context: EngineContext, job: { id: string; generation: number }): Promise<void> {
  const turnEnds = Date.now() + TURN_MS;
  const claim = randomUUID();
  let call = await claimCall(context, job.id, job.generation, claim);
  while (call) {
    const answer = await makeCall(context, call);
    // The common case, one step of a run without open ones, is one statement and needs nothing read again.
    const op = answer.kind === "ops" && answer.ops.length === 1 ? answer.ops[0] : undefined;
    if (op?.op === "StepRun" && !call.step_id && !call.has_open_steps) {
      const memo: Memo = { type: "data", data: op.data ?? null };
      if (await memoiseStepRun(context.pool, call, op, memo)) {
        call.memos.push({ id: op.id, memo });
        call.version += 1;
        call.attempt = 0;
        if (Date.now() < turnEnds && !context.stopping()) continue;
        await inTransaction(context.pool, (tx) => handBackOwn(tx, call as ClaimedCall));
        await admitCalls(context.pool);
        return;
      }
    }
    const next = await applyAnswer(context, call, answer);
    for (const lane of next.lanes) await admitCalls(context.pool, lane);
    if (!next.again) return;
    if (Date.now() >= turnEnds || context.stopping()) {
      await inTransaction(context.pool, (tx) => handBackOwn(tx, call as ClaimedCall));
      await admitCalls(context.pool);
      return;
    }
    call = await claimCall(context, job.id, job.generation, claim);
  }
}

async function makeCall(context: EngineContext, call: ClaimedCall): Promise<Answer> {
  const plan = context.registry.find(call.function_id);
  if (!plan) {
    const error = failure("UnknownFunction", `This studio has no function "${call.function_id}" any more`);
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
       update engine.calls set state = 'running', claim = $3, engine_id = $4
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

async function handBackOwn(tx: Parameters<typeof handBackCall>[0], call: ClaimedCall): Promise<void> {
  const { rows } = await tx.query("select 1 from engine.calls where id = $1 and claim = $2 for update", [
    call.id,
    call.claim,
  ]);
  if (rows.length > 0) await handBackCall(tx, call.id, { attempt: call.attempt });
}

/** Fails the run of a call the engine itself cannot get through, so that it does not come back for ever. */
export async function giveUpCall(context: EngineContext, callId: string, why: string): Promise<void> {
  await inTransaction(context.pool, async (tx) => {
    const { rows } = await tx.query<{ run_id: string }>("select run_id from engine.calls where id = $1", [callId]);
    const run = rows[0] && (await lockRun(tx, rows[0].run_id));
    if (run) await endRun(context, tx, run, { status: "failed", error: failure("EngineError", why) });
  });
}
