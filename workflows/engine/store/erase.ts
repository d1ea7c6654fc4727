import type { StoredEvent, TagOf } from "../protocol/events.ts";
import type { Queryable } from "./database.ts";
import { tagOfEvents } from "./tags.ts";

const BATCH = 1_000;

/**
 * Removes everything that is an owner's: runs with their steps and calls, what was gathered for a run, and events. What
 * gathers events of several owners goes as a whole, since it could not be told apart afterwards.
 */
export async function eraseOwned(db: Queryable, tag: string, tagOf: TagOf): Promise<void> {
  if (tag === "") throw new Error("What is nobody's in particular is not erased");
  await db.query("delete from engine.runs where tag = $1", [tag]);
  for (let after = "0"; ; ) {
    const { rows } = await db.query<{ id: string; events: StoredEvent[] }>(
      "select id::text, events from engine.gatherings where id > $1::bigint order by id limit $2",
      [after, BATCH],
    );
    const owned = rows.filter(({ events }) => events.some((event) => tagOf(event) === tag));
    await db.query("delete from engine.gatherings where id = any($1::bigint[])", [owned.map(({ id }) => id)]);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < BATCH) break;
  }
  const mixed = await db.query<{ id: string; events: StoredEvent[] }>(
    "select id, events from engine.runs where tag is null",
  );
  const shared = mixed.rows.filter(({ events }) => events.some((event) => tagOfEvents([event], tagOf) === tag));
  await db.query("delete from engine.runs where id = any($1)", [shared.map(({ id }) => id)]);
  for (let after = ""; ; ) {
    const { rows } = await db.query<{ id: string; payload: StoredEvent }>(
      "select id, payload from engine.events where id > $1 order by id limit $2",
      [after, BATCH],
    );
    const owned = rows.filter(({ payload }) => tagOf(payload) === tag);
    await db.query("delete from engine.events where id = any($1)", [owned.map(({ id }) => id)]);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < BATCH) break;
  }
}
