import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The studio as `npm start` runs it, in a process of its own, for a test to stop or to kill. */
export type StudioProcess = {
  process: ChildProcess;
  /** Its address, as it says. */
  origin: string;
  /** Everything it has said so far. */
  said(): string;
  ended: Promise<{ code: number | null; signal: string | null }>;
  kill(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: string | null }>;
};

/** Starts a studio and waits until it answers. `env` goes beside what every one of them needs. */
export async function startStudioProcess(env: Record<string, string>): Promise<StudioProcess> {
  await buildOnce();
  const studio = spawn(process.execPath, ["--import", "tsx", "server/serve.ts"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production" as const, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    studio.once("exit", (code, signal) => resolve({ code, signal })),
  );
  const origin = await new Promise<string>((resolve, reject) => {
    for (const stream of [studio.stdout, studio.stderr]) {
      stream.on("data", (chunk) => {
        said += chunk;
        const [, found] = /Troupe is at (\S+)/.exec(said) ?? [];
        if (found) resolve(found);
      });
    }
    void ended.then(() => reject(new Error(`The studio did not start: ${said}`)));
  });
  const kill = (signal: NodeJS.Signals = "SIGKILL") => {
    studio.kill(signal);
    return ended;
  };
  return { process: studio, origin, said: () => said, ended, kill };
}

/** Builds the web app where nobody has; one that is older than its sources will do, because no page is looked at. */
async function buildOnce(): Promise<void> {
  if (existsSync(path.join(root, "build/server/index.js"))) return;
  const build = "import('./server/prepare.mjs').then(({ buildApp }) => buildApp())";
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", build], { cwd: root });
}
