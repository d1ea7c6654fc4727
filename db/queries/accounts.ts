import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { Refused } from "#config/errors.ts";
import type { Db } from "../database.ts";
import type { Role } from "../tables/accounts.ts";

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
    const userId = randomUUID();
    await trx
      .insertInto("users")
      .values({ id: userId, name: owner.name, email: owner.email, emailVerified: false, image: null })
      .execute();
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
        password: owner.passwordHash,
      })
      .execute();
    const workspace = await trx
      .insertInto("workspaces")
      .values({ name: owner.workspace, slug: `${slugOf(owner.workspace)}-${userId.slice(0, 8)}` })
      .returning("id")
      .executeTakeFirstOrThrow();
    await trx.insertInto("members").values({ workspaceId: workspace.id, userId, role: "owner" }).execute();
    return { userId, workspaceId: workspace.id };
  });
}

export type Membership = { workspace: { id: string; name: string }; role: Role };

/** The workspace a person belongs to; the one they joined first when there are several. */
export async function findMembership(db: Db, userId: string): Promise<Membership | undefined> {
  const row = await db
    .selectFrom("members")
    .innerJoin("workspaces", "workspaces.id", "members.workspaceId")
    .select(["workspaces.id", "workspaces.name", "members.role"])
    .where("members.userId", "=", userId)
    .orderBy("members.createdAt")
    .executeTakeFirst();
  return row && { workspace: { id: row.id, name: row.name }, role: row.role };
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
