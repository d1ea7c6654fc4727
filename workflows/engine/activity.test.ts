import { afterAll, afterEach, describe, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "./engine.fixture.ts";
import { tagOldRuns } from "./store/tags.ts";

const open: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((studio) => studio.close()));
});

const tagOf = (event: { data: Record<string, unknown> }) => {
  const { owner, event: original } = event.data as { owner?: string; event?: { data?: { owner?: string } } };
  return owner ?? original?.data?.owner;
};

async function start(
  define: Parameters<typeof startTestEngine>[0],
  options: Parameters<typeof startTestEngine>[1] = {},
) {
  const studio = await startTestEngine(define, { tagOf, ...options });
  open.push(studio);
  return studio;
}

let empty: TestEngine | undefined;
afterAll(() => empty?.close());

/** An engine at rest, for tests that write rows themselves. Starting and stopping one takes seconds, so they share it. */
async function startEmpty(): Promise<TestEngine> {
  empty ??= await startTestEngine(
    (inngest) => [inngest.createFunction({ id: "any", triggers: [{ event: "any" }] }, () => 1)],
    { tagOf },
  );
  await empty.pool.query("delete from engine.runs");
  return empty;
}

/** Runs as rows alone: `count` of one function, one second apart, the newest `ago` seconds ago. */
async function insertRuns(
  { pool }: TestEngine,
  given: { tag: string; functionId?: string; status?: string; count?: number; ago?: number; prefix?: string },
): Promise<void> {
  const { tag, functionId = "test-any", status = "completed", count = 1, ago = 0, prefix = `${tag}-${status}` } = given;
  await pool.query(
    `insert into engine.runs (id, function_id, status, events, rank, tag, created_at, ended_at)
     select $1 || '-' || lpad(n::text, 7, '0'), $2, $3, '[{"name":"any","data":{}}]', now(), $4, at,
       case when $3 in ('completed', 'failed', 'cancelled') then at end
     from generate_series(1, $5::int) n, lateral (select now() - ($6::int + n) * interval '1 second' as at) t`,
    [prefix, functionId, status, tag, count, ago],
  );
}

async function insertCall(
  { pool }: TestEngine,
  runId: string,
  call: { state: string; attempt?: number; minutes?: number; lane?: string },
) {
  await pool.query(
    `insert into engine.calls (run_id, state, attempt, rank, since, due_at, lane_id, engine_id)
     values ($1, $2, $3, now(), now() - $4 * interval '1 minute', now() + interval '1 hour', $5,
             case when $2 = 'running' then 'gone' end)`,
    [runId, call.state, call.attempt ?? 0, call.minutes ?? 0, call.lane ?? null],
  );
}

describe("whose a run is", () => {
  test("follows the event, what it invokes, and the handler of its failure; the clock's runs are nobody's", async () => {
    const studio = await start((inngest) => {
      const child = inngest.createFunction({ id: "child", triggers: [{ event: "never" }] }, () => "done");
      return [
        child,
        inngest.createFunction(
          { id: "parent", triggers: [{ event: "go" }], retries: 0, onFailure: () => "heard" },
          async ({ step }) => {
            await step.invoke("ask", { function: child, data: { owner: "somebody else" } });
            throw new Error("Broken");
          },
        ),
        inngest.createFunction({ id: "timed", triggers: [{ cron: "* * * * *" }] }, () => "ticked"),
      ];
    });
    await studio.inngest.send({ name: "go", data: { owner: "ana" } });
    await studio.runs("parent", "failed");
    await studio.runs("parent-failure", "completed");
    const ours = await studio.engine.listRuns({ tags: ["ana"] });
    expect(ours.map(({ functionId }) => functionId).sort()).toEqual([
      "test-child",
      "test-parent",
      "test-parent-failure",
    ]);
    await studio.pool.query("update engine.crons set next_at = now()");
    const [timed] = await studio.runs("timed", "completed");
    expect(timed?.tag).toBe("");
    expect(await studio.engine.listRuns({ tags: ["ben"] })).toEqual([]);
    expect((await studio.engine.listRuns({ tags: [""] })).map(({ functionId }) => functionId)).toEqual(["test-timed"]);
    expect(await studio.engine.listRuns({ tags: [] })).toEqual([]);
    expect(await studio.engine.listRuns({ tags: ["ana", ""] })).toHaveLength(4);
  });

  test("a batch of several owners' events is shown to none of them", async () => {
    const studio = await start((inngest) => [
      inngest.createFunction(
        { id: "batched", triggers: [{ event: "one" }], batchEvents: { maxSize: 2, timeout: "60s" } },
        ({ events }) => events.length,
      ),
    ]);
    await studio.inngest.send(["ana", "ben"].map((owner) => ({ name: "one", data: { owner } })));
    const [run] = await studio.runs("batched", "completed");
    expect(run?.tag).toBeNull();
    expect(await studio.engine.listRuns({ tags: ["ana", "ben", ""] })).toEqual([]);
  });

  test("is found out for runs that were there before runs had tags", async () => {
    const studio = await startEmpty();
    await studio.pool.query(
      `insert into engine.runs (id, function_id, status, events, rank, parent_run_id)
       select n, 'test-any', 'completed', event, now(), parent from (values
         ('a', '[{"name":"x","data":{"owner":"ana"}}]'::json, null),
         ('b', '[{"name":"inngest/function.invoked","data":{"owner":"ben"}}]'::json, 'a'),
         ('c', '[{"name":"inngest/function.failed","data":{"event":{"data":{"owner":"ana"}}}}]'::json, null),
         ('d', '[{"name":"inngest/scheduled.timer","data":{}}]'::json, null)) v (n, event, parent)`,
    );
    await tagOldRuns(studio.pool, tagOf);
    expect((await studio.engine.listRuns({ tags: ["ana"] })).map(({ id }) => id).sort()).toEqual(["a", "b", "c"]);
    expect((await studio.engine.listRuns({ tags: [""] })).map(({ id }) => id)).toEqual(["d"]);
  });
});

describe("the list", () => {
  test("pages through thousands of runs of two tags, each once, newest first, whatever else is kept", async () => {
    const studio = await startEmpty();
    await insertRuns(studio, { tag: "ana", count: 2_500 });
    await insertRuns(studio, { tag: "", count: 500, prefix: "clock" });
    await insertRuns(studio, { tag: "ben", count: 2_500 });
    const seen: string[] = [];
    for (let before: string | undefined; ; before = seen.at(-1)) {
      const page = await studio.engine.listRuns({ tags: ["ana", ""], limit: 400, before });
      seen.push(...page.map(({ id }) => id));
      if (page.length < 400) break;
    }
    expect(new Set(seen).size).toBe(3_000);
    expect(seen).toHaveLength(3_000);
    expect(seen.some((id) => id.startsWith("ben"))).toBe(false);
    const { rows } = await studio.pool.query<{ id: string }>(
      "select id from engine.runs where tag in ('ana', '') order by created_at desc, id desc",
    );
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  test("narrows by function, period and every status", async () => {
    const studio = await startEmpty();
    for (const status of ["queued", "completed", "failed", "cancelled"])
      await insertRuns(studio, { tag: "ana", status });
    for (const prefix of ["working", "asleep", "again"])
      await insertRuns(studio, { tag: "ana", status: "running", prefix });
    await insertCall(studio, "working-0000001", { state: "running" });
    await insertCall(studio, "again-0000001", { state: "delayed", attempt: 1 });
    await insertRuns(studio, { tag: "ana", functionId: "test-other", ago: 7_200, prefix: "other" });
    const list = async (filter: object) =>
      (await studio.engine.listRuns({ tags: ["ana"], ...filter })).map(
        ({ id, status }) => `${id.split("-0")[0]} ${status}`,
      );
    expect(await list({ status: "queued" })).toEqual(["ana-queued queued"]);
    expect(await list({ status: "running" })).toEqual(["working running"]);
    expect(await list({ status: "waiting" })).toEqual(["asleep waiting"]);
    expect(await list({ status: "retrying" })).toEqual(["again retrying"]);
    expect(await list({ status: "failed" })).toEqual(["ana-failed failed"]);
    expect(await list({ status: "cancelled" })).toEqual(["ana-cancelled cancelled"]);
    expect(await list({ functionId: "test-other" })).toEqual(["other completed"]);
    expect(await list({ status: "completed" })).toHaveLength(2);
    expect(await list({ status: "completed", since: new Date(Date.now() - 3_600_000) })).toEqual([
      "ana-completed completed",
    ]);
  });
});

test("counts are of one owner, per function, of the period and of all that is alive", async () => {
  const studio = await startEmpty();
  await insertRuns(studio, { tag: "ana", count: 30 });
  await insertRuns(studio, { tag: "ana", count: 2, status: "failed" });
  await insertRuns(studio, { tag: "ana", count: 5, ago: 90_000, prefix: "old" });
  await insertRuns(studio, { tag: "ana", count: 3, status: "queued", ago: 90_000 });
  await insertRuns(studio, { tag: "ana", count: 4, status: "running", ago: 90_000 });
  await insertCall(studio, "ana-running-0000001", { state: "running" });
  await insertRuns(studio, { tag: "ana", functionId: "test-other", status: "cancelled", prefix: "other" });
  await insertRuns(studio, { tag: "ben", count: 7 });
  const counts = await studio.engine.countRuns({ tags: ["ana"], since: new Date(Date.now() - 86_400_000) });
  expect(counts).toEqual([
    { functionId: "test-any", queued: 3, running: 1, waiting: 3, completed: 30, failed: 2, cancelled: 0 },
    { functionId: "test-other", queued: 0, running: 0, waiting: 0, completed: 0, failed: 0, cancelled: 1 },
  ]);
});

describe("what somebody should look at", () => {
  const reasons = async (studio: TestEngine, tags = ["ana"]) =>
    (await studio.engine.listStuckRuns({ tags })).map(({ stuck, alike }) => [stuck.reason, alike]);

  test("is a failed run of the last day, once for all that failed alike, until it is taken up or its schedule made up for", async () => {
    const studio = await startEmpty();
    await insertRuns(studio, { tag: "ana", status: "failed", count: 3 });
    await insertRuns(studio, { tag: "ana", status: "failed", ago: 90_000, prefix: "old" });
    await insertRuns(studio, { tag: "ben", status: "failed" });
    await studio.pool.query(`update engine.runs set error = '{"name":"Error","message":"No room on the disk"}'`);
    const [first, ...others] = await studio.engine.listStuckRuns({ tags: ["ana"] });
    expect(others).toEqual([]);
    expect(first).toMatchObject({ alike: 2, stuck: { reason: "failed", sentence: "No room on the disk." } });
    expect(first?.id).toBe("ana-failed-0000001");
    await studio.pool.query(
      `update engine.runs set error = '{"name":"Error","message":"Too large"}' where id = 'ana-failed-0000002'`,
    );
    expect(await reasons(studio)).toEqual([
      ["failed", 1],
      ["failed", 0],
    ]);

    await insertRuns(studio, { tag: "", status: "failed", functionId: "test-timed", prefix: "timed", ago: 60 });
    await studio.pool.query("update engine.runs set event_name = 'inngest/scheduled.timer' where tag = ''");
    expect(await reasons(studio, [""])).toEqual([["failed", 0]]);
    await insertRuns(studio, { tag: "", functionId: "test-timed", prefix: "timed-again" });
    expect(await reasons(studio, [""])).toEqual([]);

    for (const { id } of await studio.engine.listRuns({ tags: ["ana"], status: "failed" }))
      await studio.engine.retryRun(id);
    expect(await reasons(studio)).toEqual([]);
  });

  test("is not a failed run whose caller heard of the failure", async () => {
    const studio = await startEmpty();
    await insertRuns(studio, { tag: "ana", prefix: "caller" });
    await insertRuns(studio, { tag: "ana", status: "failed" });
    expect(await reasons(studio)).toEqual([["failed", 0]]);
    await studio.pool.query("update engine.runs set parent_run_id = 'caller-0000001' where status = 'failed'");
    expect(await reasons(studio)).toEqual([]);
  });

  test("is a call at work for more than 10 minutes, and one that waits for 5: with what it waits for", async () => {
    const studio = await startEmpty();
    const { rows } = await studio.pool.query<{ id: string }>(
      `with lane as (insert into engine.lanes (keys) values ('{"k"}') returning id)
       insert into engine.lane_keys (lane_id, key, max) select id, 'k', 1 from lane returning lane_id as id`,
    );
    const lane = rows[0]?.id ?? "";
    await insertRuns(studio, { tag: "ana", status: "running", count: 9, prefix: "run" });
    await insertCall(studio, "run-0000001", { state: "running", minutes: 9 });
    await insertCall(studio, "run-0000002", { state: "running", minutes: 11, lane });
    await studio.pool.query(
      "insert into engine.places (call_id, key) select id, 'k' from engine.calls where state = 'running' and lane_id is not null",
    );
    await insertCall(studio, "run-0000003", { state: "parked", minutes: 4, lane });
    await insertCall(studio, "run-0000004", { state: "parked", minutes: 6, lane });
    await insertCall(studio, "run-0000005", { state: "parked", minutes: 8, lane });
    await insertCall(studio, "run-0000006", { state: "ready", minutes: 6 });
    await insertCall(studio, "run-0000007", { state: "delayed", minutes: 60 });
    const found = await studio.engine.listStuckRuns({ tags: ["ana"] });
    expect(found.map(({ id, stuck, alike }) => [id, stuck.sentence, alike])).toEqual([
      ["run-0000002", "One step has been at work for more than 10 minutes.", 0],
      ["run-0000005", "Waits for room: 1 of 1 are at work already.", 1],
      ["run-0000006", "Waits for a free worker.", 0],
    ]);
    expect(await studio.engine.listStuckRuns({ tags: ["ana"], runId: "run-0000006" })).toHaveLength(1);
    expect(await studio.engine.listStuckRuns({ tags: ["ben"] })).toEqual([]);
  });

  test("is a run between two tries, with what the last one said and when the next is made", async () => {
    const studio = await start(
      (inngest) => [
        inngest.createFunction({ id: "flaky", triggers: [{ event: "flaky" }], retries: 2 }, async ({ step }) => {
          await step.run("fine", () => 1);
          await step.run("ask", () => {
            throw new Error("The other side is busy");
          });
        }),
      ],
      { retryDelay: () => 60_000 },
    );
    await studio.inngest.send({ name: "flaky", data: { owner: "ana" } });
    await studio.runs("flaky", "retrying");
    const [run] = await studio.engine.listStuckRuns({ tags: ["ana"] });
    expect(run?.stuck).toMatchObject({ reason: "retrying", sentence: "Try 1 failed. The other side is busy." });
    expect(run?.stuck.dueAt?.getTime()).toBeGreaterThan(Date.now() + 50_000);
  });
});

describe("one run", () => {
  test("keeps what every failed try said, in steps and outside them", async () => {
    let tries = 0;
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "flaky", triggers: [{ event: "flaky" }], retries: 2 }, async ({ step }) => {
        await step.run("ask", () => {
          tries += 1;
          if (tries < 3) throw new Error(`No ${tries}`);
        });
        if (tries++ === 3) throw new Error("Outside");
      }),
    ]);
    await studio.inngest.send({ name: "flaky", data: {} });
    const [run] = await studio.runs("flaky", "completed");
    const [step] = run?.steps ?? [];
    expect(step?.failures.map(({ try: nth, problem }) => [nth, problem])).toEqual([
      [1, "No 1."],
      [2, "No 2."],
    ]);
    expect(step?.failures[0]?.stack).toContain("No 1");
    expect(step?.failures.every(({ startedAt, endedAt }) => startedAt && startedAt <= endedAt)).toBe(true);
    expect(step).toMatchObject({ status: "completed", attempts: 3, problem: null });
    expect(run?.failures.map(({ problem }) => problem)).toEqual(["Outside."]);
  });

  test("remembers that it was taken up again by hand, and from what", async () => {
    let broken = true;
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "mended", triggers: [{ event: "mended" }], retries: 0 }, ({ step }) =>
        step.run("do", () => {
          if (broken) throw new Error("Broken");
        }),
      ),
    ]);
    await studio.inngest.send({ name: "mended" });
    const [failed] = await studio.runs("mended", "failed");
    expect(failed?.stack).toContain("Broken");
    broken = false;
    await studio.engine.retryRun(failed?.id ?? "");
    const [run] = await studio.runs("mended", "completed");
    expect(run?.failures).toMatchObject([{ try: 1, problem: "Broken.", byHand: true }]);
  });

  test("shows planned steps at work, each since it was begun, and what its handler is asked", async () => {
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "pair", triggers: [{ event: "pair" }] }, ({ step }) =>
        Promise.all([step.run("a", () => held), step.run("b", () => 1), step.sleep("nap", "1h")]),
      ),
    ]);
    await studio.inngest.send({ name: "pair" });
    const run = await until(async () => {
      const [line] = await studio.engine.listRuns({});
      const detail = line && (await studio.engine.getRun(line.id));
      return detail?.steps.some(({ status }) => status === "running") &&
        detail.steps.some(({ status }) => status === "completed")
        ? detail
        : undefined;
    }, "a step at work");
    expect(run.steps.map(({ name, status }) => [name, status]).sort()).toEqual([
      ["a", "running"],
      ["b", "completed"],
      ["nap", "sleeping"],
    ]);
    expect(run.calls).toMatchObject([{ state: "running", attempt: 0 }]);
    go();
  });
});
