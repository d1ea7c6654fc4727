import type { Inngest, InngestFunction } from "inngest";
import type { Recorder } from "./recorder.ts";

/** How many runs of one brand may go at once in the fairness measure. */
const BRAND_LIMIT = 5;

/** What both engines are measured with. Steps do nothing, so that what is measured is the engine. */
export function benchFunctions(inngest: Inngest.Any, recorder: Recorder): InngestFunction.Any[] {
  const chain = inngest.createFunction(
    { id: "chain", triggers: [{ event: "bench/chain" }] },
    async ({ event, step }) => {
      for (let i = 0; i < event.data.steps; i += 1) await step.run(`step ${i}`, () => recorder.mark(event.data.key));
      recorder.finish(event.data.key);
    },
  );
  const ofBrand = inngest.createFunction(
    {
      id: "of-brand",
      triggers: [{ event: "bench/of-brand" }],
      concurrency: { limit: BRAND_LIMIT, key: "event.data.brand" },
    },
    async ({ event, step }) => {
      for (let i = 0; i < event.data.steps; i += 1) await step.run(`step ${i}`, () => recorder.mark(event.data.key));
      recorder.finish(event.data.key);
    },
  );
  const sleeper = inngest.createFunction({ id: "sleeper", triggers: [{ event: "bench/sleep" }] }, async ({ step }) =>
    step.sleep("nap", "1d"),
  );
  const listener = inngest.createFunction(
    {
      id: "listener",
      triggers: [{ event: "bench/listen" }],
      cancelOn: [{ event: "bench/never-mind", if: "event.data.id == async.data.id" }],
    },
    async ({ event, step }) => {
      await step.waitForEvent("answer", {
        event: "bench/answer",
        timeout: "1d",
        if: "event.data.id == async.data.id && async.data.ok == true",
      });
      recorder.finish(event.data.key);
    },
  );
  return [chain, ofBrand, sleeper, listener];
}
