/**
 * The process the crash test kills: an engine with functions whose every step leaves a mark under the step's own key.
 * Started with the database's connection string as its only argument.
 */
import { Inngest } from "inngest";
import pg from "pg";
import { crashFunctions } from "./crash-functions.fixture.ts";
import { createEngine } from "./index.ts";

const connectionString = process.argv[2] ?? "";
const pool = new pg.Pool({ connectionString, max: 10 });
pool.on("error", () => {});
const engine = createEngine({ pool, connectionString, appId: "crash", retryDelay: () => 50, concurrency: 8 });
const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const inngest = new Inngest({ id: "crash", ...engine.clientOptions, logger: quiet });
process.once("SIGTERM", () => engine.stop().then(() => process.exit()));
await engine.start(inngest, crashFunctions(inngest, engine, pool));
process.stdout.write("ready\n");
