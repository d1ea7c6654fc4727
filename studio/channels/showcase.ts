import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import {
  type Connection,
  countLivingPosts,
  getConnection,
  insertConnection,
  listConnections,
  markDisconnected,
} from "#db/queries/connections.ts";
import { removeCredential } from "#db/queries/credentials.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";

export const showcaseAccount = z.object({
  handle: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{1,39}$/, "An address has 2 to 40 small letters, digits and dashes"),
  name: z.string().trim().min(2, "Give the account a name of at least 2 characters").max(60),
});

/** Opens the brand's public Showcase at `/showcase/<handle>`. Refused: `handle-taken`. */
export async function openShowcase(
  db: Db,
  brandId: string,
  by: Actor,
  account: z.input<typeof showcaseAccount>,
): Promise<Connection> {
  const { handle, name } = showcaseAccount.parse(account);
  return inTransaction(db, async (trx) => {
    const made = await insertConnection(trx, brandId, { channel: "showcase", handle, name, settings: {} });
    if (!made)
      throw new Refused("handle-taken", `The address /showcase/${handle} is taken. Choose another one.`, "handle");
    await recordAct(trx, by, {
      act: "connection.opened",
      subject: subjectOf(made),
      after: { channel: "showcase", handle },
    });
    return made;
  });
}

/** The brand's Showcase, opened when it has none: under its slug or, where that is taken, the slug with a number. */
export async function ensureShowcase(db: Db, brand: { id: string; slug: string; name: string }): Promise<Connection> {
  const [open] = (await listConnections(db, brand.id)).filter((connection) => connection.channel === "showcase");
  if (open) return open;
  for (let n = 1; ; n++) {
    const handle = n === 1 ? brand.slug : `${brand.slug}-${n}`;
    const made = await insertConnection(db, brand.id, { channel: "showcase", handle, name: brand.name, settings: {} });
    if (made) return made;
  }
}

/** Disconnects an account. What is out stays out, but for a Showcase, which is closed to the public. Refused (`posts-planned`) while posts are planned on it. */
export async function disconnect(db: Db, brandId: string, by: Actor, connectionId: string): Promise<void> {
  const connection = await getConnection(db, brandId, connectionId);
  const planned = await countLivingPosts(db, brandId, connection.id);
  if (planned > 0) {
    const posts = planned === 1 ? "One post is" : `${planned} posts are`;
    throw new Refused(
      "posts-planned",
      `${posts} planned on ${connection.name}. Move or withdraw them, then disconnect.`,
    );
  }
  await inTransaction(db, async (trx) => {
    await removeCredential(trx, brandId, connection.id);
    await markDisconnected(trx, brandId, connection.id);
    const { channel, handle } = connection;
    await recordAct(trx, by, { act: "connection.closed", subject: subjectOf(connection), before: { channel, handle } });
  });
}

function subjectOf({ id, name, brandId }: Connection) {
  return { kind: "connection", id, name, brandId };
}
