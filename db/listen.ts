import pg from "pg";

/** How soon a broken connection is opened again, in milliseconds. */
const reopenMs = 1000;

/**
 * Hears what is notified on a channel, over a connection of its own. When that breaks it is opened again each second until
 * it holds, and `hear` is called once without words, because something may have been missed. `prepare` runs on every
 * connection before it listens, `lost` when one breaks.
 */
export async function listenTo(
  connectionString: string,
  channel: string,
  hear: (words: string | undefined) => void,
  { prepare, lost }: { prepare?: (client: pg.Client) => Promise<unknown>; lost?: () => void } = {},
): Promise<{ stop(): Promise<void> }> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function open(): Promise<void> {
    const fresh = new pg.Client(connectionString);
    fresh.on("notification", ({ payload }) => hear(payload));
    fresh.on("error", () => lose(fresh));
    fresh.on("end", () => lose(fresh));
    client = fresh;
    try {
      await fresh.connect();
      await prepare?.(fresh);
      await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
      if (stopped) await fresh.end();
    } catch (error) {
      client = undefined;
      fresh.end().catch(() => undefined);
      throw error;
    }
  }

  function lose(broken: pg.Client): void {
    if (stopped || client !== broken) return;
    client = undefined;
    lost?.();
    reopenSoon();
  }

  function reopenSoon(): void {
    timer = setTimeout(() => {
      open().then(
        () => hear(undefined),
        () => !stopped && reopenSoon(),
      );
    }, reopenMs);
    timer.unref();
  }

  await open();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
