import { Worker } from "node:worker_threads";
import { Unreadable } from "./inspect.ts";

export { Unreadable } from "./inspect.ts";

/**
 * What decoding the whole of a clip shows. `seconds` are those that can be seen, whatever its header says. `black` and
 * `frozen` are shares of its looks (four a second), 0 to 1; `sharpness` is the mean edge of a look, 0 for a plain colour.
 */
export type ClipProbe = {
  codec: string;
  seconds: number;
  width: number;
  height: number;
  fps: number;
  hasSound: boolean;
  black: number;
  frozen: number;
  sharpness: number;
};

// A thread does not inherit tsx from `--import`; it has to be registered inside before the first TypeScript file.
const boot = `import("tsx/esm/api").then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL("./probe-clip-thread.ts", import.meta.url).href)});
});`;

/**
 * Decodes a clip in a thread of its own. Throws `Unreadable`, with a sentence, for what is no video or breaks off before
 * the end that its header names.
 */
export function probeClip(file: string): Promise<ClipProbe> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(boot, { eval: true, workerData: file, execArgv: ["--no-warnings"] });
    thread.once("message", ({ probe, problem }: { probe?: ClipProbe; problem?: string }) => {
      if (probe) resolve(probe);
      else reject(new Unreadable(problem));
      void thread.terminate();
    });
    thread.once("error", reject);
    thread.once("exit", (code) => reject(new Error(`Reading ${file} ended with code ${code} before it was done`)));
  });
}
