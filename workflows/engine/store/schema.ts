import { runMigrations } from "graphile-worker";
import type pg from "pg";
import type { Logger } from "../context.ts";
import type { TagOf } from "../protocol/events.ts";
import { admission } from "./admission.ts";
import { queueLogger } from "./queue-logger.ts";
import { tagOldRuns } from "./tags.ts";

/** Two numbers that name the advisory lock under which tables are made; any constant would do, it only has to be ours. */
const MIGRATION_LOCK = [7_261_001, 1] as const;

/**
 * Makes or brings forward the engine's tables (schema `engine`) and graphile-worker's own (`graphile_worker`).
 * Safe to call from several processes at once: one works, the others wait for it. `until` is for rows of an older version.
 */
export async function migrateEngine(
  pool: pg.Pool,
  logger: Logger,
  tagOf: TagOf,
  until = migrations.length,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1, $2)", [...MIGRATION_LOCK]);
    await client.query("create schema if not exists engine");
    await client.query(
      "create table if not exists engine.migrations (version int primary key, at timestamptz default now())",
    );
    const { rows } = await client.query<{ version: number }>(
      "select coalesce(max(version), 0) as version from engine.migrations",
    );
    const done = rows[0]?.version ?? 0;
    for (const [index, step] of migrations.entries()) {
      if (index < done || index >= until) continue;
      const noted = `insert into engine.migrations (version) values (${index + 1}); commit`;
      if (typeof step === "string") await client.query(`begin; ${step}; ${noted}`);
      else {
        await client.query("begin");
        await step(client, tagOf);
        await client.query(noted);
      }
    }
    await runMigrations({ pgPool: pool, logger: queueLogger(logger) });
  } finally {
    await client.query("select pg_advisory_unlock($1, $2)", [...MIGRATION_LOCK]).catch(() => {});
    client.release();
  }
}

/**
 * Applied in order, never edited once released: append.
 * Payloads are `json`, not `jsonb`: they are handed back as they came (key order, \u0000) and never searched.
 */
const migrations: (string | ((client: pg.PoolClient, tagOf: TagOf) => Promise<void>))[] = [
  `
  create table engine.events (
    id text primary key,
    name text not null,
    payload json not null,
    received_at timestamptz not null default clock_timestamp(),
    routed_from timestamptz
  );
  create index events_received on engine.events (received_at);

  create table engine.lanes (
    id bigint generated always as identity primary key,
    keys text[] not null unique,
    limits int[] not null,
    served_at timestamptz not null default clock_timestamp()
  );
  create index lanes_keys on engine.lanes using gin (keys);

  create table engine.runs (
    id text primary key,
    function_id text not null,
    status text not null check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
    event_name text,
    events json not null,
    dedupe_key text unique,
    version int not null default 0,
    rank timestamptz not null,
    lane_id bigint,
    singleton_key text,
    parent_run_id text,
    parent_step_id text,
    start_by timestamptz,
    finish_within interval,
    finish_by timestamptz,
    output json,
    error json,
    created_at timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    ended_at timestamptz
  );
  create index runs_latest on engine.runs (created_at desc, id desc);
  create index runs_of_function on engine.runs (function_id, created_at desc, id desc);
  create index runs_alive on engine.runs (function_id, singleton_key) where status in ('queued', 'running');
  create index runs_start_by on engine.runs (start_by) where status = 'queued' and start_by is not null;
  create index runs_finish_by on engine.runs (finish_by) where status = 'running' and finish_by is not null;
  create index runs_ended on engine.runs (ended_at) where ended_at is not null;

  create sequence engine.finished_order;
  create table engine.steps (
    run_id text not null references engine.runs on delete cascade,
    id text not null,
    op text not null,
    name text,
    display_name text not null,
    opts json,
    status text not null check (status in ('planned', 'retrying', 'sleeping', 'waiting', 'completed', 'failed', 'cancelled')),
    memo json,
    finished_order bigint,
    attempt int not null default 0,
    error json,
    coalesced boolean not null default false,
    due_at timestamptz,
    wait_event text,
    wait_if text,
    wait_value text,
    signal text,
    child_run_id text,
    created_at timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    ended_at timestamptz,
    primary key (run_id, id)
  );
  create index steps_due on engine.steps (due_at) where finished_order is null and due_at is not null;
  create index steps_waiting on engine.steps (wait_event, wait_value) where status = 'waiting' and wait_event is not null;
  create unique index steps_signal on engine.steps (signal) where status = 'waiting' and signal is not null;

  create table engine.calls (
    id bigint generated always as identity primary key,
    run_id text not null references engine.runs on delete cascade,
    step_id text not null default '',
    lane_id bigint,
    state text not null check (state in ('delayed', 'parked', 'ready', 'running')),
    attempt int not null default 0,
    generation int not null default 0,
    claim text,
    engine_id text,
    due_at timestamptz,
    rank timestamptz not null,
    unique (run_id, step_id)
  );
  create index calls_due on engine.calls (due_at) where state = 'delayed';
  create index calls_parked on engine.calls (lane_id, rank, id) where state = 'parked';
  create index calls_taken on engine.calls (lane_id) where state in ('ready', 'running') and lane_id is not null;
  create index calls_engine on engine.calls (engine_id) where engine_id is not null;

  create table engine.crons (
    function_id text not null,
    schedule text not null,
    next_at timestamptz not null,
    primary key (function_id, schedule)
  );

  create table engine.keys (
    kind text not null,
    function_id text not null,
    key text not null,
    until timestamptz not null,
    state json,
    primary key (kind, function_id, key)
  );
  create index keys_until on engine.keys (until);

  create table engine.gatherings (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('batch', 'debounce')),
    function_id text not null,
    key text not null,
    events json not null,
    size int not null default 1,
    due_at timestamptz not null,
    latest_at timestamptz,
    unique (kind, function_id, key)
  );
  create index gatherings_due on engine.gatherings (due_at);

  create table engine.engines (
    id text primary key,
    worker_ids text[] not null default '{}',
    started_at timestamptz not null default now()
  )
  `,
  // Several workers route events at once, so the one that arrives last at a debounce need not be the newest.
  "alter table engine.gatherings add column newest_at timestamptz",
  // Whose a run is (`tags.ts`), what its failed tries said, and since when a call stands as it does.
  `
  alter table engine.runs add column tag text default '', add column failures json[] not null default '{}';
  alter table engine.steps add column failures json[] not null default '{}';
  alter table engine.calls add column since timestamptz not null default now();
  alter table engine.calls alter column since set default clock_timestamp();
  drop index engine.runs_of_function;
  create index runs_of_tag on engine.runs (tag, created_at desc, id desc) include (function_id, status);
  create index runs_of_tag_function on engine.runs (tag, function_id, created_at desc, id desc);
  create index runs_alive_of_tag on engine.runs (tag, created_at desc, id desc) include (function_id, status)
    where status in ('queued', 'running');
  create index runs_ended_badly on engine.runs (tag, status, created_at desc, id desc) where status in ('failed', 'cancelled');
  create index runs_failed on engine.runs (tag, ended_at) where status = 'failed'
  `,
  tagOldRuns,
  // Calls no process survives, events no routing gets through, when the lanes were last looked at.
  `
  alter table engine.calls add column deaths int not null default 0, add column died_at_version int;
  create index calls_deadly on engine.calls (deaths) where deaths >= 2;
  alter table engine.events add column set_aside text, add column set_aside_at timestamptz;
  create index events_set_aside on engine.events (set_aside_at) where set_aside is not null;
  create table engine.pulse (single boolean primary key check (single), at timestamptz not null);
  create index runs_failed_lately on engine.runs (ended_at) where status = 'failed';
  drop index engine.steps_due;
  create index steps_due on engine.steps (due_at) where status in ('sleeping', 'waiting') and due_at is not null
  `,
  admission,
  // Waiting steps and cancel events stand in an index by what they ask of the event (`listeners.ts`).
  `
  alter table engine.steps add column wait_path text not null default '';
  update engine.steps set wait_value = '' where wait_event is not null;
  drop index engine.steps_waiting;
  create index steps_waiting on engine.steps (wait_event, wait_path, wait_value, run_id, id)
    where status = 'waiting' and wait_event is not null;
  create table engine.cancels (
    run_id text not null references engine.runs on delete cascade,
    id text not null,
    wait_event text not null,
    wait_if text,
    wait_path text not null,
    wait_value text not null,
    until timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    primary key (run_id, id)
  );
  create index cancels_waiting on engine.cancels (wait_event, wait_path, wait_value, run_id, id)
  `,
  // When an event's runs start that was sent ahead of its time.
  "alter table engine.events add column start_at timestamptz",
  // One function's failures are found without reading every other's.
  `
  drop index engine.runs_ended_badly;
  create index runs_ended_badly on engine.runs (tag, status, created_at desc, id desc) include (function_id)
    where status in ('failed', 'cancelled')
  `,
  // Which of two events at a debounce is the newer, their own time says first.
  "alter table engine.gatherings add column newest_ts bigint not null default 0",
  // In which line a throttled run waits, so that the line can be put back after an outage.
  `
  alter table engine.runs add column throttle_key text;
  create index runs_throttled on engine.runs (function_id, throttle_key) where throttle_key is not null and status = 'queued'
  `,
];
