/**
 * A process whose clock is wrong: `Date` is off by as many milliseconds as its second argument says, and changes
 * sides twice a second. Runs an engine with functions that wait for all kinds of time.
 */
import { Inngest } from "inngest";
import pg from "pg";
import { createEngine } from "./index.ts";

const [connectionString = "", off = "0"] = process.argv.slice(2);
const RealDate = Date;
let skew = Number(off);
setInterval(() => {
  skew = -skew;
}, 500).unref();
globalThis.Date = class extends RealDate {
  constructor(...args: [] | [string | number | Date]) {
    if (args.length === 0) super(RealDate.now() + skew);
    else super(...args);
  }
  static override now = () => RealDate.now() + skew;
} as DateConstructor;

const pool = new pg.Pool({ connectionString, max: 10 });
const engine = createEngine({ pool, connectionString, appId: "skew", concurrency: 6, retryDelay: () => 300 });
const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const inngest = new Inngest({ id: "skew", ...engine.clientOptions, logger: quiet });
const tried = new Set<string>();

/** When something really happened, by the database. */
const note = async (what: string) => {
  await pool.query("insert into noted (what) values ($1)", [what]);
};
const define = (id: string, options: object) =>
  inngest.createFunction({ id, triggers: [{ event: "go" }], ...options }, () => note(id));

await engine.start(inngest, [
  inngest.createFunction({ id: "sleeps", triggers: [{ event: "go" }] }, async ({ step }) => {
    await step.sleep("nap", "1s");
    await step.run("wake", () => note("slept"));
  }),
  inngest.createFunction({ id: "waits", triggers: [{ event: "go" }] }, async ({ step }) => {
    await step.waitForEvent("never", { event: "never", timeout: "1s" });
    await step.run("on", () => note("waited"));
  }),
  inngest.createFunction({ id: "retries", triggers: [{ event: "go" }] }, async ({ step, runId }) =>
    step.run("twice", async () => {
      if (tried.has(runId)) return note("retried");
      tried.add(runId);
      throw new Error("The first time it fails");
    }),
  ),
  inngest.createFunction({ id: "late", triggers: [{ event: "go" }], timeouts: { finish: "1s" } }, async ({ step }) =>
    step.sleep("too long", "1h"),
  ),
  define("plain", {}),
  define("prompt", { timeouts: { start: "30s" } }),
  define("debounced", { debounce: { period: "1s" } }),
  define("batched", { batchEvents: { maxSize: 5, timeout: "1s" } }),
  define("throttled", { throttle: { limit: 1, period: "1s" } }),
  define("rated", { rateLimit: { limit: 1, period: "1h" } }),
  define("ticks", { triggers: [{ cron: "* * * * *" }] }),
]);
await pool.query("update engine.crons set next_at = clock_timestamp() where function_id = 'skew-ticks'");
await note("begin");
await inngest.send([{ name: "go" }, { name: "go" }]);
process.stdout.write("ready\n");
