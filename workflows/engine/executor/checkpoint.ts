import type { ActiveCall, EngineContext } from "../context.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import { MAX_ANSWER_BYTES, type Memo, type Op, tooLarge } from "../protocol/call-function.ts";
import { memoiseStepRun } from "../store/memoise.ts";
import { applyAnswer } from "./apply-answer.ts";

/**
 * Takes the steps a handler reports while it goes on running: the SDK posts each finished step and waits for the answer
 * before it begins the next. True: memoised, go on. False: stop here; the SDK then drops the handler where it stands,
 * and what comes next is decided by the call's `end`. A handler that is no longer anybody's call is told to stop, too.
 */
export async function takeCheckpoint(context: EngineContext, claim: string, ops: Op[]): Promise<boolean> {
  const active = context.activeCalls.get(claim);
  if (!active || active.end) return false;
  for (const op of ops) {
    if (op.op !== "StepRun") continue;
    if (!(await memoise(context, active, op))) return false;
  }
  extendTurn(active);
  if (performance.now() < active.turnEnds && !context.stopping()) return true;
  active.end = { kind: "turn-over" };
  return false;
}

/** The most a turn is made longer by: others wait meanwhile. */
const MAX_EXTENSION_MS = 1_000;

/**
 * A handler comes to its first new step through all the finished ones. The more of them, the longer its turn: four times
 * as long as the way there, or a long run would do little but begin again.
 */
function extendTurn(active: ActiveCall): void {
  if (active.calledAt === undefined) return;
  const now = performance.now();
  active.turnEnds = Math.max(active.turnEnds, now + Math.min(4 * (now - active.calledAt), MAX_EXTENSION_MS));
  active.calledAt = undefined;
}

async function memoise(context: EngineContext, active: ActiveCall, op: Op): Promise<boolean> {
  const memo: Memo = { type: "data", data: op.data ?? null };
  const size = Buffer.byteLength(JSON.stringify(memo));
  if (size > MAX_ANSWER_BYTES) {
    active.end = { kind: "answered", answer: { kind: "failed", retry: false, error: tooLarge(size) } };
    return false;
  }
  if (await memoiseStepRun(context.pool, active.call, op, memo)) {
    active.call.memos.push({ id: op.id, memo });
    active.call.version += 1;
    active.call.attempt = 0;
    return true;
  }
  // The run moved on without this call knowing: look closer, then begin the call anew with what is there.
  const next = await applyAnswer(context, active.call, { kind: "ops", coalesces: true, ops: [op] });
  for (const lane of next.lanes) await admitCalls(context.pool, lane);
  active.end = { kind: next.again ? "again" : "over" };
  return false;
}
