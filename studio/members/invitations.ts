import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { findUserByEmail, insertUser } from "#db/queries/accounts.ts";
import {
  claimInvitation,
  findInvitationByToken,
  type Invitation,
  insertInvitation,
  listOpenInvitations,
  lockOpenInvitation,
  renewInvitation,
  revokeInvitationRow,
  writeAccepter,
} from "#db/queries/invitations.ts";
import { forgetMails } from "#db/queries/mails.ts";
import { findMemberByEmail, getMember, insertMember, lockMembers } from "#db/queries/members.ts";
import { countTry } from "#db/queries/throttles.ts";
import { getWorkspaceRow } from "#db/queries/workspaces.ts";
import { asOwner } from "#db/scope.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { readAccess, readActor } from "./access.ts";
import { invitationLetter, postLetter } from "./letters.ts";
import { type Doer, type Member, requirePermission } from "./permissions.ts";

const days = 7;
/** More in an hour than any team invites by hand; a workspace must not become a way to mail strangers. */
const mostPerHour = 60;

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(200, "Keep the address below 200 characters")
  .pipe(z.email("Write the address in full, like ada@example.com"));

/** Where an invitation's link leads; the web knows its own addresses. */
export type LinkTo = (token: string) => string;

/** Invites somebody by mail, with what they may do once they come. `asked` is the address beside `accessInput`. */
export function invite(
  db: Db,
  { member: actor, by }: Doer,
  asked: Record<string, unknown>,
  linkTo: LinkTo,
  now = new Date(),
): Promise<string> {
  return inTransaction(db, async (trx) => {
    await lockMembers(trx, actor.workspaceId);
    const acting = await readActor(trx, actor);
    requirePermission(acting, "member.invite");
    const { email: typed, ...rest } = asked;
    const address = z.object({ email }).parse({ email: typed }).email;
    const access = await readAccess(trx, acting, rest);
    const member = await findMemberByEmail(trx, actor.workspaceId, address);
    if (member) throw new Refused("already-member", `${member.name} is in the workspace already.`, "email");
    await clearTheWay(trx, acting, address, now);
    await requireCalm(trx, actor.workspaceId);
    const [token, tokenHash] = makeToken();
    const about = { workspaceId: actor.workspaceId, email: address, tokenHash, invitedBy: actor.userId };
    const id = await insertInvitation(trx, { ...about, ...access, expiresAt: inAWeek(now) });
    const invitation = await lockOpenInvitation(trx, actor.workspaceId, id);
    await mail(trx, invitation, linkTo(token));
    const { role, narrowed, brandRoles } = invitation;
    await recordAct(trx, by, {
      act: "member.invited",
      subject: subjectOf(invitation),
      after: { role, narrowed, brandRoles },
    });
    return id;
  });
}

/** Sends an invitation again, under a new link for another week; the old link is dead. */
export function resendInvitation(
  db: Db,
  { member: actor, by }: Doer,
  id: string,
  linkTo: LinkTo,
  now = new Date(),
): Promise<Invitation> {
  return inTransaction(db, async (trx) => {
    const acting = await readActor(trx, actor);
    requirePermission(acting, "member.invite");
    const invitation = await lockOpenInvitation(trx, actor.workspaceId, id);
    if (invitation.role === "owner" && acting.role !== "owner") {
      throw new Refused("owner-only", "Only an owner makes somebody an owner. Ask one of them.");
    }
    await requireCalm(trx, actor.workspaceId);
    const [token, tokenHash] = makeToken();
    await renewInvitation(trx, actor.workspaceId, id, { tokenHash, expiresAt: inAWeek(now), sentAt: now });
    await mail(trx, invitation, linkTo(token));
    await recordAct(trx, by, { act: "invitation.resent", subject: subjectOf(invitation) });
    return invitation;
  });
}

/** Takes an invitation back; its link is dead from now on. */
export function revokeInvitation(
  db: Db,
  { member: actor, by }: Doer,
  id: string,
  now = new Date(),
): Promise<Invitation> {
  return inTransaction(db, async (trx) => {
    requirePermission(await readActor(trx, actor), "member.invite");
    const invitation = await lockOpenInvitation(trx, actor.workspaceId, id);
    await revokeInvitationRow(trx, actor.workspaceId, id, actor.userId, now);
    await forgetMails(trx, "invitation", invitation.email, actor.workspaceId);
    await recordAct(trx, by, { act: "invitation.revoked", subject: subjectOf(invitation) });
    return invitation;
  });
}

export type OpenInvitation = Invitation & { workspaceName: string; hasAccount: boolean };

/** What the link opens. Throws Refused with what became of it when it cannot be accepted any more. */
export async function openInvitation(db: Db, token: string, now = new Date()): Promise<OpenInvitation> {
  const invitation = await findInvitationByToken(db, hashOf(token));
  const refusal = whyNotOpen(invitation, now);
  if (!invitation || refusal) throw refusal;
  return { ...invitation, hasAccount: (await findUserByEmail(db, invitation.email)) !== undefined };
}

/** Who accepts: somebody with an account, signed in; or somebody new. `verified`: the link came by mail, so the address is theirs. */
export type Accepter = { userId: string; email: string } | { name: string; passwordHash: string; verified: boolean };

/** Lets the person in, once: of two who follow the link at once, one. Answers who they are and where they are now. */
export function acceptInvitation(
  db: Db,
  token: string,
  accepter: Accepter,
  from: Pick<Actor, "address" | "userAgent">,
  now = new Date(),
): Promise<{ userId: string; workspaceId: string; email: string }> {
  return inTransaction(db, async (trx) => {
    const invitation = await openInvitation(trx, token, now);
    const { id, workspaceId, email: address, role, narrowed, brandRoles } = invitation;
    await lockMembers(trx, workspaceId);
    if (!(await claimInvitation(trx, workspaceId, id, now))) throw over("accepted");
    const userId = await findOrMake(trx, address, accepter);
    const member = await findMemberByEmail(trx, workspaceId, address);
    if (member) throw new Refused("already-member", "You are in this workspace already. Sign in and go on.");
    const brands = Object.entries(brandRoles).map(([brandId, roleThere]) => ({ brandId, role: roleThere }));
    await insertMember(trx, workspaceId, userId, { role, narrowed, brands });
    await writeAccepter(trx, workspaceId, id, userId);
    await forgetMails(trx, "invitation", address, workspaceId);
    const { name } = await getMember(trx, workspaceId, userId);
    const by = { workspaceId, kind: "user" as const, id: userId, name, ...from };
    const after = { role, narrowed, brandRoles };
    await recordAct(trx, by, { act: "member.joined", subject: { kind: "member", id: userId, name: address }, after });
    return { userId, workspaceId, email: address };
  });
}

async function findOrMake(trx: Trx, address: string, accepter: Accepter): Promise<string> {
  if ("userId" in accepter) {
    if (accepter.email.toLowerCase() === address) return accepter.userId;
    throw new Refused(
      "not-yours",
      `This invitation is for ${address}, and you are signed in as ${accepter.email}. Sign out, then open the link again.`,
    );
  }
  if (await findUserByEmail(trx, address)) {
    throw new Refused("has-account", `There is an account for ${address}. Sign in with it to join.`);
  }
  return insertUser(trx, { ...accepter, email: address });
}

/** One open invitation to an address: a living one is said, one that has run out makes room. */
async function clearTheWay(trx: Trx, acting: Member, address: string, now: Date): Promise<void> {
  const open = (await listOpenInvitations(trx, acting.workspaceId)).find((each) => each.email === address);
  if (!open) return;
  if (open.expiresAt > now) {
    throw new Refused("already-invited", `${address} has an invitation that is open. Send that one again.`, "email");
  }
  await revokeInvitationRow(trx, open.workspaceId, open.id, acting.userId, now);
}

async function requireCalm(trx: Trx, workspaceId: string): Promise<void> {
  // Tries are counted for people who are in no workspace, too, and are no workspace's to see.
  const tries = await asOwner(trx, (owner) => countTry(owner, `invite:${workspaceId}`, 3600));
  if (tries <= mostPerHour) return;
  throw new Refused("too-many-invitations", `That were ${mostPerHour} invitations within an hour. Go on later.`);
}

async function mail(trx: Trx, invitation: Invitation, link: string): Promise<void> {
  const { workspaceId, email: to, role, inviter } = invitation;
  await forgetMails(trx, "invitation", to, workspaceId);
  const { name: workspace } = await getWorkspaceRow(trx, workspaceId);
  await postLetter(trx, workspaceId, to, invitationLetter({ inviter, workspace, role, link, days }));
}

const subjectOf = ({ id, email: address }: Invitation) => ({ kind: "invitation", id, name: address });

function whyNotOpen(invitation: Invitation | undefined, now: Date): Refused | undefined {
  if (!invitation) return over("unknown");
  if (invitation.acceptedAt) return over("accepted");
  if (invitation.revokedAt) return over("revoked");
  return invitation.expiresAt <= now ? over("expired") : undefined;
}

function over(why: "unknown" | "accepted" | "revoked" | "expired"): Refused {
  const words = {
    unknown: "This link opens no invitation. Ask whoever sent it for a new one.",
    accepted: "This invitation has been used. Sign in with the account that was made with it.",
    revoked: "This invitation was taken back. Ask whoever sent it.",
    expired: `This invitation has run out: they work for ${days} days. Ask whoever sent it for a new one.`,
  };
  return new Refused(`invitation-${why}`, words[why]);
}

function makeToken(): [token: string, hash: string] {
  const token = randomBytes(32).toString("base64url");
  return [token, hashOf(token)];
}

/** A token has 256 bits by chance, so a plain hash is enough: there is nothing to guess. */
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
const inAWeek = (now: Date) => new Date(now.getTime() + days * 86_400_000);
