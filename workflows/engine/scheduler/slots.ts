/** How many calls may go on at once now, and how many at most. */
export type SlotState = { allowed: number; most: number };

export type Slots = {
  /** Waits for a slot. False when the engine stops first: then there is nothing to give back. */
  take(): Promise<boolean>;
  give(): void;
  /** Runs a statement whose time tells how the database is doing. */
  timed<T>(statement: () => Promise<T>): Promise<T>;
  /** Whether such a statement is under way. */
  isAsking(): boolean;
  /** Judges what was seen since the last time; `poolIsShort`: somebody waits for a connection. */
  judge(poolIsShort: boolean): void;
  state(): SlotState;
  /** For how long the one that has waited longest has had no slot, in milliseconds. */
  oldestWaitMs(): number;
  close(): void;
};

/** A claim takes 1 to 3 ms; one that takes this long is waiting for a database that has too much to do. */
export const SLOW_MS = 250;

/**
 * Back-pressure: as many slots as the queue has workers while the database is quick; half as many after every moment
 * in which most statements were slow, or one hangs, or the pool was out of connections twice running; one more after
 * every good moment. Never less than one, so that work always goes on and its speed is seen.
 */
export function createSlots(most: number, slowMs = SLOW_MS): Slots {
  let allowed = most;
  let taken = 0;
  let closed = false;
  let wasShort = false;
  let seen = { quick: 0, slow: 0 };
  const underWay = new Set<number>();
  const waiting: { since: number; start: (go: boolean) => void }[] = [];

  const startWaiting = () => {
    while (taken < allowed) {
      const next = waiting.shift();
      if (!next) return;
      taken++;
      next.start(true);
    }
  };

  return {
    take() {
      if (closed) return Promise.resolve(false);
      if (taken < allowed) {
        taken++;
        return Promise.resolve(true);
      }
      return new Promise((start) => waiting.push({ since: performance.now(), start }));
    },
    give() {
      taken--;
      startWaiting();
    },
    async timed(statement) {
      // Told apart by when they began; two that began in the same microsecond are as good as one.
      const began = performance.now();
      underWay.add(began);
      try {
        return await statement();
      } finally {
        underWay.delete(began);
        if (performance.now() - began > slowMs) seen.slow++;
        else seen.quick++;
      }
    },
    isAsking: () => underWay.size > 0,
    judge(poolIsShort) {
      const hangs = [...underWay].some((began) => performance.now() - began > slowMs);
      const slow = hangs || seen.slow > seen.quick || (poolIsShort && wasShort);
      const quick = seen.quick > 0;
      seen = { quick: 0, slow: 0 };
      wasShort = poolIsShort;
      if (slow) allowed = Math.max(1, Math.floor(allowed / 2));
      else if (quick) allowed = Math.min(most, allowed + 1);
      startWaiting();
    },
    state: () => ({ allowed, most }),
    oldestWaitMs: () => (waiting[0] ? performance.now() - waiting[0].since : 0),
    close() {
      closed = true;
      for (const { start } of waiting.splice(0)) start(false);
    },
  };
}
