import type { Inngest, InngestFunction } from "inngest";
import type pg from "pg";
import type { Engine } from "./index.ts";

/** Steps of one round of a `work` run, and of the runs and events it causes. */
export const STEPS_PER_ROUND = 10;

/** What the marks are kept in; made before the first engine is started. */
export const MARKS = `
  create table begun (run_id text, step text, at timestamptz default clock_timestamp());
  create table effects (key text primary key, times int not null default 1);
  create table accepted (id text primary key);
  create table heard (id text primary key)`;

/** A mixed workload. Every step's effect is counted under the step's own key, in the step's own transaction. */
export function crashFunctions(inngest: Inngest, engine: Engine, pool: pg.Pool): InngestFunction.Any[] {
  const effect = async (runId: string, name: string): Promise<string> => {
    await untilDone(() => pool.query("insert into begun (run_id, step) values ($1, $2)", [runId, name]));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
    await untilDone(() =>
      pool.query("insert into effects (key) values ($1) on conflict do nothing", [`${runId}:${name}`]),
    );
    return name;
  };

  const child = inngest.createFunction(
    { id: "child", triggers: [{ event: "child" }], retries: 10 },
    async ({ event, step, runId }) => {
      await step.run("child 1", () => effect(runId, "child 1"));
      return step.run("child 2", async () => `${await effect(runId, "child 2")} of ${event.data.of}`);
    },
  );

  const work = inngest.createFunction(
    { id: "work", triggers: [{ event: "work" }], concurrency: { limit: 4, key: "event.data.brand" }, retries: 10 },
    async ({ event, step, runId }) => {
      const { n, rounds } = event.data;
      const results: unknown[] = [];
      for (let round = 0; round < rounds; round++) {
        const name = (what: string) => `${what} ${round}`;
        const run = (what: string) => step.run(name(what), () => effect(runId, name(what)));
        await run("first");
        // An event accepted in the transaction that says so: both are there or neither.
        await step.run(name("accept"), async () => {
          await effect(runId, name("accept"));
          await acceptOne(pool, engine, `${n}.${round}`);
        });
        await Promise.all([run("left"), run("right")]);
        const [answer] = await Promise.all([
          step.waitForEvent(name("answer"), {
            event: "answer",
            if: `async.data.key == "${n}.${round}" && async.data.ok == true`,
            timeout: "1h",
          }),
          step.sendEvent(name("ask"), { id: `ask-${n}.${round}`, name: "ask", data: { key: `${n}.${round}` } }),
        ]);
        await step.sleep(name("nap"), 20);
        const doubled = await step.invoke(name("invoke"), { function: child, data: { of: `${n}.${round}` } });
        await step.run(name("flaky"), async () => {
          const { rows } = await pool.query<{ times: number }>(
            "select count(*)::int as times from begun where run_id = $1 and step = $2",
            [runId, name("flaky")],
          );
          await effect(runId, name("flaky"));
          if (rows[0]?.times === 0) throw new Error("The first time it fails");
        });
        await run("last");
        results.push([doubled, answer?.data.key]);
      }
      return results;
    },
  );

  const answers = inngest.createFunction(
    { id: "answers", triggers: [{ event: "ask" }], retries: 10 },
    async ({ event, step, runId }) => {
      await step.run("think", () => effect(runId, "think"));
      const { key } = event.data;
      await step.sendEvent("tell", { id: `answer-${key}`, name: "answer", data: { key, ok: true } });
    },
  );

  const hears = inngest.createFunction(
    { id: "hears", triggers: [{ event: "accepted" }], retries: 10 },
    async ({ event, step }) => {
      await step.run("hear", () =>
        untilDone(() => pool.query("insert into heard (id) values ($1) on conflict do nothing", [event.data.id])),
      );
    },
  );

  const busy = inngest.createFunction({ id: "busy", triggers: [{ event: "busy" }] }, async ({ event, step }) => {
    await step.run("work", () => new Promise((resolve) => setTimeout(resolve, event.data.ms)));
    await step.run("more work", () => new Promise((resolve) => setTimeout(resolve, event.data.ms)));
  });
  return [child, work, answers, hears, busy];
}

/** Sends an event and notes that it was accepted, in one transaction. Repeating it sends it once. */
export async function acceptOne(pool: pg.Pool, engine: Engine, id: string): Promise<void> {
  await untilDone(async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      await client.query("insert into accepted (id) values ($1) on conflict do nothing", [id]);
      await engine.send({ id: `accepted-${id}`, name: "accepted", data: { id } }, client);
      await client.query("commit");
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  });
}

/** What a handler's own client does when the database is away for a moment: it asks again. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (let left = 100; ; left--) {
    try {
      await work();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
