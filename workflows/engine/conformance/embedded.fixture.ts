import { Inngest } from "inngest";
import { createTestDatabase } from "#tests/harness/database.ts";
import { createEngine } from "../index.ts";
import type { StoredEvent } from "../protocol/events.ts";
import type { SerializedError } from "../protocol/failures.ts";
import { createRegistry } from "../protocol/functions.ts";
import { quiet, type Run, type Target } from "./target.fixture.ts";

type RunRecord = {
  id: string;
  status: Run["status"];
  events: StoredEvent[];
  output: unknown;
  error: SerializedError | null;
};

/** The embedded engine on a database of its own, with retries that follow at once. */
export async function startEmbedded(appId: string): Promise<Target> {
  const database = await createTestDatabase();
  const { pool, connectionString } = database;
  pool.on("error", () => {});
  const engine = createEngine({ pool, connectionString, appId, concurrency: 24, retryDelay: () => 20 });
  const inngest = new Inngest({ id: appId, ...engine.clientOptions, logger: quiet });
  const listRuns = async (condition: string, value: string) => {
    const { rows } = await pool.query<RunRecord>(
      `select id, status, events, output, error from engine.runs where ${condition} order by id`,
      [value],
    );
    return rows.map(({ error, ...run }) => ({
      ...run,
      error: run.status === "failed" && error ? { name: error.name, message: error.message } : undefined,
    }));
  };
  return {
    inngest,
    start: (functions) => engine.start(inngest, functions),
    // As text: what PostgreSQL takes apart must not hold \u0000. Events that tell of the event are sorted out here.
    runsOf: async (eventId) =>
      (await listRuns("position($1 in events::text) > 0", JSON.stringify(eventId))).filter(({ events }) =>
        events.some(({ id }) => id === eventId),
      ),
    runsOfFunction: (functionId) => listRuns("function_id = $1", functionId),
    async cancel(runId) {
      await engine.cancelRun(runId);
    },
    async refusal(made) {
      try {
        createRegistry(inngest, [made]);
        return undefined;
      } catch (error) {
        return String(error);
      }
    },
    async hurrySchedules() {
      await pool.query(
        "update engine.crons set next_at = clock_timestamp() where next_at < clock_timestamp() + interval '61 seconds'",
      );
    },
    async close() {
      await engine.stop();
      await database.drop();
    },
  };
}
