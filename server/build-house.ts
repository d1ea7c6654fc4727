import path from "node:path";
import type { Env } from "#config/env.ts";
import type { Logger } from "#config/logger.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createRenderer } from "#media/render.ts";
import { createChannels } from "#providers/channels/index.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { chooseWriter } from "#providers/text/index.ts";
import { chooseVoices } from "#providers/voice/index.ts";
import { createClient } from "#workflows/client.ts";
import { createEngine } from "#workflows/engine/index.ts";
import { workflows } from "#workflows/index.ts";
import { openAccounts } from "./accounts.ts";
import type { House } from "./house.ts";
import { startLive } from "./live.ts";
import { openDatabase } from "./open-database.ts";

/** A shot that takes longer than this is stuck: the slowest seen on two busy cores took a tenth of it. */
const shotTimeoutMs = 120_000;
const shotMemoryMb = 1536;

/**
 * Builds everything there is one of, from the database up, and starts the engine on it. `close` takes it down in the
 * opposite order, so that nothing is asked of a part that has gone.
 */
export async function buildHouse(
  env: Env,
  publicUrl: string,
  logger: Logger,
): Promise<{ house: House; close(): Promise<void> }> {
  const database = await openDatabase(env, { keeps: true });
  const { db, pool, connectionString } = database;
  const files = createFileStore(env);
  const renderer = createRenderer({
    workers: env.renderWorkers,
    cacheDir: path.join(env.dataDir, "shots"),
    shotTimeoutMs,
    memoryMb: shotMemoryMb,
  });
  const engine = createEngine({ pool, connectionString, appId: "troupe", concurrency: 10, logger });
  const live = await startLive(connectionString);
  const house: House = {
    env,
    publicUrl,
    logger,
    db,
    files,
    renderer,
    voices: chooseVoices(env),
    writer: chooseWriter(env),
    channels: createChannels({ showcase: showcaseNetwork(db, publicUrl) }),
    engine,
    inngest: createClient(engine.clientOptions),
    accounts: await openAccounts({ db, env, publicUrl }),
    live,
    scratch: path.join(env.dataDir, "scratch"),
  };
  await engine.start(house.inngest, workflows(house.inngest, house));
  return {
    house,
    close: async () => {
      await engine.stop();
      await renderer.close();
      await live.stop();
      await database.close();
    },
  };
}
