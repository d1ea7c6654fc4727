import type { Db } from "#db/database.ts";
import { type OutboxRow, refuseInOutbox, removeFromOutbox, takeOutbox } from "#db/queries/outbox.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Client } from "./client.ts";

/** How many events are taken from the outbox at once, and how many bytes of them make one request. */
const batchRows = 100;
const batchBytes = 1024 * 1024;

/** With these an Inngest server says that it takes an event from nobody and never. Everything else may pass. */
const refusals = [400, 406, 413, 422];

type Logger = { warn(details: object, message: string): void };

export type RelayOptions = {
  db: Db;
  client: Client;
  logger: Logger;
  /** Whether the server knows what there is to run: it drops an event that starts nothing. Asked until it is true once. */
  ready?: () => Promise<boolean>;
  /** How often to look without being woken, in milliseconds. */
  pollMs?: number;
  /** The pause after the first failure, in milliseconds; doubled with each further one, up to half a minute. */
  pauseMs?: number;
};

export type Relay = {
  /** Says that there may be something new. */
  wake(): void;
  /** Lets the request under way finish. */
  stop(): Promise<void>;
};

/**
 * Sends what waits in the outbox to the client's Inngest server. An event leaves the outbox in the transaction that was
 * open while it was sent, so that one whose fate is unknown is sent again under the same id, which the server takes once
 * in 24 hours. Several relays may work on one database: each takes what no other holds.
 */
export function startRelay({ db, client, logger, ready, pollMs = 5_000, pauseMs = 500 }: RelayOptions): Relay {
  let open = ready === undefined;
  let stopped = false;
  let woken = false;
  let endNap = () => {};
  let failures = 0;

  async function work(): Promise<void> {
    while (!stopped) {
      woken = false;
      try {
        open ||= (await ready?.()) ?? true;
        if (!open) {
          await nap(pauseMs, false);
          continue;
        }
        const moved = await relayOnce(db, client);
        failures = 0;
        if (moved < batchRows && !woken) await nap(pollMs);
      } catch (error) {
        const pause = Math.min(pauseMs * 2 ** failures++, 30_000);
        const why = error instanceof Error ? error.message : String(error);
        logger.warn({ why, pauseMs: pause }, "Events could not be sent to the Inngest server; they wait in the outbox");
        // Not to be woken: a server that is down is not asked again for every event that comes in.
        await nap(pause, false);
      }
    }
  }

  function nap(ms: number, wakeable = true): Promise<void> {
    if (stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endNap = () => {
        if (!wakeable && !stopped) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const working = work();
  return {
    wake() {
      woken = true;
      endNap();
    },
    async stop() {
      stopped = true;
      endNap();
      await working;
    },
  };
}

/** Sends one batch, oldest first, and answers how many events left the outbox. Throws when the server cannot be had now. */
export function relayOnce(db: Db, client: Client): Promise<number> {
  return inTransaction(db, async (trx) => {
    const rows = await takeOutbox(trx, batchRows);
    for (const part of inParts(rows)) await sendOrRefuse(trx, client, part);
    return rows.length;
  });
}

async function sendOrRefuse(trx: Db, client: Client, rows: OutboxRow[]): Promise<void> {
  const refusal = await send(client, rows);
  if (refusal === undefined) return removeFromOutbox(trx, rows);
  const [row, ...others] = rows;
  if (row && others.length === 0) return refuseInOutbox(trx, row, refusal);
  // One bad event spoils a request: each on its own, so that the others go.
  for (const each of rows) await sendOrRefuse(trx, client, [each]);
}

/** The server's words when it will never take these events; undefined when it did. */
async function send(client: Client, rows: OutboxRow[]): Promise<string | undefined> {
  try {
    await client.send(rows.map(({ event }) => event));
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : "";
    const status = Number(/^Inngest API Error: (\d{3})/.exec(words)?.[1]);
    if (refusals.includes(status)) return words;
    throw error;
  }
}

function inParts(rows: OutboxRow[]): OutboxRow[][] {
  const parts: OutboxRow[][] = [];
  let room = 0;
  for (const row of rows) {
    const bytes = Buffer.byteLength(JSON.stringify(row.event));
    if (bytes > room || parts.length === 0) {
      parts.push([]);
      room = batchBytes;
    }
    parts.at(-1)?.push(row);
    room -= bytes;
  }
  return parts;
}
