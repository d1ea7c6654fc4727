import { Worker } from "node:worker_threads";

/** What a video file really is, as decoding the whole of it shows. Loudness by EBU R 128, seconds from its start. */
export type Inspection = {
  seconds: number;
  width: number;
  height: number;
  videoCodec: "h264" | "other" | null;
  audioCodec: "aac" | "other" | null;
  fps: number;
  integratedLufs: number;
  truePeakDbtp: number;
  /** Two a second: brightness 0 to 255, and the mean difference to the look before (null for the first). */
  looks: { at: number; brightness: number; change: number | null }[];
};

/** The file is no video, or breaks off. What the studio itself got wrong is any other error. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

// A thread does not inherit tsx from `--import`; it has to be registered inside before the first TypeScript file.
const boot = `import("tsx/esm/api").then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL("./inspect-thread.ts", import.meta.url).href)});
});`;

/** Decodes a video file in a thread of its own. Throws `Unreadable` when it cannot be read. */
export function inspectVideo(file: string): Promise<Inspection> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(boot, { eval: true, workerData: file, execArgv: ["--no-warnings"] });
    thread.once("message", ({ inspection, problem }: { inspection?: Inspection; problem?: string }) => {
      if (inspection) resolve(inspection);
      else reject(new Unreadable(`${file} cannot be read: ${problem}`));
      void thread.terminate();
    });
    thread.once("error", reject);
    thread.once("exit", (code) => reject(new Error(`Reading ${file} ended with code ${code} before it was done`)));
  });
}
