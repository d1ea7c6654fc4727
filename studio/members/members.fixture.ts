import { randomUUID } from "node:crypto";
import type { Db } from "#db/database.ts";
import { listMails } from "#db/queries/mails.ts";
import { getMember } from "#db/queries/members.ts";
import type { Role } from "#db/tables/accounts.ts";
import type { BrandRole } from "#db/tables/members.ts";
import { memberOf } from "./access.ts";
import type { Doer } from "./permissions.ts";

/** Another person in a workspace, with a role, narrowed to brands when some are given. */
export async function addMember(
  db: Db,
  workspaceId: string,
  role: Role,
  { name = "Maja", brands }: { name?: string; brands?: Record<string, BrandRole> } = {},
): Promise<Doer & { userId: string; email: string }> {
  const userId = randomUUID();
  const email = `${name.toLowerCase()}-${userId.slice(0, 8)}@nordlys.test`;
  await db.insertInto("users").values({ id: userId, name, email, emailVerified: true, image: null }).execute();
  await db
    .insertInto("members")
    .values({ workspaceId, userId, role, narrowed: brands !== undefined })
    .execute();
  for (const [brandId, roleThere] of Object.entries(brands ?? {})) {
    await db.insertInto("memberBrands").values({ workspaceId, userId, brandId, role: roleThere }).execute();
  }
  return { ...(await doerOf(db, workspaceId, userId)), userId, email };
}

/** Somebody at a browser, with what they may do. */
export async function doerOf(db: Db, workspaceId: string, userId: string): Promise<Doer> {
  const line = await getMember(db, workspaceId, userId);
  const from = { address: "10.0.0.1", userAgent: "Test" };
  return {
    member: memberOf(workspaceId, line),
    by: { workspaceId, kind: "user", id: userId, name: line.name, ...from },
  };
}

export const linkTo = (token: string) => `https://studio.test/invitations/${token}`;

/** The token of the newest letter to somebody, as they would find it in their mailbox. */
export async function readToken(db: Db, workspaceId: string, recipient: string): Promise<string> {
  const mails = await listMails(db, workspaceId, { limit: 50 });
  const text = mails.find((mail) => mail.recipient === recipient && mail.text)?.text ?? "";
  const token = /\/invitations\/([\w-]+)/.exec(text)?.[1];
  if (!token) throw new Error(`No letter to ${recipient} has a link`);
  return token;
}
