import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "../engine.fixture.ts";

let studio: TestEngine;

beforeAll(async () => {
  studio = await startTestEngine((inngest) => [
    inngest.createFunction({ id: "first", triggers: [{ event: "news" }] }, () => "first"),
    inngest.createFunction({ id: "blocked", triggers: [{ event: "news" }] }, () => "blocked"),
    inngest.createFunction({ id: "last", triggers: [{ event: "news" }] }, () => "last"),
    inngest.createFunction({ id: "gathers", triggers: [{ event: "g" }], debounce: { period: "1s" } }, () => "gathered"),
    inngest.createFunction({ id: "gathers-too", triggers: [{ event: "g" }], debounce: { period: "1s" } }, () => "too"),
  ]);
});
afterAll(() => studio.close());

/** Has the database refuse runs of a function, with an error of its class for data or with one that may pass. */
async function refuseRuns(functionId: string, code: string): Promise<void> {
  await studio.pool.query(`
    create or replace function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'No room for this' using errcode = '${code}'; end $$;
    create or replace trigger refuse before insert on engine.runs for each row
      when (new.function_id = 'test-${functionId}') execute function refuse()`);
}
const allow = () => studio.pool.query("drop trigger refuse on engine.runs");

test("an event one function cannot take reaches the others, is set aside where it is seen, and can be routed again", async () => {
  await refuseRuns("blocked", "22000");
  const [id] = await studio.engine.send({ name: "news" });
  await studio.runs("first", "completed");
  await studio.runs("last", "completed");
  const [aside] = await until(async () => {
    const found = await studio.engine.listSetAside();
    return found.length > 0 && found;
  }, "the event to be set aside");
  expect(aside).toMatchObject({ id, name: "news", why: "No room for this." });
  expect((await studio.engine.health()).setAside).toBe(1);
  await allow();
  expect(await studio.engine.routeAgain(id ?? "")).toBe(true);
  await studio.runs("blocked", "completed");
  // Those that had taken it do not take it again.
  await studio.runs("first", "completed", 1);
  await studio.runs("last", "completed", 1);
  expect(await studio.engine.listSetAside()).toEqual([]);
  expect(await studio.engine.routeAgain(id ?? "")).toBe(false);
});

test("trouble that may pass is tried again, the twentieth time is the last", async () => {
  await refuseRuns("blocked", "55000");
  const [id] = await studio.engine.send({ name: "news" });
  const retry = await until(async () => {
    const { rows } = await studio.pool.query<{ id: string; payload: { tries?: number } }>(
      "select id, payload from graphile_worker._private_jobs where payload->>'id' = $1 and payload->>'tries' is not null",
      [id],
    );
    return rows[0];
  }, "the second try to be queued");
  expect(retry.payload.tries).toBe(1);
  expect(await studio.engine.listSetAside()).toEqual([]);
  // As if eighteen more had failed meanwhile.
  await studio.pool.query(
    `update graphile_worker._private_jobs set run_at = now(), payload = jsonb_set(payload::jsonb, '{tries}', '19')::json where id = $1`,
    [retry.id],
  );
  await until(async () => (await studio.engine.listSetAside()).length === 1, "the event to be set aside");
  await allow();
  await studio.engine.routeAgain(id ?? "");
  await studio.runs("blocked", "completed", 2);
});

test("a debounce that cannot be started steps back for others and starts when it can", async () => {
  await refuseRuns("gathers", "55000");
  await studio.engine.send({ name: "g" });
  await studio.runs("gathers-too", "completed");
  await allow();
  await studio.pool.query("update engine.gatherings set due_at = now()");
  await studio.runs("gathers", "completed");
});

test("a run whose row cannot be read fails with a sentence and others go on", async () => {
  const first = (await studio.engine.listRuns({ functionId: "test-first" })).length;
  await studio.pool.query(`
    insert into engine.runs (id, function_id, status, event_name, events, rank)
      values ('unreadable', 'test-first', 'queued', 'news', 'null', now());
    insert into engine.calls (run_id, state, rank) values ('unreadable', 'ready', now());
    select graphile_worker.add_job('engine:call', json_build_object('id', id, 'generation', 0, 'tries', 19))
      from engine.calls where run_id = 'unreadable'`);
  await studio.engine.send({ name: "news" });
  await studio.runs("first", "completed", first + 1);
  const { rows } = await until(async () => {
    const found = await studio.pool.query("select status, error from engine.runs where id = 'unreadable'");
    return found.rows[0]?.status === "failed" && found;
  }, "the unreadable run to fail");
  expect(rows[0]?.error).toMatchObject({
    name: "EngineError",
    message: expect.stringMatching(/^The engine gave up: .+\.$/),
  });
});
