import type { Queryable } from "./database.ts";

export type DatabaseTime = {
  now(): Date;
  /** Asks the database again what time it is. */
  sync(db: Queryable): Promise<void>;
};

/**
 * The database's time as this process last read it, carried on by the monotonic clock. The engine knows no other:
 * processes on one database agree on it, and setting this machine's clock neither hurries nor holds up anything.
 */
export function createDatabaseTime(): DatabaseTime {
  let offset = Date.now() - performance.now();
  let precision = Number.POSITIVE_INFINITY;
  return {
    now: () => new Date(performance.now() + offset),
    async sync(db) {
      const asked = performance.now();
      const { rows } = await db.query<{ at: number }>(
        "select (extract(epoch from clock_timestamp()) * 1000)::float8 as at",
      );
      const trip = performance.now() - asked;
      const read = Number(rows[0]?.at) - (asked + trip / 2);
      // A slow answer says little about when it was given: it counts only if it cannot be explained by the way it took.
      if (trip > precision && Math.abs(read - offset) <= trip / 2) return;
      offset = read;
      precision = trip;
    },
  };
}
