import { sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db, Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { Role, SelfApproval } from "../tables/accounts.ts";
import type { BrandRole } from "../tables/members.ts";

export type BrandAccess = { brandId: string; role: BrandRole };

/** Somebody's place in a workspace. `brandRoles` is the role by brand id, where it differs or access is narrowed. */
export type Membership = {
  userId: string;
  workspaceId: string;
  workspace: { id: string; name: string; selfApproval: SelfApproval };
  role: Role;
  narrowed: boolean;
  brandRoles: Record<string, BrandRole>;
};

/** Every workspace that a person belongs to, the one they joined first in front. */
export async function listMemberships(db: Db, userId: string): Promise<Membership[]> {
  const rows = await db
    .selectFrom("members as m")
    .innerJoin("workspaces as w", "w.id", "m.workspaceId")
    .select(["m.userId", "m.workspaceId", "w.name", "w.selfApproval", "m.role", "m.narrowed"])
    .select(brandRoles)
    .where("m.userId", "=", userId)
    .orderBy("m.createdAt")
    .orderBy("m.workspaceId")
    .execute();
  return rows.map(({ name, selfApproval, ...row }) => ({
    ...row,
    workspace: { id: row.workspaceId, name, selfApproval },
  }));
}

export type MemberLine = {
  userId: string;
  name: string;
  email: string;
  twoFactorEnabled: boolean;
  role: Role;
  narrowed: boolean;
  brandRoles: Record<string, BrandRole>;
  createdAt: Date;
};

/** Everybody in a workspace, the first who came in front. A workspace is a team; no pages. */
export async function listMembers(db: Db, workspaceId: string): Promise<MemberLine[]> {
  return memberLines(db, workspaceId).orderBy("m.createdAt").orderBy("m.userId").execute();
}

/** Throws NotFound for somebody who is in no workspace, or in another. */
export async function getMember(db: Db, workspaceId: string, userId: string): Promise<MemberLine> {
  const row = await memberLines(db, workspaceId).where("m.userId", "=", userId).executeTakeFirst();
  if (!row) throw new NotFound("member", userId);
  return row;
}

export async function findMemberByEmail(db: Db, workspaceId: string, email: string): Promise<MemberLine | undefined> {
  return memberLines(db, workspaceId).where("u.email", "=", email.toLowerCase()).executeTakeFirst();
}

/** Who changes a workspace's members waits here for whoever is at it, so that two cannot remove the last two owners. */
export async function lockMembers(trx: Trx, workspaceId: string): Promise<void> {
  const row = await trx
    .selectFrom("workspaces")
    .select("id")
    .where("id", "=", workspaceId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound("workspace", workspaceId);
}

export async function countOwners(db: Db, workspaceId: string): Promise<number> {
  const { n } = await db
    .selectFrom("members")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("workspaceId", "=", workspaceId)
    .where("role", "=", "owner")
    .executeTakeFirstOrThrow();
  return n;
}

export type Access = { role: Role; narrowed: boolean; brands: BrandAccess[] };

/** Fails on the primary key when they are in already; a brand of another workspace fails on its foreign key. */
export async function insertMember(trx: Trx, workspaceId: string, userId: string, access: Access): Promise<void> {
  const { role, narrowed } = access;
  await trx.insertInto("members").values({ workspaceId, userId, role, narrowed }).execute();
  await setBrandAccess(trx, workspaceId, userId, access.brands);
}

export async function changeMember(trx: Trx, workspaceId: string, userId: string, access: Access): Promise<void> {
  const { role, narrowed } = access;
  await trx
    .updateTable("members")
    .set({ role, narrowed })
    .where("workspaceId", "=", workspaceId)
    .where("userId", "=", userId)
    .execute();
  await setBrandAccess(trx, workspaceId, userId, access.brands);
}

/** The person keeps their account: they may be in other workspaces. */
export async function deleteMember(trx: Trx, workspaceId: string, userId: string): Promise<void> {
  await trx.deleteFrom("members").where("workspaceId", "=", workspaceId).where("userId", "=", userId).execute();
}

export async function changeSelfApproval(db: Db, workspaceId: string, selfApproval: SelfApproval): Promise<void> {
  await db.updateTable("workspaces").set({ selfApproval }).where("id", "=", workspaceId).execute();
}

async function setBrandAccess(trx: Trx, workspaceId: string, userId: string, brands: BrandAccess[]): Promise<void> {
  await trx.deleteFrom("memberBrands").where("workspaceId", "=", workspaceId).where("userId", "=", userId).execute();
  if (brands.length === 0) return;
  await trx
    .insertInto("memberBrands")
    .values(brands.map(({ brandId, role }) => ({ workspaceId, userId, brandId, role })))
    .execute();
}

function memberLines(db: Db, workspaceId: string) {
  return db
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.userId")
    .select(["m.userId", "u.name", "u.email", "u.twoFactorEnabled", "m.role", "m.narrowed", "m.createdAt"])
    .select(brandRoles)
    .where("m.workspaceId", "=", workspaceId);
}

/** The member's brands and roles there, as one object. */
const brandRoles = sql<Record<string, BrandRole>>`coalesce((select jsonb_object_agg(b.brand_id, b.role)
  from member_brands b where b.workspace_id = m.workspace_id and b.user_id = m.user_id), '{}')`.as("brandRoles");

/** Who wrote or launched the brief that a variant is of, and whether its workspace lets them approve it. */
export async function findAuthors(
  db: Db,
  brandId: string,
  variantId: string,
): Promise<{ workspaceId: string; selfApproval: SelfApproval; authors: string[] }> {
  const row = await db
    .selectFrom("variants as v")
    .innerJoin("briefs as f", "f.id", "v.briefId")
    .innerJoin("brands as b", "b.id", "v.brandId")
    .innerJoin("workspaces as w", "w.id", "b.workspaceId")
    .select(["w.id as workspaceId", "w.selfApproval", "f.createdBy"])
    .select((eb) =>
      eb
        .selectFrom("briefLaunches as l")
        .whereRef("l.briefId", "=", "f.id")
        .select(sql<(string | null)[]>`array_agg(l.launched_by)`.as("launchers"))
        .as("launchers"),
    )
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", asId("variant", variantId))
    .executeTakeFirst();
  if (!row) throw new NotFound("variant", variantId);
  const people = [row.createdBy, ...(row.launchers ?? [])].filter((id) => id !== null);
  return { workspaceId: row.workspaceId, selfApproval: row.selfApproval, authors: [...new Set(people)] };
}
