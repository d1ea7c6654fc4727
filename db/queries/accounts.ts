import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { Refused } from "#config/errors.ts";
import type { Db, Trx } from "../database.ts";

export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** Makes the first person, their password and their workspace, or nothing. Two at once: the second is refused. */
export async function addOwner(
  db: Db,
  owner: { name: string; email: string; passwordHash: string; workspace: string },
): Promise<{ userId: string; workspaceId: string }> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('troupe-first-owner'))`.execute(trx);
    if (await hasUsers(trx)) {
      throw new Refused("owner-exists", "This studio has an owner already. Sign in, or ask them to let you in.");
    }
    const userId = await insertUser(trx, owner);
    const workspace = await trx
      .insertInto("workspaces")
      .values({ name: owner.workspace, slug: `${slugOf(owner.workspace)}-${userId.slice(0, 8)}` })
      .returning("id")
      .executeTakeFirstOrThrow();
    await trx.insertInto("members").values({ workspaceId: workspace.id, userId, role: "owner" }).execute();
    return { userId, workspaceId: workspace.id };
  });
}

/** A person with a password. `verified` says that the address is known to be theirs. */
export async function insertUser(
  trx: Trx,
  user: { name: string; email: string; passwordHash: string; verified?: boolean },
): Promise<string> {
  const userId = randomUUID();
  const { name, email, passwordHash, verified = false } = user;
  await trx.insertInto("users").values({ id: userId, name, email, emailVerified: verified, image: null }).execute();
  await trx
    .insertInto("credentials")
    .values({
      id: randomUUID(),
      accountId: userId,
      providerId: "credential",
      userId,
      accessToken: null,
      refreshToken: null,
      idToken: null,
      accessTokenExpiresAt: null,
      refreshTokenExpiresAt: null,
      scope: null,
      password: passwordHash,
    })
    .execute();
  return userId;
}

export type UserLine = { id: string; name: string; email: string; emailVerified: boolean; twoFactorEnabled: boolean };

export async function findUserByEmail(db: Db, email: string): Promise<UserLine | undefined> {
  return db
    .selectFrom("users")
    .select(["id", "name", "email", "emailVerified", "twoFactorEnabled"])
    .where("email", "=", email.toLowerCase())
    .executeTakeFirst();
}

export type BrandLine = { id: string; slug: string; name: string; zone: string };

/** The workspace's brands in use, by name: what the switcher offers. A workspace has few; no pages. */
export async function findBrandLines(db: Db, workspaceId: string): Promise<BrandLine[]> {
  return db
    .selectFrom("brands")
    .select(["id", "slug", "name", "zone"])
    .where("workspaceId", "=", workspaceId)
    .where("archivedAt", "is", null)
    .orderBy("name")
    .execute();
}

export async function renameUser(db: Db, userId: string, name: string): Promise<void> {
  await db.updateTable("users").set({ name, updatedAt: new Date() }).where("id", "=", userId).execute();
}

export async function renameWorkspace(db: Db, workspaceId: string, name: string): Promise<void> {
  await db.updateTable("workspaces").set({ name }).where("id", "=", workspaceId).execute();
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return slug.slice(0, 40) || "workspace";
}

/** Ends every session and takes back every link that lets somebody in: for rows that come from the past. */
export async function forgetEntries(db: Db): Promise<void> {
  await db.deleteFrom("sessions").execute();
  await db.deleteFrom("verifications").execute();
}
