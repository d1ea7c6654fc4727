import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = path.join(root, "build/server/index.js");

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

/** Builds the web app where nobody has; files that want it at the same time wait for the first. */
async function buildOnce(): Promise<void> {
  const lock = path.join(root, "node_modules/.cache/build-for-tests");
  while (!existsSync(built)) {
    try {
      mkdirSync(path.dirname(lock), { recursive: true });
      mkdirSync(lock);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      execFileSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build"], {
        cwd: root,
        env: { ...process.env, NODE_ENV: "production" },
      });
    } finally {
      rmSync(lock, { recursive: true });
    }
  }
}
