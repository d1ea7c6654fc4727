/**
 * The process the crash test kills: an engine with functions whose every step leaves a mark.
 * Started with the database's connection string as its only argument.
 */
import { Inngest } from "inngest";
import pg from "pg";
import { createEngine } from "./index.ts";

const connectionString = process.argv[2] ?? "";
const pool = new pg.Pool({ connectionString, max: 10 });
const engine = createEngine({ pool, connectionString, appId: "crash", retryDelay: () => 50, concurrency: 6 });
const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const inngest = new Inngest({ id: "crash", ...engine.clientOptions, logger: quiet });

/** A step's side effect, under the step's own key: however often it is begun, it is there once. */
async function effect(runId: string, name: string): Promise<string> {
  await pool.query("insert into begun (run_id, step) values ($1, $2)", [runId, name]);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  await pool.query("insert into effects (key) values ($1) on conflict do nothing", [`${runId}:${name}`]);
  return name;
}

const child = inngest.createFunction(
  { id: "child", triggers: [{ event: "child" }] },
  async ({ event, step, runId }) => {
    await step.run("child 1", () => effect(runId, "child 1"));
    return step.run("child 2", async () => `${await effect(runId, "child 2")} of ${event.data.of}`);
  },
);

const workload = inngest.createFunction(
  { id: "workload", triggers: [{ event: "work" }], concurrency: { limit: 4, key: "event.data.brand" } },
  async ({ event, step, runId }) => {
    for (let i = 1; i <= 4; i++) await step.run(`before ${i}`, () => effect(runId, `before ${i}`));
    await Promise.all(["a", "b", "c"].map((id) => step.run(`side ${id}`, () => effect(runId, `side ${id}`))));
    await step.sleep("nap", "1s");
    const doubled = await step.invoke("invoke", { function: child, data: { of: event.data.n } });
    await step.sendEvent("ask", { id: `ask-${event.data.n}`, name: "ask", data: { n: event.data.n } });
    const answer = await step.waitForEvent("answer", { event: "answer", match: "data.n", timeout: "1h" });
    await step.run("flaky", async () => {
      const { rows } = await pool.query<{ count: number }>(
        "select count(*)::int from begun where run_id = $1 and step = 'flaky'",
        [runId],
      );
      await effect(runId, "flaky");
      if (rows[0]?.count === 0) throw new Error("The first time it fails");
    });
    return `${doubled}, ${answer?.data.n}`;
  },
);

/** Proof that no event sent by a step is lost. */
const hearer = inngest.createFunction({ id: "hearer", triggers: [{ event: "ask" }] }, ({ event }) => event.data.n);

await engine.start(inngest, [child, workload, hearer]);
process.stdout.write("ready\n");
