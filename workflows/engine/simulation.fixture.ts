import { Inngest, type InngestFunction } from "inngest";
import pg from "pg";
import { createTestDatabase } from "#tests/harness/database.ts";
import type { EngineContext } from "./context.ts";
import { endRun } from "./executor/runs.ts";
import { admitCalls } from "./flow-control/lanes.ts";
import type { EventInput, StoredEvent } from "./protocol/events.ts";
import { readEvents } from "./protocol/events.ts";
import { createRegistry } from "./protocol/functions.ts";
import { beat } from "./scheduler/clock.ts";
import { routeEvent } from "./scheduler/routing.ts";
import { createSlots } from "./scheduler/slots.ts";
import { inTransaction } from "./store/database.ts";
import { acceptEvents, type Receipt } from "./store/events.ts";
import { migrateEngine } from "./store/schema.ts";
import { lockRun } from "./store/steps.ts";

/** A run as the rules left it. Times are milliseconds of the simulation. */
export type SimulatedRun = {
  id: string;
  functionId: string;
  status: string;
  events: StoredEvent[];
  createdAt: number;
  /** Where its first call stands: delayed, parked, or ready (it could go); nothing once it ended. */
  call: string | undefined;
  callSince: number;
};

/**
 * The engine's tables, rules and clock without its queue, on a database that believes it is whatever time the test says:
 * a schema in front of pg_catalog has a `clock_timestamp()` of its own. Hours pass in no time, and exactly.
 */
export async function createSimulation(define: (inngest: Inngest) => InngestFunction.Any[]) {
  const database = await createTestDatabase();
  let at = Date.parse("2026-01-01T00:00:00Z");
  await database.pool.query(`
    create schema simulated;
    create table simulated.time (at timestamptz);
    insert into simulated.time values (to_timestamp(${at} / 1000.0));
    create function simulated.clock_timestamp() returns timestamptz language sql volatile as 'select at from simulated.time';
    create function simulated.now() returns timestamptz language sql volatile as 'select at from simulated.time'`);
  const pool = new pg.Pool({
    connectionString: database.connectionString,
    max: 4,
    options: "-c search_path=simulated,pg_catalog,public -c timezone=Etc/UTC -c synchronous_commit=off",
  });
  await migrateEngine(pool, silent, () => undefined);
  const inngest = new Inngest({ id: "sim", isDev: true });
  const now = () => new Date(at);
  const context: EngineContext = {
    pool,
    engineId: "simulated",
    registry: createRegistry(inngest, define(inngest)),
    logger: silent,
    callFunction: () => Promise.reject(new Error("Nothing is executed in a simulation.")),
    activeCalls: new Map(),
    tagOf: () => undefined,
    retryDelay: () => 0,
    time: { now, sync: async () => {} },
    now,
    slots: createSlots(1),
    wakeAt: () => {},
    stopping: () => false,
  };

  const setTime = async (to: number) => {
    at = to;
    await pool.query("update simulated.time set at = to_timestamp($1::float8 / 1000)", [to]);
  };
  const nextDue = async (): Promise<number> => {
    const { rows } = await pool.query<{ due: number | null }>(
      `select (extract(epoch from least(
         (select min(due_at) from engine.calls where state = 'delayed'),
         (select min(due_at) from engine.gatherings), (select min(next_at) from engine.crons),
         (select min(due_at) from engine.steps where status in ('sleeping', 'waiting')),
         (select min(start_by) from engine.runs where status = 'queued'),
         (select min(finish_by) from engine.runs where status = 'running'))) * 1000)::float8 as due`,
    );
    return rows[0]?.due ?? Number.POSITIVE_INFINITY;
  };

  return {
    pool,
    context,
    now: () => at,
    setTime,
    /** Lets `ms` pass, doing everything at the very moment it is due. */
    async pass(ms: number): Promise<void> {
      const end = at + ms;
      for (let due = await nextDue(); due <= end; due = await nextDue()) {
        await setTime(Math.max(due, at));
        for (const duty of beat) await duty(context);
      }
      await setTime(end);
    },
    /** Accepts an event; the receipt its routing would be queued with, or nothing for a duplicate. */
    async accept(event: EventInput): Promise<Receipt | undefined> {
      const [id] = await acceptEvents(pool, readEvents(event));
      const { rows } = await pool.query<Receipt>(
        `select id, received_at::text as "receivedAt" from engine.events where id = $1 and routed_from is null`,
        [id],
      );
      return rows[0];
    },
    /** Accepts and routes an event, as sending one does. */
    async send(event: EventInput): Promise<void> {
      const receipt = await this.accept(event);
      if (receipt) await routeEvent(context, receipt);
    },
    /** Ends a run as if its handler had come to the end. */
    async finish(runId: string): Promise<void> {
      const lanes = await inTransaction(pool, async (tx) => {
        const run = await lockRun(tx, runId);
        return run ? endRun(context, tx, run, { status: "completed", output: null }) : [];
      });
      for (const lane of lanes) await admitCalls(pool, lane);
    },
    /** The runs whose first event has `data.scene`, oldest first. */
    async runs(scene: number): Promise<SimulatedRun[]> {
      const { rows } = await pool.query<SimulatedRun>(
        `select r.id, r.function_id as "functionId", r.status, r.events, c.state as call,
           (extract(epoch from r.created_at) * 1000)::float8 as "createdAt",
           (extract(epoch from c.since) * 1000)::float8 as "callSince"
         from engine.runs r left join engine.calls c on c.run_id = r.id and c.step_id = ''
         where r.events->0->'data'->>'scene' = $1::text order by r.created_at, r.id`,
        [scene],
      );
      return rows;
    },
    async close(): Promise<void> {
      await pool.end();
      await database.drop();
    },
  };
}

export type Simulation = Awaited<ReturnType<typeof createSimulation>>;

const silent = { info: () => {}, warn: () => {}, error: () => {} };
