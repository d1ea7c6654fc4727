import { type ChildProcess, spawn } from "node:child_process";
import { buildSync, stop } from "esbuild";
import { ownFile } from "./place.ts";

/**
 * Starts one of this room's processes, such as `render-child.ts`, with a channel for messages. Its modules come as one bundle
 * through its standard input: to translate and fetch them one by one would take longer than drawing a shot. `memoryMb` bounds
 * JavaScript's heap. Keys and tokens of the studio do not reach it, as foreign files are decoded there.
 */
export function startChild(
  entry: string,
  {
    memoryMb,
    collects = false,
    messages = "json",
  }: { memoryMb: number; collects?: boolean; messages?: "json" | "advanced" },
): ChildProcess {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${memoryMb}`, ...(collects ? ["--expose-gc"] : []), "--input-type=module", "-"],
    // Packages are found from this folder, wherever the studio was started.
    {
      cwd: ownFile("."),
      env: { NODE_ENV: "production" },
      stdio: ["pipe", "inherit", "inherit", "ipc"],
      serialization: messages,
    },
  );
  // A process that cannot start, or is killed as it does, says so by its own events.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(bundle(entry), () => child.stdin?.destroy());
  return child;
}

/** What a bundle holds does not change while the studio runs. */
const bundles = new Map<string, string>();

function bundle(entry: string): string {
  let code = bundles.get(entry);
  if (code === undefined) {
    const { outputFiles } = buildSync({
      entryPoints: [ownFile(entry)],
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      logLevel: "silent",
    });
    // The compiler would stay, as a process and a thread of its own, for the next time that never comes.
    void stop();
    code = outputFiles[0]!.text;
    bundles.set(entry, code);
  }
  return code;
}
