import type pg from "pg";

/** Anything that runs SQL: a pool, a client inside a transaction, or a caller's own wrapper around one. */
export type Queryable = {
  // biome-ignore lint/suspicious/noExplicitAny: pg's own default row type; every call in this folder names its rows
  query<Row extends pg.QueryResultRow = any>(sql: string, params?: unknown[]): Promise<{ rows: Row[] }>;
};

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection cut between two statements says so here; nobody listening would be the end of the process.
  const noteBroken = (error: Error) => (broken = error);
  client.on("error", noteBroken);
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off("error", noteBroken);
    // A client whose rollback failed is in an unknown state: the pool must not lend it again.
    client.release(broken);
  }
}
