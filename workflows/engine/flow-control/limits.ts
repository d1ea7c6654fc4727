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

/** What is known of a key: when the next would be due if all came evenly, and when this was written (ms since 1970). */
export type Pace = { arrival: number; at: number };

/**
 * The generic cell rate algorithm of an Inngest server: `capacity` may start at once, then one every `spacingMs`.
 * `startAt` is when the next may, `pace` what is known once it has taken that place. A clock that was set back takes
 * the plan back with it: what was due in an hour still is.
 */
export function nextStart(
  known: Pace | undefined,
  now: number,
  { spacingMs, capacity }: { spacingMs: number; capacity: number },
): { startAt: number; pace: Pace } {
  const arrival = known ? known.arrival - Math.max(0, known.at - now) : now;
  const next = Math.max(arrival, now) + spacingMs;
  return { startAt: Math.max(now, next - spacingMs * capacity), pace: { arrival: next, at: now } };
}

/**
 * Whether a run may start now; the others are dropped. One every `periodMs / limit`, and for every ten of the limit one
 * more that may come early, as on an Inngest server: ten events at once do not use up an hour's limit of ten.
 */
export async function takeRateLimit(
  tx: Queryable,
  functionId: string,
  { limit, periodMs }: NonNullable<FunctionPlan["rateLimit"]>,
  key: string,
): Promise<boolean> {
  const { now, pace } = await lockPace(tx, "rate", functionId, key);
  const next = nextStart(pace, now, { spacingMs: periodMs / limit, capacity: 1 + Math.floor(limit / 10) });
  if (next.startAt > now) return false;
  await savePace(tx, "rate", functionId, key, next.pace);
  return true;
}

/**
 * When a run may start: `limit + burst` at once, then `limit` per period spread evenly, as on an Inngest server.
 * `undefined` means now; otherwise the place in line is taken and the moment returned.
 */
export async function takeThrottle(
  tx: Queryable,
  functionId: string,
  { limit, periodMs, burst }: NonNullable<FunctionPlan["throttle"]>,
  key: string,
): Promise<Date | undefined> {
  const { now, pace } = await lockPace(tx, "throttle", functionId, key);
  const next = nextStart(pace, now, { spacingMs: periodMs / limit, capacity: limit + burst });
  await savePace(tx, "throttle", functionId, key, next.pace);
  return next.startAt > now ? new Date(next.startAt) : undefined;
}

/** Reads a key's pace with its row locked, so that two at once cannot both take the last place. Time is the database's. */
export async function lockPace(tx: Queryable, kind: string, functionId: string, key: string) {
  const { rows } = await tx.query<{ state: Pace | null; now: number }>(
    `insert into engine.keys (kind, function_id, key, until) values ($1, $2, $3, clock_timestamp())
     on conflict (kind, function_id, key) do update set kind = excluded.kind
     returning state, (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
    [kind, functionId, key],
  );
  const known = rows[0]?.state;
  return { now: Number(rows[0]?.now), pace: typeof known?.arrival === "number" ? known : undefined };
}

/** Kept until the plan has caught up with the time: from then on it says nothing that no plan would not. */
export async function savePace(
  tx: Queryable,
  kind: string,
  functionId: string,
  key: string,
  pace: Pace,
): Promise<void> {
  await tx.query(
    `update engine.keys set state = $4, until = to_timestamp($5::float8 / 1000)
     where kind = $1 and function_id = $2 and key = $3`,
    [kind, functionId, key, JSON.stringify(pace), pace.arrival],
  );
}
