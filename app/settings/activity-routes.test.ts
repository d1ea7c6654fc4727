import { randomUUID } from "node:crypto";
import type { AppLoadContext } from "@remix-run/node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Role } from "#db/tables/accounts.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { createClient } from "#workflows/client.ts";
import { createEmbeddedEngine } from "#workflows/embedded.ts";
import type { Engine } from "#workflows/engine/index.ts";
import { loader as showActivity } from "../routes/_studio.settings.activity.tsx";
import { loader as showRun } from "../routes/_studio.settings.activity_.$runId.tsx";
import { action as cancel } from "../routes/_studio.settings.activity_.$runId_.cancellation.ts";
import { action as retry } from "../routes/_studio.settings.activity_.$runId_.retry.ts";
import { action as again } from "../routes/_studio.settings.activity_.events.$eventId.ts";

let base: TestDatabase;
let ours: Cast;
let theirs: Cast;
let engine: Engine;

beforeAll(async () => {
  base = await createTestDatabase();
  ours = await castOf(base.db, "ours");
  theirs = await castOf(base.db, "theirs");
  engine = createEmbeddedEngine({ pool: base.pool, connectionString: base.connectionString });
  const client = createClient(engine.clientOptions);
  // What is taken up again has to stay up: of a function that nobody has, a run fails anew at once.
  const waiting = client.createFunction({ id: "expand-brief", triggers: [{ event: "brief/launched" }] }, ({ step }) =>
    step.sleep("wait", "1h"),
  );
  await engine.start(client, [waiting]);
});
afterAll(async () => {
  await engine.stop();
  await base.drop();
});
beforeEach(async () => {
  await base.pool.query("delete from engine.runs");
});

const failure = (message: string) => ({ name: "ProviderError", message, stack: "ProviderError: at secret.ts:1" });

async function insertRun(of: Cast | undefined, run: { status?: string; message?: string; name?: string } = {}) {
  const id = `run-${randomUUID()}`;
  const { status = "failed", message = "The network is away", name = "brief/launched" } = run;
  const data = of ? { workspaceId: of.workspace.id, brandId: of.brand.id, briefId: of.brief.id, apiKey: "k-123" } : {};
  await base.pool.query(
    `insert into engine.runs (id, function_id, status, event_name, events, rank, tag, error, output, ended_at)
     values ($1, 'troupe-expand-brief', $2, $3, $4, now(), $5, $6, '{"left":"here"}', case when $2 = 'running' then null else now() end)`,
    [
      id,
      status,
      name,
      JSON.stringify([{ name, data }]),
      of?.workspace.id ?? "",
      status === "failed" ? JSON.stringify(failure(message)) : null,
    ],
  );
  return id;
}

function asked(path: string, params: Record<string, string>, context: Partial<AppLoadContext> = {}, form?: object) {
  const findSession = async () => ({ user: { id: ours.reviewer.id, name: "Rune", email: "rune@nordlys.test" } });
  const body = form && new URLSearchParams(Object.entries(form));
  return {
    request: new Request(`http://127.0.0.1/settings/activity${path}`, body ? { method: "POST", body } : {}),
    params,
    context: {
      everywhere: base.db,
      within: base.within,
      engine,
      accounts: { findSession },
      ...context,
    } as unknown as AppLoadContext,
  };
}

const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable(),
    (thrown: Response) => thrown,
  );

const desk = async (query = "") => (await showActivity(asked(query, {}))).desk;

async function asRole(role: Role, work: () => Promise<void>): Promise<void> {
  const members = base.db.updateTable("members").where("userId", "=", ours.reviewer.id);
  await members.set({ role }).execute();
  await work().finally(() => members.set({ role: "owner" }).execute());
}

test("the page shows the workspace's runs by what they work on, and nobody else's", async () => {
  const id = await insertRun(ours);
  await insertRun(theirs);
  const page = await desk();
  expect(page?.activity.runs.map((run) => [run.id, run.about?.words])).toEqual([[id, ours.brief.name]]);
  expect(page?.activity.runs[0]?.about?.to).toBe(`/b/${ours.brand.slug}/briefs/${ours.brief.id}`);
  expect(page?.activity.stuck.map((run) => run.id)).toEqual([id]);
  expect(page?.activity.counts).toMatchObject([{ functionId: "troupe-expand-brief", failed: 1 }]);
});

test("housekeeping is listed when it is asked for, and what it handled stays out of sight", async () => {
  const id = await insertRun(undefined, { status: "completed", name: "inngest/scheduled.timer" });
  expect((await desk())?.activity.runs).toEqual([]);
  expect((await desk("?house=1"))?.activity.runs.map((run) => [run.id, run.house])).toEqual([[id, true]]);
  const { run } = await showRun(asked(`/${id}`, { runId: id }));
  expect(run).toMatchObject({ house: true, given: undefined, output: undefined, startedBy: "the clock" });
});

test("one run says what it was given and why it failed; secrets do not leave the server", async () => {
  const id = await insertRun(ours);
  const { run, may } = await showRun(asked(`/${id}`, { runId: id }));
  expect(run).toMatchObject({ problem: "ProviderError: The network is away.", startedBy: "the event brief/launched" });
  expect(run.given?.[0]?.json).toContain('"apiKey": "hidden"');
  expect(JSON.stringify(run)).not.toContain("k-123");
  expect(may).toEqual({ retry: true, cancel: true });
});

test("another workspace's run is a 404 to look at, to take up and to cancel, and stays as it was", async () => {
  const failed = await insertRun(theirs);
  const running = await insertRun(theirs, { status: "running" });
  expect((await thrownBy(showRun(asked(`/${failed}`, { runId: failed })))).status).toBe(404);
  expect((await thrownBy(retry(asked(`/${failed}/retry`, { runId: failed }, {}, {})))).status).toBe(404);
  expect((await thrownBy(cancel(asked(`/${running}/cancellation`, { runId: running }, {}, {})))).status).toBe(404);
  expect((await engine.getRun(failed))?.status).toBe("failed");
  expect((await engine.getRun(running))?.endedAt).toBeNull();
});

test("a run is found by its id, and an id that is not there is said", async () => {
  const id = await insertRun(ours);
  const found = await thrownBy(showActivity(asked(`?run=${id}`, {})));
  expect([found.status, found.headers.get("location")]).toEqual([302, `/settings/activity/${id}`]);
  const other = await insertRun(theirs);
  expect((await desk(`?run=${other}`))?.missing).toBe(other);
});

test("a failed run is taken up once; the second time it is refused in a sentence", async () => {
  const id = await insertRun(ours);
  expect(await retry(asked(`/${id}/retry`, { runId: id }, {}, {}))).toEqual({ taken: 1 });
  expect(await retry(asked(`/${id}/retry`, { runId: id }, {}, {}))).toMatchObject({
    data: { error: { code: "run-moved-on" } },
    init: { status: 422 },
  });
});

test("runs that failed alike are taken up together; one that failed otherwise or is somebody else's is not", async () => {
  const alike = [await insertRun(ours), await insertRun(ours), await insertRun(ours)];
  const other = await insertRun(ours, { message: "The disk is full" });
  const elsewhere = await insertRun(theirs);
  expect((await desk())?.activity.stuck.map((run) => run.alike).sort()).toEqual([0, 2]);
  const id = alike[0] ?? "";
  expect(await retry(asked(`/${id}/retry`, { runId: id }, {}, { alike: "1" }))).toEqual({ taken: 3 });
  for (const one of [other, elsewhere]) expect((await engine.getRun(one))?.status).toBe("failed");
});

test("a run is cancelled once", async () => {
  const id = await insertRun(ours, { status: "running" });
  expect(await cancel(asked(`/${id}/cancellation`, { runId: id }, {}, {}))).toEqual({ cancelled: true });
  expect((await engine.getRun(id))?.status).toBe("cancelled");
  expect(await cancel(asked(`/${id}/cancellation`, { runId: id }, {}, {}))).toMatchObject({ init: { status: 422 } });
});

test("an event that no workflow could be started for is shown to its workspace alone, and started again once", async () => {
  const setAside = async (of: Cast) => {
    const id = `event-${randomUUID()}`;
    await base.pool.query(
      `insert into engine.events (id, name, payload, set_aside, set_aside_at)
       values ($1, 'brief/launched', $2, 'The condition could not be read.', now())`,
      [id, JSON.stringify({ id, name: "brief/launched", data: { workspaceId: of.workspace.id } })],
    );
    return id;
  };
  const [id, other] = [await setAside(ours), await setAside(theirs)];
  expect((await desk())?.activity.aside).toMatchObject([{ id, why: "The condition could not be read." }]);
  expect((await thrownBy(again(asked("", { eventId: other }, {}, {})))).status).toBe(404);
  expect(await again(asked("", { eventId: id }, {}, {}))).toEqual({ started: true });
  expect((await desk())?.activity.aside).toEqual([]);
  expect((await thrownBy(again(asked("", { eventId: id }, {}, {})))).status).toBe(404);
});

test("who may only look sees the page without its buttons, and is refused when they try", async () => {
  const id = await insertRun(ours);
  await asRole("analyst", async () => {
    expect((await desk())?.mayRetry).toBe(false);
    expect((await showRun(asked(`/${id}`, { runId: id }))).may).toEqual({ retry: false, cancel: false });
    expect((await thrownBy(retry(asked(`/${id}/retry`, { runId: id }, {}, {})))).status).toBe(403);
  });
  expect((await engine.getRun(id))?.status).toBe("failed");
});

test("with an Inngest server the page says where the runs are and what has not reached it", async () => {
  const remoteEngine = {
    dashboardUrl: "http://127.0.0.1:8288",
    backlog: async () => ({ waiting: 3, oldestSeconds: 40, refused: 0 }),
    renderWorkers: async () => 1,
    problem: () => undefined,
  } as unknown as NonNullable<AppLoadContext["remoteEngine"]>;
  const context = { engine: undefined, remoteEngine };
  expect((await showActivity(asked("", {}, context))).elsewhere).toEqual({
    dashboardUrl: "http://127.0.0.1:8288",
    waiting: 3,
    oldestSeconds: 40,
    refused: 0,
    workers: 1,
    problem: undefined,
  });
  expect((await thrownBy(showRun(asked("/any", { runId: "any" }, context)))).status).toBe(404);
});
