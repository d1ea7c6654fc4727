import path from "node:path";
import type { Env } from "#config/env.ts";
import { openKeyring } from "#config/keyring.ts";
import type { Logger } from "#config/logger.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createInspector } from "#media/inspector.ts";
import { drawPortrait } from "#media/portrait.ts";
import { createRenderer } from "#media/render.ts";
import { createSampleDesk } from "#media/sample-desk.ts";
import { createChannels } from "#providers/channels/index.ts";
import { chooseImages } from "#providers/image/index.ts";
import { chooseMailer } from "#providers/mail/index.ts";
import { findSigner } from "#providers/provenance/index.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { chooseWriter, findLanguageModel } from "#providers/text/index.ts";
import { findFilmers, readCandidates } from "#providers/video/index.ts";
import { chooseVoices } from "#providers/voice/index.ts";
import { findTranscriber } from "#providers/voice/openai-transcriber.ts";
import { createWebhookSender } from "#providers/webhooks/sender.ts";
import { meansOf } from "#studio/briefs/means.ts";
import { createLineJudge, knownOf } from "#studio/scripts/line-judge.ts";
import { vendorPace } from "#studio/takes/filming.ts";
import type { Stage } from "#workflows/index.ts";
import { openAccounts } from "./accounts.ts";
import type { House } from "./house.ts";
import { startLive } from "./live.ts";
import { startMailRoom } from "./mail-room.ts";
import { createMetrics, watchHouse } from "./metrics.ts";
import { type OpenDatabase, openDatabase } from "./open-database.ts";
import { openEngine } from "./open-engine.ts";
import { startWebhookRoom } from "./webhook-room.ts";

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
  closing: AbortSignal,
): Promise<{ house: House; close(): Promise<void> }> {
  const database = await openDatabase(env, { keeps: true });
  const { db } = database;
  const stage = buildStage(env, database, publicUrl);
  const metrics = createMetrics();
  const { start, close, pools, ...engine } = await openEngine(env, database, publicUrl, logger, metrics);
  const live = await startLive(database.connectionString);
  // Not the log: a letter holds links that open accounts, and the log is kept and shipped.
  const mailer = chooseMailer(env, (text) => process.stderr.write(text));
  const house: House = {
    env,
    publicUrl,
    logger,
    ...stage,
    means: meansOf({ ...stage, settings: env.source }),
    samples: createSampleDesk(path.join(stage.scratch, "samples")),
    channels: createChannels({ showcase: showcaseNetwork(db, publicUrl) }),
    webhooks: createWebhookSender({ allow: env.fetchAllowHosts }),
    keyring: await openKeyring(env),
    ...engine,
    accounts: await openAccounts({ db, env, publicUrl, mailer, logger }),
    mailer,
    live,
    metrics,
    closing,
  };
  watchHouse(metrics, { ...house, pools: { ...database.pools, ...pools } });
  await start(house);
  const mailRoom = startMailRoom(db, mailer, logger);
  const { connectionString } = database;
  const webhookRoom = await startWebhookRoom({ db, connectionString, dispatch: engine.dispatch, logger });
  return {
    house,
    close: async () => {
      await house.accounts.settle();
      await mailRoom.stop();
      await webhookRoom.stop();
      await close();
      await house.renderer.close();
      await house.inspector.close();
      await live.stop();
      await database.close();
    },
  };
}

/** What making a video takes: the part of the house that `npm run worker` needs, too. */
export function buildStage(
  env: Env,
  { db, within }: Pick<OpenDatabase, "db" | "within">,
  publicUrl = env.publicUrl ?? `http://${env.host}:${env.port}`,
): Stage & Pick<House, "renderer" | "inspector" | "languageModel" | "filming"> {
  const judgeLine = createLineJudge();
  return {
    db,
    within,
    files: createFileStore(env),
    renderer: createRenderer({
      workers: env.renderWorkers,
      cacheDir: path.join(env.dataDir, "shots"),
      shotTimeoutMs,
      memoryMb: shotMemoryMb,
    }),
    inspector: createInspector(),
    voices: chooseVoices(env),
    images: chooseImages(env, drawPortrait),
    signer: findSigner(env.source),
    transcriber: findTranscriber(env.source),
    languageModel: findLanguageModel(env),
    writer: chooseWriter(env, (line, request) => judgeLine(line, knownOf(request))),
    filming: { filmers: findFilmers(env), publicUrl, candidates: readCandidates(env), pace: vendorPace },
    scratch: path.join(env.dataDir, "scratch"),
  };
}
