import express from "express";
import { ConnectionState, connect } from "inngest/connect";
import { Refused } from "#config/errors.ts";
import { createLogger } from "#config/logger.ts";
import { secretsOf } from "#config/redact.ts";
import { listenTo } from "#db/listen.ts";
import { holdAsRenderWorker } from "#db/queries/render-workers.ts";
import { appIds, createClient } from "#workflows/client.ts";
import { stageWorkflows } from "#workflows/index.ts";
import { buildStage } from "./build-house.ts";
import { takePort } from "./listen.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { answerMetrics } from "./metrics-route.ts";
import { openDatabase } from "./open-database.ts";
import { clientOptionsOf } from "./remote-engine.ts";
import { runProgram } from "./run-studio.ts";

/** A video under way may finish for so long when the worker closes; then the server gives it to another worker. */
const finishMs = 7_000;

/**
 * `npm run worker`: makes videos for an Inngest server, beside the studio or on another machine that shares its database
 * and data folder. It connects to the server and is called by nobody, so that it needs no port. As many may run as there
 * are machines; each takes as many videos at a time as it has render processes.
 */
await runProgram(async (env, stopping) => {
  if (!env.inngest) {
    throw new Refused(
      "no-inngest-server",
      "The studio renders by itself as long as no Inngest server runs its workflows. Set INNGEST_DEV, or INNGEST_BASE_URL with its keys, for this and for the studio.",
    );
  }
  const logger = createLogger(env.logLevel, undefined, secretsOf(env.source));
  const database = await openDatabase(env);
  const stage = buildStage(env, database);
  const metrics = createMetrics();
  const client = createClient(clientOptionsOf(env.inngest, logger, metrics), appIds.rendering);
  let databaseGone = () => {};
  const stopped = new Promise<void>((resolve) => {
    stopping.addEventListener("abort", () => resolve(), { once: true });
    databaseGone = () => {
      console.error(
        "The studio has closed, and its database with it. Start this worker again after it, or set DATABASE_URL for both.",
      );
      process.exitCode = 1;
      resolve();
    };
  });

  console.log(`Connecting to the Inngest server at ${env.inngest.dashboardUrl} …`);
  const connecting = connect({
    apps: [{ client, functions: stageWorkflows(client, stage) }],
    maxWorkerConcurrency: env.renderWorkers,
    // A thread for the connection is for work that blocks this one; ours is in processes of its own.
    isolateExecution: false,
    handleShutdownSignals: [],
  });
  let connection: Awaited<typeof connecting> | undefined;
  if (env.workerPort !== undefined) {
    const { serve, port } = await takePort(env.workerPort, env.host);
    const host = env.host.includes(":") ? `[${env.host}]` : env.host;
    const lock = { token: env.metricsToken, publicUrl: `http://${host}:${port}` };
    serve(answerWatchers(() => !stopping.aborted && connection?.state === ConnectionState.ACTIVE, metrics, lock));
  }
  connection = await Promise.race([connecting, stopped.then(() => undefined)]);
  if (connection) {
    const presence = await listenTo(database.connectionString, "troupe_workers", () => undefined, {
      prepare: holdAsRenderWorker,
      // A server of one's own comes back where it was; the embedded one comes back at another port.
      ...(env.databaseUrl ? {} : { lost: databaseGone }),
    });
    console.log("This worker makes videos · Ctrl-C stops it");
    await stopped;
    console.log("Finishing what is under way …");
    await Promise.race([connection.close(), new Promise((resolve) => setTimeout(resolve, finishMs))]);
    await presence.stop();
  }
  await stage.renderer.close();
  await stage.inspector.close();
  await database.close();
});

/** GET /healthz and /readyz of a worker: 200 while it is connected to the server. And /metrics, as the studio's. */
function answerWatchers(
  isConnected: () => boolean,
  metrics: Metrics,
  lock: Parameters<typeof answerMetrics>[1],
): express.Express {
  const web = express();
  web.disable("x-powered-by");
  web.get(["/healthz", "/readyz"], (_req, res) => {
    const connected = isConnected();
    const status = connected ? "ok" : "degraded";
    res
      .status(connected ? 200 : 503)
      .set("Cache-Control", "no-store")
      .json({ status, connected });
  });
  web.get("/metrics", answerMetrics(metrics, lock));
  return web;
}
