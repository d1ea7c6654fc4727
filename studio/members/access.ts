import { z } from "zod";
import { Forbidden, Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { findBrandLines } from "#db/queries/accounts.ts";
import { revokeInvitationsBy } from "#db/queries/invitations.ts";
import {
  type Access,
  changeMember,
  countOwners,
  deleteMember,
  getMember,
  lockMembers,
  type MemberLine,
} from "#db/queries/members.ts";
import { inTransaction } from "#db/transaction.ts";
import { changesBetween, recordAct } from "#studio/audit/record.ts";
import { can, type Doer, type Member, requirePermission, roles } from "./permissions.ts";
import { sayRole } from "./words.ts";

const brandRole = z.enum(["admin", "strategist", "reviewer", "publisher", "analyst"], "Choose a role for the brand");

/** What somebody may do: `narrowed` leaves only the brands listed; otherwise a brand listed gives another role there. */
export const accessInput = z
  .strictObject({
    role: z.enum(roles, "Choose a role"),
    narrowed: z.boolean().default(false),
    brands: z
      .array(z.strictObject({ brandId: z.uuid(), role: brandRole }))
      .max(500)
      .default([]),
  })
  .refine(({ narrowed, brands }) => !narrowed || brands.length > 0, {
    error: "Choose at least one brand, or open all of them",
    path: ["brands"],
  })
  .refine(({ role, narrowed, brands }) => role !== "owner" || (!narrowed && brands.length === 0), {
    error: "An owner answers for every brand, so there is nothing to narrow",
    path: ["brands"],
  });

/** Gives a member another role, or other brands. The last owner stays one; only owners make and unmake owners. */
export function changeAccess(
  db: Db,
  { member: actor, by }: Doer,
  userId: string,
  asked: unknown,
  now = new Date(),
): Promise<MemberLine> {
  return inTransaction(db, async (trx) => {
    const [acting, target] = await meet(trx, actor, userId);
    requirePermission(acting, "member.change");
    const access = await readAccess(trx, acting, asked);
    requireReach(acting, target);
    if (target.role === "owner" && access.role !== "owner") await requireAnotherOwner(trx, actor.workspaceId, target);
    await changeMember(trx, actor.workspaceId, userId, access);
    const after = await getMember(trx, actor.workspaceId, userId);
    // What they had still to hand out was handed out with the rights they had.
    const lostSome = target.role === "owner" && after.role !== "owner";
    if (lostSome || !can(memberOf(actor.workspaceId, after), "member.invite")) {
      await revokeInvitationsBy(trx, actor.workspaceId, userId, now);
    }
    const changes = changesBetween(evidence(target), evidence(after));
    if (changes) await recordAct(trx, by, { act: "member.changed", subject: subjectOf(target), ...changes });
    return after;
  });
}

/** Takes somebody out of the workspace; everybody may leave it themselves. The last owner stays. */
export function removeMember(
  db: Db,
  { member: actor, by }: Doer,
  userId: string,
  now = new Date(),
): Promise<MemberLine> {
  return inTransaction(db, async (trx) => {
    const [acting, target] = await meet(trx, actor, userId);
    if (actor.userId !== userId) {
      requirePermission(acting, "member.remove");
      requireReach(acting, target);
    }
    if (target.role === "owner") await requireAnotherOwner(trx, actor.workspaceId, target);
    await revokeInvitationsBy(trx, actor.workspaceId, userId, now);
    await deleteMember(trx, actor.workspaceId, userId);
    const before = evidence(target);
    await recordAct(trx, by, { act: "member.removed", subject: subjectOf(target), before });
    return target;
  });
}

/** What was asked for, once it is whole, of this workspace, and the actor's to give. */
export async function readAccess(db: Db, acting: Member, asked: unknown): Promise<Access> {
  const access = accessInput.parse(asked);
  if (access.role === "owner" && acting.role !== "owner") {
    throw new Forbidden("member.change", "Only an owner makes somebody an owner. Ask one of them.");
  }
  const known = new Set((await findBrandLines(db, acting.workspaceId)).map(({ id }) => id));
  if (access.brands.some(({ brandId }) => !known.has(brandId))) {
    throw new Refused("brand-unknown", "One of these brands is not in the workspace any more. Choose again.", "brands");
  }
  const brands = [...new Map(access.brands.map((brand) => [brand.brandId, brand])).values()];
  return { ...access, brands };
}

/** A row as `can` takes it. */
export function memberOf(
  workspaceId: string,
  line: Pick<MemberLine, "userId" | "role" | "narrowed" | "brandRoles">,
): Member {
  const { userId, role, narrowed, brandRoles } = line;
  return { userId, workspaceId, role, narrowed, brandRoles };
}

/** Both as they are now, under the lock: what the actor could when the page was loaded may be over. */
async function meet(trx: Trx, actor: Member, userId: string): Promise<[Member, MemberLine]> {
  await lockMembers(trx, actor.workspaceId);
  return [await readActor(trx, actor), await getMember(trx, actor.workspaceId, userId)];
}

/** The actor's rights as the database has them now; whoever runs the machine is in no table. */
export async function readActor(db: Db, actor: Member): Promise<Member> {
  if (actor.userId === null) return actor;
  return memberOf(actor.workspaceId, await getMember(db, actor.workspaceId, actor.userId));
}

const subjectOf = ({ userId, name }: MemberLine) => ({ kind: "member", id: userId, name });
const evidence = ({ role, narrowed, brandRoles }: MemberLine) => ({ role, narrowed, brandRoles });

function requireReach(acting: Member, target: MemberLine): void {
  if (target.role === "owner" && acting.role !== "owner") {
    const as = sayRole(acting.role);
    throw new Forbidden("member.change", `${target.name} is an owner, and ${as} cannot change that. Ask an owner.`);
  }
}

async function requireAnotherOwner(trx: Trx, workspaceId: string, target: MemberLine): Promise<void> {
  if ((await countOwners(trx, workspaceId)) > 1) return;
  throw new Refused(
    "last-owner",
    `${target.name} is the only owner, and a workspace needs one. Make somebody else an owner first.`,
    "role",
  );
}
