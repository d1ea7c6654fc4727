import type { StoredEvent, TagOf } from "../protocol/events.ts";
import type { Queryable } from "./database.ts";

const BATCH = 500;

/**
 * Whose a run is, as the caller of `createEngine` tells it from an event. `""`: nobody's, such as what the clock started.
 * `null`: a batch with events of several owners, which is shown to none of them.
 */
export function tagOfEvents(events: StoredEvent[], tagOf: TagOf): string | null {
  const tags = new Set(events.map((event) => tagOf(event) ?? ""));
  return tags.size > 1 ? null : ([...tags][0] ?? "");
}

/** Tags the runs that were there before runs had tags. An invoked run is whose the one that invoked it is. */
export async function tagOldRuns(tx: Queryable, tagOf: TagOf): Promise<void> {
  for (let after = ""; ; ) {
    const { rows } = await tx.query<{ id: string; events: StoredEvent[] }>(
      "select id, events from engine.runs where id > $1 order by id limit $2",
      [after, BATCH],
    );
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    await tx.query(
      `update engine.runs r set tag = given.tag from unnest($1::text[], $2::text[]) as given (id, tag)
       where r.id = given.id and given.tag is distinct from ''`,
      [rows.map(({ id }) => id), rows.map(({ events }) => tagOfEvents(events, tagOf))],
    );
  }
  await tx.query(
    `with recursive family as (
       select id, tag from engine.runs where parent_run_id is null
       union all select child.id, family.tag from engine.runs child join family on child.parent_run_id = family.id
     )
     update engine.runs r set tag = family.tag from family
     where r.id = family.id and r.parent_run_id is not null and r.tag is distinct from family.tag`,
  );
}
