import type { Db, Trx } from "#db/database.ts";
import { inTransaction } from "#db/transaction.ts";
import { type EventInput, readEvents, type StoredEvent } from "./engine/index.ts";

/** An event as `create` of an event type in events.ts makes it: it can tell whether it is what that type says. */
export type Outgoing = EventInput & { validate?: () => Promise<void> };

/**
 * Accepts events for whichever engine the studio has. `db` may be a transaction: then they are accepted exactly when it
 * commits. Throws, with nothing accepted, when an event is malformed or is not what its type says.
 */
export type Dispatch = (db: Db, events: Outgoing | Outgoing[]) => Promise<void>;

/**
 * Runs `work` in one transaction with the events it sends: the rows it writes and the events they cause are there
 * together or not at all.
 *
 *     await commit(db, async (trx, send) => {
 *       const { launchId } = await launchBrief(trx, …);
 *       await send(briefLaunched.create({ …, launchId }));
 *     });
 */
export type Commit = <T>(db: Db, work: (trx: Trx, send: Send) => Promise<T>) => Promise<T>;
type Send = (events: Outgoing | Outgoing[]) => Promise<void>;

/** A dispatch that hands checked events, each with an id and a time, to `accept`. */
export function createDispatch(accept: (db: Db, events: AcceptedEvent[]) => Promise<unknown>): Dispatch {
  return async (db, events) => {
    const given = [events].flat();
    for (const event of given) await event.validate?.();
    const checked = readEvents(given.map(({ validate, ...event }) => event));
    await accept(
      db,
      checked.map((event) => ({ ...event, id: String(event.id) })),
    );
  };
}

export type AcceptedEvent = StoredEvent & { id: string };

export function createCommit(dispatch: Dispatch): Commit {
  return (db, work) => inTransaction(db, (trx) => work(trx, (events) => dispatch(trx, events)));
}
