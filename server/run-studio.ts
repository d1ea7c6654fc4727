import { setTimeout as pause } from "node:timers/promises";
import { type Env, readEnv } from "#config/env.ts";
import { Refused } from "#config/errors.ts";
import { createLogger } from "#config/logger.ts";
import { secretsOf } from "#config/redact.ts";
import { buildHouse } from "./build-house.ts";
import { lockDataDir } from "./data-lock.ts";
import type { House } from "./house.ts";
import { takePort } from "./listen.ts";
import { trackAnswers } from "./stop-serving.ts";
import { createWeb } from "./web.ts";

export type Studio = { house: House; close(): Promise<void> };

/**
 * Starts the whole studio: the port and the data folder's lock first, because those can be refused in a sentence; then
 * the database, the engine and the web. `close` says so at /readyz, lets what is being answered finish, and the workflows what
 * they are at, and hands the rest back to whoever starts next.
 */
export async function startStudio(env: Env, options: { dev?: boolean } = {}): Promise<Studio> {
  const logger = createLogger(env.logLevel, undefined, secretsOf(env.source));
  const { server, port, serve } = await takePort(env.port, env.host);
  const publicUrl = env.publicUrl ?? `http://${env.host === "0.0.0.0" ? "localhost" : env.host}:${port}`;
  const closing = new AbortController();
  const answers = trackAnswers(server, closing.signal);
  let unlock: (() => Promise<void>) | undefined;
  try {
    unlock = await lockDataDir(env.dataDir);
    const { house, close } = await buildHouse(env, publicUrl, logger, closing.signal);
    serve(await createWeb(house, { dev: options.dev ?? false }));
    house.remoteEngine?.announce();
    return {
      house,
      close: async () => {
        closing.abort();
        await pause(env.shutdownGraceSeconds * 1000);
        await Promise.all([house.remoteEngine?.drain(), answers.stop()]);
        await close();
        await unlock?.();
      },
    };
  } catch (error) {
    server.close();
    await unlock?.();
    throw error;
  }
}

/** What a person at the terminal has to know of the engine; nothing when it is the one in this process. */
export function sayEngine({ remoteEngine }: House): string | undefined {
  return remoteEngine
    ? `Workflows are run by the Inngest server at ${remoteEngine.dashboardUrl} · \`npm run worker\` renders for it`
    : undefined;
}

/** Runs `main` as a program: signals stop it cleanly, and what is refused is said in a sentence, not in a stack. */
export async function runProgram(main: (env: Env, stopping: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  let asked = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      asked += 1;
      if (asked > 2) process.exit(130); // Somebody who asks three times means it.
      stopping.abort();
    });
  }
  try {
    await main(readEnv(), stopping.signal);
    process.exitCode ??= 0;
  } catch (error) {
    const expected = error instanceof Refused || (error instanceof Error && error.name === "EnvironmentRefused");
    console.error(expected ? error.message : error);
    process.exitCode = 1;
  }
  process.exit();
}
