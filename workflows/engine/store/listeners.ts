import type pg from "pg";
import { fieldText } from "../protocol/equality.ts";
import type { StoredEvent } from "../protocol/events.ts";
import type { Expression } from "../protocol/expressions.ts";

/** A row that listens for an event: a waiting step (`engine.steps`) or a run's cancel event (`engine.cancels`). */
export type Listener = { run_id: string; id: string; wait_if: string | null; events: StoredEvent[] };

/** Where a listener stands in the index: the field of the event it asks for, and what it must equal; "" for any event. */
export type Place = { path: string; value: string };

/** The place for a condition of a run that began with `event`. */
export function placeOf(condition: Expression | undefined, event: StoredEvent): Place {
  const equality = condition?.equality;
  return equality ? { path: equality.path, value: equality.wanted(event) } : { path: "", value: "" };
}

const TABLES = {
  waits: { name: "engine.steps", open: "l.status = 'waiting'" },
  cancels: { name: "engine.cancels", open: "(l.until is null or l.until > clock_timestamp())" },
};
const PAGE = 500;

/**
 * SQL that says whether anybody may listen for the event of a name. In the order of the index: of a plain `exists` the
 * planner thinks that the next row will do, and then reads all of a table in which none does.
 */
export function someoneListens(kind: keyof typeof TABLES, name: string): string {
  const { name: table, open } = TABLES[kind];
  return `coalesce((select true from ${table} l where ${open} and l.wait_event = ${name} order by l.wait_path limit 1), false)`;
}

/**
 * Everything that may listen for an event and was there when the event was first routed, some at a time. Only rows whose
 * indexed value the event has, and those that have none, are read; whether their condition holds is the caller's to ask.
 */
export async function* findListeners(
  pool: pg.Pool,
  kind: keyof typeof TABLES,
  event: StoredEvent,
  routedFrom: string,
): AsyncGenerator<Listener[]> {
  for (const path of await listPaths(pool, kind, event.name)) {
    const value = path === "" ? "" : fieldText(event, path);
    let last: Listener | undefined;
    do {
      const { rows } = await pool.query<Listener>({
        name: `engine_find_${kind}`,
        text: `select l.run_id, l.id, l.wait_if, r.events
          from ${TABLES[kind].name} l join engine.runs r on r.id = l.run_id
          where ${TABLES[kind].open} and l.wait_event = $1 and l.wait_path = $2 and l.wait_value = $3
            and l.created_at <= $4::timestamptz and (l.run_id, l.id) > ($5, $6)
          order by l.run_id, l.id limit ${PAGE}`,
        values: [event.name, path, value, routedFrom, last?.run_id ?? "", last?.id ?? ""],
      });
      if (rows.length > 0) yield rows;
      last = rows.length === PAGE ? rows.at(-1) : undefined;
    } while (last);
  }
}

/** The fields anybody asks for, found by stepping through the index: few, however many listen. */
async function listPaths(pool: pg.Pool, kind: keyof typeof TABLES, eventName: string): Promise<string[]> {
  const next = (after: string) =>
    `select l.wait_path from ${TABLES[kind].name} l where ${TABLES[kind].open} and l.wait_event = $1 ${after}
     order by l.wait_path limit 1`;
  const { rows } = await pool.query<{ wait_path: string }>({
    name: `engine_paths_of_${kind}`,
    text: `with recursive paths as (
        (${next("")}) union all select (${next("and l.wait_path > paths.wait_path")}) from paths where paths.wait_path is not null
      ) select wait_path from paths where wait_path is not null`,
    values: [eventName],
  });
  return rows.map(({ wait_path }) => wait_path);
}
