import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    studio: { origin: string; email: string; password: string };
    chromium: string;
  }
}

/** Starts `npm run demo` as a newcomer would, on a data folder of its own, and reads the sign-in off its terminal. */
export default async function setup(project: TestProject) {
  const dataDir = await mkdtemp(path.join(tmpdir(), "troupe-journey-"));
  await chmod(dataDir, 0o755); // Run as root, the database has a user of its own, who must get through.
  const demo = spawn(process.execPath, ["server/start.mjs", "demo", "--port", "0"], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const studio = await new Promise<{ origin: string; email: string; password: string }>((resolve, reject) => {
    let said = "";
    demo.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      const origin = /Troupe\s+(http:\/\/[\w.:-]+)/.exec(said)?.[1];
      const [, email, password] = /Sign in\s+(\S+)\s+·\s+(\S+)/.exec(said) ?? [];
      if (origin && email && password) resolve({ origin, email, password });
    });
    demo.once("exit", (code) => reject(new Error(`The demo ended with ${code}:\n${said}`)));
  });
  project.provide("studio", studio);
  project.provide("chromium", process.env.CHROMIUM_PATH ?? "/usr/bin/chromium");
  return async () => {
    demo.kill("SIGTERM"); // SIGINT is the terminal's, which sends it to the whole group; this one is handed on.
    const [code] = await once(demo, "exit");
    await rm(dataDir, { recursive: true, force: true });
    if (code !== 0) throw new Error(`The demo did not close down cleanly: it ended with ${code}`);
  };
}
