import type { Selectable } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db, type Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { ConnectionTable } from "../tables/posts.ts";

export type Connection = Selectable<ConnectionTable>;

/** The brand's connection, disconnected ones too: posts keep pointing at them. */
export async function getConnection(db: Db, brandId: string, id: string): Promise<Connection> {
  return db
    .selectFrom("connections")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("id", "=", asId("connection", id))
    .executeTakeFirstOrThrow(() => new NotFound("connection", id));
}

/** The brand's live connections, oldest first; a brand has a handful, so there are no pages. */
export async function listConnections(db: Db, brandId: string): Promise<Connection[]> {
  return db
    .selectFrom("connections")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("disconnectedAt", "is", null)
    .orderBy("id")
    .execute();
}

/**
 * The connection, locked until the transaction ends: who plans on it waits for whoever is planning on it, so that two
 * posts never take one slot. Undefined when it is not there, not the brand's, or disconnected.
 */
export async function lockLiveConnection(trx: Trx, brandId: string, id?: string): Promise<Connection | undefined> {
  return trx
    .selectFrom("connections")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("disconnectedAt", "is", null)
    .$if(id !== undefined, (query) => query.where("id", "=", asId("connection", id as string)))
    .orderBy("id")
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
}

/** Undefined when the handle is taken on that channel. */
export async function insertConnection(
  db: Db,
  brandId: string,
  connection: { channel: string; handle: string; name: string; settings: object },
): Promise<Connection | undefined> {
  return db
    .insertInto("connections")
    .values({ ...connection, brandId, settings: asJson(connection.settings) })
    .onConflict((conflict) => conflict.columns(["channel", "handle"]).where("disconnectedAt", "is", null).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function markDisconnected(db: Db, brandId: string, id: string): Promise<void> {
  await db
    .updateTable("connections")
    .set({ disconnectedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("connection", id))
    .where("disconnectedAt", "is", null)
    .execute();
}

/** How many posts of the connection are planned or on their way. */
export async function countLivingPosts(db: Db, brandId: string, connectionId: string): Promise<number> {
  const row = await db
    .selectFrom("posts")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("brandId", "=", brandId)
    .where("connectionId", "=", connectionId)
    .where("state", "not in", ["published", "failed", "withdrawn"])
    .executeTakeFirstOrThrow();
  return row.n;
}
