import { Inngest, type InngestFunction } from "inngest";
import { createTestDatabase } from "#tests/harness/database.ts";
import { createEngine, type Engine, type EngineOptions, type RunDetail, type RunStatus } from "./index.ts";

/** Quick retries, so that a test of five attempts takes milliseconds. */
const QUICK = { retryDelay: () => 20, concurrency: 4 } satisfies Partial<EngineOptions>;

export type TestEngine = {
  inngest: Inngest;
  engine: Engine;
  pool: Awaited<ReturnType<typeof createTestDatabase>>["pool"];
  connectionString: string;
  /** Waits until exactly `count` runs of a function have the status, and returns them, oldest first. */
  runs(functionId: string, status: RunStatus, count?: number): Promise<RunDetail[]>;
  close(): Promise<void>;
};

/** A database of its own, an Inngest client wired to an engine on it, and the given functions running. */
export async function startTestEngine(
  define: (inngest: Inngest) => InngestFunction.Any[],
  options: Partial<EngineOptions> = {},
): Promise<TestEngine> {
  const database = await createTestDatabase();
  const { pool, connectionString } = database;
  // Dropping the database cuts idle connections off; the pool must have somebody to tell.
  pool.on("error", () => {});
  const engine = createEngine({ pool, connectionString, appId: "test", ...QUICK, ...options });
  const inngest = createTestClient(engine);
  await engine.start(inngest, define(inngest));
  return {
    inngest,
    engine,
    pool,
    connectionString,
    runs: (functionId, status, count = 1) => waitForRuns(engine, `test-${functionId}`, status, count),
    close: async () => {
      await engine.stop();
      await database.drop();
    },
  };
}

const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

export function createTestClient(engine: Pick<Engine, "clientOptions">): Inngest {
  return new Inngest({ id: "test", ...engine.clientOptions, logger: quiet });
}

export async function waitForRuns(
  engine: Engine,
  functionId: string,
  status: RunStatus,
  count: number,
): Promise<RunDetail[]> {
  const rows = await until(async () => {
    const found = await engine.listRuns({ functionId, status, limit: 2_000 });
    return found.length >= count ? found : undefined;
  }, `${count} runs of ${functionId} to be ${status}`);
  if (rows.length > count) throw new Error(`Expected ${count} ${status} runs of ${functionId}, found ${rows.length}`);
  const details = await Promise.all(rows.map(({ id }) => engine.getRun(id)));
  return details.filter((run) => run !== undefined).reverse();
}

/** Asks again and again until there is an answer. */
export async function until<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  timeoutMs = 20_000,
  everyMs = 10,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
