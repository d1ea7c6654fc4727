import type pg from "pg";

/** What a statement that was cut throws. */
export class Cut extends Error {}

/**
 * A pool whose statements are counted over all its connections; the one with the number `at` is cut: the connection is
 * gone, either before the statement reached the database, or after it was done and before anybody heard of it.
 */
export function cutPool(pool: pg.Pool, at: number, moment: "before" | "after") {
  let count = 0;
  const cutting = async <T>(client: pg.PoolClient, statement: () => Promise<T>): Promise<T> => {
    const mine = count++ === at;
    if (mine && moment === "before") client.release(true);
    if (mine && moment === "before") throw new Cut();
    const result = await statement();
    if (!mine) return result;
    client.release(true);
    throw new Cut();
  };
  const connect = async () => {
    const client = await pool.connect();
    let gone = false;
    return {
      query: (...args: [string, unknown[]?]) => {
        // Of a connection that is cut nothing more is heard; what it had begun is rolled back by the database.
        if (gone) return Promise.reject(new Cut());
        return cutting(client, () => client.query(...args)).catch((error) => {
          gone ||= error instanceof Cut;
          throw error;
        });
      },
      on: () => {},
      off: () => {},
      release: (broken?: Error) => {
        if (!gone) client.release(broken);
      },
    };
  };
  const query = async (...args: [string, unknown[]?]) => {
    const client = await connect();
    try {
      return await client.query(...args);
    } finally {
      client.release();
    }
  };
  return { pool: { connect, query } as unknown as pg.Pool, statements: () => count };
}
