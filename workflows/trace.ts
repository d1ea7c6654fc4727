import { Middleware } from "inngest";

/** Where lines of the log that are written during a step say which one that is. */
export type TraceLog = {
  during<T>(where: Record<string, unknown>, work: () => T): T;
  debug(details: object, sentence: string): void;
  warn(details: object, sentence: string): void;
};

/** Is told of what ends in this process. `functionId` as a function names itself, without the app; `seconds` of one attempt. */
export type Watcher = {
  stepEnded(functionId: string, outcome: "completed" | "failed", seconds: number): void;
  runEnded(functionId: string, outcome: "completed" | "failed"): void;
};

/**
 * A middleware for an Inngest client, whichever engine calls it: everything that is logged while a function or one of its
 * steps is at work carries the run, the function, the step and the attempt, and a step that failed is in the log.
 */
export function traceRuns(log: TraceLog, watcher: Watcher): Middleware.Class {
  return class Trace extends Middleware.BaseMiddleware {
    readonly id = "trace";

    override wrapFunctionHandler({ ctx, fn, next }: Middleware.WrapFunctionHandlerArgs) {
      return log.during(whereOf(ctx, fn), next);
    }

    override wrapStepHandler({ ctx, fn, next, stepInfo }: Middleware.WrapStepHandlerArgs) {
      const functionId = fn.id();
      return log.during({ ...whereOf(ctx, fn), step: stepInfo.options.id }, async () => {
        const began = performance.now();
        const end = (outcome: "completed" | "failed") => {
          const seconds = (performance.now() - began) / 1000;
          watcher.stepEnded(functionId, outcome, seconds);
          return { ms: Math.round(seconds * 10_000) / 10 };
        };
        try {
          const output = await next();
          log.debug(end("completed"), "a step was done");
          return output;
        } catch (error) {
          log.warn({ ...end("failed"), err: error }, "a step failed");
          throw error;
        }
      });
    }

    override onRunComplete({ fn }: Middleware.OnRunCompleteArgs) {
      watcher.runEnded(fn.id(), "completed");
    }

    override onRunError({ fn, isFinalAttempt }: Middleware.OnRunErrorArgs) {
      if (isFinalAttempt) watcher.runEnded(fn.id(), "failed");
    }
  };
}

type Asked = Middleware.WrapFunctionHandlerArgs;

function whereOf(ctx: Asked["ctx"], fn: Asked["fn"]): Record<string, unknown> {
  const { workspaceId } = (ctx.event.data ?? {}) as { workspaceId?: unknown };
  return {
    functionId: fn.id(),
    runId: ctx.runId,
    attempt: ctx.attempt,
    ...(typeof workspaceId === "string" ? { workspaceId } : {}),
  };
}
