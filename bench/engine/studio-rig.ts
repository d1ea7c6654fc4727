import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { createPool } from "#db/database.ts";
import { startEmbeddedDatabase } from "#db/embedded.ts";
import { createClient } from "#workflows/client.ts";
import { createEngine, type Engine } from "#workflows/engine/index.ts";
import { benchFunctions } from "./functions.ts";
import type { Rig } from "./measures.ts";
import { createRecorder } from "./recorder.ts";

export type StudioRig = Rig & { engine: Engine; pool: pg.Pool; close(): Promise<void> };

/** The engine as the studio runs it: its own PostgreSQL with its own durability, the same pool and concurrency. */
export async function openStudioRig(): Promise<StudioRig> {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-engine-"));
  await chmod(folder, 0o755); // Run as root, the database has a user of its own, who must get through.
  const server = await startEmbeddedDatabase({ folder: path.join(folder, "postgres") });
  const { connectionString } = server;
  const pool = createPool(connectionString, 16);
  pool.on("error", () => undefined);
  const engine = createEngine({ pool, connectionString, appId: "troupe", concurrency: 10 });
  const inngest = createClient(engine.clientOptions);
  const recorder = createRecorder();
  await engine.start(inngest, benchFunctions(inngest, recorder));
  return {
    inngest,
    recorder,
    engine,
    pool,
    close: async () => {
      await engine.stop();
      await pool.end();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
