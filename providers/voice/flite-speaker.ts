import { randomUUID } from "node:crypto";
import { Worker } from "node:worker_threads";
import { ProviderError } from "#providers/errors.ts";
import type { FliteAnswer, FliteOrder } from "./flite-thread.ts";

/** Says a line, or tells the times of one that another voice said. */
export type FliteSpeaker = (order: Omit<FliteOrder, "id">) => Promise<FliteAnswer>;

/** A thread does not inherit the parent's TypeScript loader, and `--import tsx` does not reach it: it registers its own. */
const boot = `import("tsx/esm/api").then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL("./flite-thread.ts", import.meta.url).href)});
});`;

/** The thread starts with the first line, and does not keep the process alive. A dead thread is replaced by the next line. */
export function startFlite(): FliteSpeaker {
  let worker: Worker | undefined;
  const waiting = new Map<string, { resolve: (answer: FliteAnswer) => void; reject: (error: Error) => void }>();
  const fail = (cause: unknown) => {
    worker = undefined;
    const error = new ProviderError("retry", "The offline voice stopped while speaking. Try the line again.", {
      cause,
    });
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = () => {
    const started = new Worker(boot, { eval: true, execArgv: [] });
    started.on("message", ({ id, answer, problem }: { id: string; answer?: FliteAnswer; problem?: string }) => {
      const caller = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
      if (answer) caller?.resolve(answer);
      else caller?.reject(new ProviderError("reject", `The offline voice could not say this line: ${problem}.`));
    });
    started.on("error", fail);
    started.on("exit", fail);
    return started;
  };
  return (order) =>
    new Promise((resolve, reject) => {
      const id = randomUUID();
      worker ??= start();
      worker.ref();
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...order, id });
    });
}
