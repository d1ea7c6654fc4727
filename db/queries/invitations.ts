import { type Selectable, sql, type Updateable } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db, Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { BrandRole, InvitationTable } from "../tables/members.ts";
import type { Access } from "./members.ts";

export type Invitation = Omit<Selectable<InvitationTable>, "tokenHash"> & {
  inviter: string | null;
  brandRoles: Record<string, BrandRole>;
};

/** Those that were neither accepted nor revoked, the newest first; expired ones too, since they can be sent again. */
export async function listOpenInvitations(db: Db, workspaceId: string): Promise<Invitation[]> {
  return invitations(db)
    .where("i.workspaceId", "=", workspaceId)
    .where("i.acceptedAt", "is", null)
    .where("i.revokedAt", "is", null)
    .orderBy("i.id", "desc")
    .execute();
}

/** Locked until the transaction ends. Throws NotFound for another workspace's, and for one that is over. */
export async function lockOpenInvitation(trx: Trx, workspaceId: string, id: string): Promise<Invitation> {
  const row = await invitations(trx)
    .where("i.workspaceId", "=", workspaceId)
    .where("i.id", "=", asId("invitation", id))
    .where("i.acceptedAt", "is", null)
    .where("i.revokedAt", "is", null)
    .forUpdate("i")
    .executeTakeFirst();
  if (!row) throw new NotFound("invitation", id);
  return row;
}

/** By the hash of what the link carries, whatever became of it. The token itself is the permission to read it. */
export async function findInvitationByToken(
  db: Db,
  tokenHash: string,
): Promise<(Invitation & { workspaceName: string }) | undefined> {
  return invitations(db)
    .innerJoin("workspaces as w", "w.id", "i.workspaceId")
    .select("w.name as workspaceName")
    .where("i.tokenHash", "=", tokenHash)
    .executeTakeFirst();
}

/** Marks it as used when it still can be, and says whether it could: of two at once, one. */
export async function claimInvitation(trx: Trx, workspaceId: string, id: string, now: Date): Promise<boolean> {
  const claimed = await trx
    .updateTable("invitations")
    .set({ acceptedAt: now })
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .where("acceptedAt", "is", null)
    .where("revokedAt", "is", null)
    .where("expiresAt", ">", now)
    .returning("id")
    .executeTakeFirst();
  return claimed !== undefined;
}

export async function writeAccepter(trx: Trx, workspaceId: string, id: string, userId: string): Promise<void> {
  await changeInvitation(trx, workspaceId, id, { acceptedBy: userId });
}

/** Fails on the unique index when that address has an open one. */
export async function insertInvitation(
  trx: Trx,
  invitation: {
    workspaceId: string;
    email: string;
    tokenHash: string;
    invitedBy: string | null;
    expiresAt: Date;
  } & Access,
): Promise<string> {
  const { brands, ...row } = invitation;
  const { id } = await trx
    .insertInto("invitations")
    .values({ ...row, acceptedBy: null, revokedBy: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { workspaceId } = invitation;
  if (brands.length > 0) {
    await trx
      .insertInto("invitationBrands")
      .values(brands.map(({ brandId, role }) => ({ workspaceId, invitationId: id, brandId, role })))
      .execute();
  }
  return id;
}

/** A new token and a new week: the link sent before stops working. */
export async function renewInvitation(
  trx: Trx,
  workspaceId: string,
  id: string,
  link: { tokenHash: string; expiresAt: Date; sentAt: Date },
): Promise<void> {
  await changeInvitation(trx, workspaceId, id, link);
}

export async function revokeInvitationRow(
  trx: Trx,
  workspaceId: string,
  id: string,
  revokedBy: string | null,
  now: Date,
): Promise<void> {
  await changeInvitation(trx, workspaceId, id, { revokedAt: now, revokedBy });
}

async function changeInvitation(trx: Trx, workspaceId: string, id: string, changes: Updateable<InvitationTable>) {
  await trx
    .updateTable("invitations")
    .set(changes)
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .execute();
}

/** Ends what a person who leaves had still to hand out in this workspace. */
export async function revokeInvitationsBy(trx: Trx, workspaceId: string, invitedBy: string, now: Date): Promise<void> {
  await trx
    .updateTable("invitations")
    .set({ revokedAt: now })
    .where("workspaceId", "=", workspaceId)
    .where("invitedBy", "=", invitedBy)
    .where("acceptedAt", "is", null)
    .where("revokedAt", "is", null)
    .execute();
}

function invitations(db: Db) {
  return db
    .selectFrom("invitations as i")
    .leftJoin("users as u", "u.id", "i.invitedBy")
    .select(["i.id", "i.workspaceId", "i.email", "i.role", "i.narrowed", "i.invitedBy", "i.createdAt", "i.sentAt"])
    .select(["i.expiresAt", "i.acceptedAt", "i.acceptedBy", "i.revokedAt", "i.revokedBy", "u.name as inviter"])
    .select(
      sql<Record<string, BrandRole>>`coalesce((select jsonb_object_agg(b.brand_id, b.role)
        from invitation_brands b where b.invitation_id = i.id), '{}')`.as("brandRoles"),
    );
}
