import type { Memo, Op } from "../protocol/call-function.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { createId } from "../protocol/ids.ts";
import type { Queryable } from "../store/database.ts";
import { resolveStep } from "../store/steps.ts";

export const INVOKED = "inngest/function.invoked";

/** The step, and its run, that waits for what an invoked function comes to. */
export type Invoker = { runId: string; stepId: string };

type Invocation = { fn_id?: unknown; correlation_id?: unknown };

/**
 * The event an invoked function runs with. It is routed like any other, so the function's own flow control holds for
 * invokes, too; `_inngest` says which function is meant and who waits for it, in the words of an Inngest server.
 */
export function createInvocation(invoker: Invoker, functionId: string, op: Op, now: Date): StoredEvent {
  const { data, v } = (op.opts?.payload ?? {}) as { data?: Record<string, unknown>; v?: string };
  const _inngest = {
    fn_id: functionId,
    correlation_id: `${invoker.runId}.${invoker.stepId}`,
    name: op.displayName ?? op.name ?? op.id,
  };
  return { id: createId(), name: INVOKED, data: { ...data, _inngest }, ts: now.getTime(), ...(v ? { v } : {}) };
}

/** Which function an event invokes, if it is an invocation. */
export function invokedFunction(event: StoredEvent): string | undefined {
  const { fn_id } = readInvocation(event);
  return typeof fn_id === "string" ? fn_id : undefined;
}

/** Who waits for what becomes of an event, if it is an invocation. */
export function invokerOf(event: StoredEvent): Invoker | undefined {
  const { correlation_id } = readInvocation(event);
  if (typeof correlation_id !== "string") return undefined;
  const [runId, stepId] = correlation_id.split(".");
  return runId && stepId ? { runId, stepId } : undefined;
}

/** Gives everybody who invoked with one of these events the same answer. Returns the lanes to look at after commit. */
export async function answerInvokers(tx: Queryable, invokers: Invoker[], memo: Memo): Promise<string[]> {
  const lanes: string[] = [];
  // In one order, so that two runs that end at once do not lock the same parents crosswise.
  for (const { runId, stepId } of invokers.toSorted((a, b) => (a.runId < b.runId ? -1 : 1))) {
    const parent = await resolveStep(tx, runId, stepId, memo);
    if (parent?.lane_id) lanes.push(parent.lane_id);
  }
  return lanes;
}

/** Only the engine itself makes events of this name: `readEvents` refuses them. */
function readInvocation({ name, data }: StoredEvent): Invocation {
  return name === INVOKED ? ((data._inngest ?? {}) as Invocation) : {};
}
