import type { FunctionPlan } from "../protocol/functions.ts";
import type { Queryable } from "../store/database.ts";

/** How long an idempotency key, and the memory that an event was scheduled, last; as on an Inngest server. */
const KEY_LIFETIME = "24 hours";

/** Takes a key for 24 hours. False when somebody has it; two who try at once are told apart by the database. */
export async function claimKey(tx: Queryable, kind: string, functionId: string, key: string): Promise<boolean> {
  const { rows } = await tx.query(
    `insert into engine.keys as taken (kind, function_id, key, until) values ($1, $2, $3, clock_timestamp() + $4::interval)
     on conflict (kind, function_id, key) do update set until = excluded.until where taken.until <= clock_timestamp()
     returning key`,
    [kind, functionId, key, KEY_LIFETIME],
  );
  return rows.length > 0;
}

type Times = { times: number[] };

/** Whether a run may start now: at most `limit` in any window of `periodMs`; the rest are dropped. */
export async function takeRateLimit(
  tx: Queryable,
  functionId: string,
  { limit, periodMs }: NonNullable<FunctionPlan["rateLimit"]>,
  key: string,
): Promise<boolean> {
  const { now, state } = await lockState<Times>(tx, "rate", functionId, key);
  const times = (state?.times ?? []).filter((time) => time > now - periodMs);
  if (times.length >= limit) return false;
  await saveState<Times>(tx, "rate", functionId, key, { times: [...times, now] }, periodMs);
  return true;
}

/**
 * When a run may start: `limit` per period spread evenly, with `burst` at once (a GCRA, as on an Inngest server).
 * `undefined` means now; otherwise the place in line is taken and the moment returned.
 */
export async function takeThrottle(
  tx: Queryable,
  functionId: string,
  { limit, periodMs, burst }: NonNullable<FunctionPlan["throttle"]>,
  key: string,
): Promise<Date | undefined> {
  const { now, state } = await lockState<{ arrival: number }>(tx, "throttle", functionId, key);
  const spacing = periodMs / limit;
  const arrival = Math.max(state?.arrival ?? now, now);
  const startAt = Math.max(now, arrival - spacing * (burst - 1));
  await saveState(tx, "throttle", functionId, key, { arrival: arrival + spacing }, arrival + spacing - now + periodMs);
  return startAt > now ? new Date(startAt) : undefined;
}

/** Reads a key's state with its row locked, so that two at once cannot both take the last place. Time is the database's. */
async function lockState<State>(tx: Queryable, kind: string, functionId: string, key: string) {
  await tx.query(
    `insert into engine.keys (kind, function_id, key, until) values ($1, $2, $3, clock_timestamp()) on conflict do nothing`,
    [kind, functionId, key],
  );
  const { rows } = await tx.query<{ state: State | null }>(
    "select state from engine.keys where kind = $1 and function_id = $2 and key = $3 for update",
    [kind, functionId, key],
  );
  const clock = await tx.query<{ now: string }>("select (extract(epoch from clock_timestamp()) * 1000)::float8 as now");
  return { now: Number(clock.rows[0]?.now), state: rows[0]?.state ?? undefined };
}

async function saveState<State>(
  tx: Queryable,
  kind: string,
  functionId: string,
  key: string,
  state: State,
  lifetimeMs: number,
): Promise<void> {
  await tx.query(
    `update engine.keys set state = $4, until = clock_timestamp() + $5::float8 * interval '1 ms'
     where kind = $1 and function_id = $2 and key = $3`,
    [kind, functionId, key, JSON.stringify(state), lifetimeMs],
  );
}
