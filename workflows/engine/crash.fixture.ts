import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import type pg from "pg";

import { expect } from "vitest";
import { STEPS_PER_ROUND } from "./crash-functions.fixture.ts";
import type { Engine } from "./index.ts";

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A process of these tests in one file: started a hundred times, that is a quarter of what loading its parts takes. */
export async function bundleProcess(entry: string): Promise<{ script: string; remove(): Promise<void> }> {
  const cache = path.resolve(import.meta.dirname, "../../node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "process-"));
  const script = path.join(folder, "process.mjs");
  await build({
    entryPoints: [path.join(import.meta.dirname, entry)],
    ...{ bundle: true, outfile: script, platform: "node", format: "esm", target: "node20", logLevel: "error" },
    mainFields: ["module", "main"],
    external: ["pg", "graphile-worker", "ulid"],
    // What was written for CommonJS asks for Node's own modules by a name that an ES module does not have.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return { script, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** `bootMs` is how long it took until it was ready, which says how slow the machine is just now. */
export type Worker = { process: ChildProcess; ready: Promise<void>; isReady(): boolean; bootMs(): number };

export function startWorker(script: string, connectionString: string): Worker {
  const child = spawn(process.execPath, [script, connectionString], { stdio: ["ignore", "pipe", "inherit"] });
  const started = performance.now();
  let isReady = false;
  let bootMs = 0;
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => {
      isReady = true;
      bootMs = performance.now() - started;
      resolve();
    });
    child.once("exit", (code) => reject(new Error(`The worker ended with ${code} before it was ready`)));
  });
  ready.catch(() => {});
  return { process: child, ready, isReady: () => isReady, bootMs: () => bootMs };
}

export async function kill(worker: Worker, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (worker.process.exitCode !== null || worker.process.signalCode !== null) return;
  const gone = new Promise((resolve) => worker.process.once("exit", resolve));
  worker.process.kill(signal);
  await gone;
}

/** What must be true of the workload once every run has finished, however often anything was killed meanwhile. */
export async function expectAllOnce(engine: Engine, pool: pg.Pool, runs: { n: number; rounds: number }[]) {
  const finished = await engine.listRuns({ functionId: "crash-work", status: "completed", limit: 1_000 });
  const outputs = await Promise.all(finished.map(({ id }) => engine.getRun(id).then((run) => run?.output)));
  const expected = runs.map(({ n, rounds }) =>
    Array.from({ length: rounds }, (_, round) => [`child 2 of ${n}.${round}`, `${n}.${round}`]),
  );
  const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  expect(outputs.toSorted(byText)).toEqual(expected.toSorted(byText));

  const rounds = runs.reduce((sum, run) => sum + run.rounds, 0);
  const { rows: functions } = await pool.query(
    "select function_id, status, count(*)::int as runs from engine.runs group by 1, 2 order by 1, 2",
  );
  const { rows: sent } = await pool.query<{ accepted: number; lost: number }>(
    `select count(*)::int as accepted, count(*) filter (where h.id is null)::int as lost
     from accepted a left join heard h on h.id = a.id`,
  );
  expect(functions).toEqual([
    { function_id: "crash-answers", status: "completed", runs: rounds },
    { function_id: "crash-child", status: "completed", runs: rounds },
    { function_id: "crash-hears", status: "completed", runs: sent[0]?.accepted },
    { function_id: "crash-work", status: "completed", runs: runs.length },
  ]);
  expect(sent[0]?.lost).toBe(0);
  expect(sent[0]?.accepted).toBeGreaterThanOrEqual(rounds);

  // Steps that leave an effect: per round six of `work`, two of `child`, one of `answers`. Each effect once, each memoised.
  const { rows: effects } = await pool.query(
    `select count(*)::int as effects, count(s.id)::int as memoised from effects e
     left join engine.steps s on s.run_id = split_part(e.key, ':', 1) and s.display_name = split_part(e.key, ':', 2)
       and s.status = 'completed'`,
  );
  expect(effects).toEqual([{ effects: rounds * 9, memoised: rounds * 9 }]);
  const { rows: steps } = await pool.query<{ steps: number }>(
    `select count(*)::int as steps from engine.steps s join engine.runs r on r.id = s.run_id
     where r.function_id = 'crash-work' and s.finished_order is not null`,
  );
  expect(steps[0]?.steps).toBe(rounds * STEPS_PER_ROUND);
  const { rows: late } = await pool.query(
    `select b.* from begun b join engine.steps s on s.run_id = b.run_id and s.display_name = b.step
     where s.finished_order is not null and b.at > s.ended_at`,
  );
  expect(late).toEqual([]);
}

/** Nothing may be left over: no call, no place in a lane, no job. */
export async function countLeftovers(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ left: number }>(
    `select ((select count(*) from engine.calls) + (select count(*) from engine.places) + (select count(*) from engine.cancels)
       + (select count(*) from graphile_worker.jobs where task_identifier in ('engine:call', 'engine:event', 'engine:events')))::int as left`,
  );
  return rows[0]?.left ?? 0;
}

/** Where the workload stands, for a failure's report. */
export async function describeState(pool: pg.Pool): Promise<string> {
  const { rows: runs } = await pool.query(
    "select function_id, status, count(*)::int as runs, min(error->>'message') as error from engine.runs group by 1, 2 order by 1, 2",
  );
  const { rows: calls } = await pool.query(
    `select c.state, c.deaths, count(*)::int as calls, min(c.due_at) as due, min(c.since) as since, clock_timestamp() as now
     from engine.calls c group by 1, 2 order by 1, 2`,
  );
  const { rows: jobs } = await pool.query(
    "select task_identifier, locked_at is not null as locked, attempts, count(*)::int as jobs from graphile_worker.jobs group by 1, 2, 3",
  );
  return JSON.stringify({ runs, calls, jobs }, null, 1);
}
