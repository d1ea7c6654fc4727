import { parseArgs } from "node:util";
import type { Env } from "#config/env.ts";
import { NotFound, Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { findBrandBySlug } from "#db/queries/brands.ts";
import { listOpenInvitations } from "#db/queries/invitations.ts";
import { findMemberByEmail, listMembers, type MemberLine } from "#db/queries/members.ts";
import { removeSecondFactor } from "#db/queries/sessions.ts";
import type { WorkspaceRow } from "#db/queries/workspaces.ts";
import { recordAct } from "#studio/audit/record.ts";
import { changeAccess, removeMember } from "#studio/members/access.ts";
import { invite } from "#studio/members/invitations.ts";
import { type Doer, operatorOf } from "#studio/members/permissions.ts";
import { type Desk, type Noun, UsageError } from "./command.ts";
import { getWorkspace, operatorIn } from "./scope.ts";

const options = {
  workspace: { type: "string" },
  role: { type: "string" },
  brand: { type: "string", multiple: true },
} as const;
const scopeUsage = "[--workspace <slug>]";

/** Whoever runs the machine may do what an owner may; the audit says that it was they. */
export const members: Noun = {
  list: {
    usage: scopeUsage,
    does: "Lists who is in the workspace, and who is invited",
    run: (args, desk) =>
      withWorkspace(desk, args, 0, async ({ db, workspace }) => {
        for (const line of await listMembers(db, workspace.id))
          desk.say(`${line.email}  ${line.name}  ${sayAccess(line)}`);
        for (const { email, role, expiresAt } of await listOpenInvitations(db, workspace.id)) {
          desk.say(`${email}  invited  ${role}, until ${expiresAt.toISOString().slice(0, 10)}`);
        }
      }),
  },
  invite: {
    usage: `<email> --role <role> [--brand <slug> …] ${scopeUsage}`,
    does: "Invites somebody; with brands, to those only",
    run: (args, desk) =>
      withWorkspace(desk, args, 1, async ({ db, workspace, doer, typed, values }) => {
        const links: string[] = [];
        const linkTo = (token: string) => {
          links.push(`${publicUrlOf(desk.env)}/invitations/${token}`);
          return links.at(-1) ?? "";
        };
        const access = await readAccess(db, workspace.id, values.role, values.brand);
        await invite(db, doer, { email: typed[0], ...access }, linkTo);
        desk.say(`${typed[0]} is invited to ${workspace.name}. The letter goes out while the studio runs.`);
        if (!desk.env.source.SMTP_URL) desk.say(`No mail is sent here. The link, once, for a week: ${links[0]}`);
      }),
  },
  role: {
    usage: `<email> --role <role> [--brand <slug> …] ${scopeUsage}`,
    does: "Gives a member another role; with brands, on those only",
    run: (args, desk) =>
      withWorkspace(desk, args, 1, async ({ db, workspace, doer, typed, values }) => {
        const member = await getMember(db, workspace, typed[0]);
        const access = await readAccess(db, workspace.id, values.role, values.brand);
        const after = await changeAccess(db, doer, member.userId, access);
        desk.say(`${after.email} is now ${sayAccess(after)}.`);
      }),
  },
  remove: {
    usage: `<email> ${scopeUsage}`,
    does: "Takes a member out of the workspace; their account stays",
    run: (args, desk) =>
      withWorkspace(desk, args, 1, async ({ db, workspace, doer, typed }) => {
        const { email } = await removeMember(db, doer, (await getMember(db, workspace, typed[0])).userId);
        desk.say(`${email} is out of ${workspace.name}.`);
      }),
  },
  "second-factor-off": {
    usage: `<email> ${scopeUsage}`,
    does: "For somebody who lost phone and recovery codes: a password is enough again, and every session ends",
    run: (args, desk) =>
      withWorkspace(desk, args, 1, async ({ db, workspace, doer, typed }) => {
        const { userId, email, name, twoFactorEnabled } = await getMember(db, workspace, typed[0]);
        if (!twoFactorEnabled) throw new Refused("no-second-factor", `${email} has no second factor.`);
        await removeSecondFactor(db, userId, (trx) =>
          recordAct(trx, doer.by, { act: "two-factor.changed", subject: { kind: "member", id: userId, name } }),
        );
        desk.say(`${email} signs in with a password alone, and is signed out everywhere.`);
      }),
  },
};

type Asked = {
  db: Db;
  workspace: WorkspaceRow;
  doer: Doer;
  typed: string[];
  values: { role?: string | undefined; brand?: string[] | undefined };
};

async function withWorkspace(desk: Desk, args: string[], wanted: number, work: (asked: Asked) => Promise<void>) {
  const { positionals: typed, values } = parseArgs({ args, options, allowPositionals: true });
  if (typed.length !== wanted)
    throw new UsageError(wanted ? "Name one address, and nothing else." : "Name nothing else.");
  return desk.withDatabase(async ({ db }) => {
    const workspace = await getWorkspace(db, values.workspace);
    const doer = { member: operatorOf(workspace.id), by: operatorIn(workspace.id) };
    await work({ db, workspace, doer, typed, values });
    return 0;
  });
}

async function getMember(db: Db, workspace: WorkspaceRow, email = ""): Promise<MemberLine> {
  const member = await findMemberByEmail(db, workspace.id, email);
  if (!member) throw new NotFound(`member ${email} in ${workspace.name}`);
  return member;
}

async function readAccess(db: Db, workspaceId: string, role: string | undefined, slugs: string[] = []) {
  if (role === undefined) throw new UsageError("Say as what, with --role <role>.");
  const brands: { brandId: string; role: string }[] = [];
  for (const slug of slugs) {
    const brand = await findBrandBySlug(db, workspaceId, slug);
    if (!brand) throw new NotFound(`brand ${slug}`);
    brands.push({ brandId: brand.id, role });
  }
  return { role, narrowed: brands.length > 0, brands };
}

function sayAccess({ role, narrowed, brandRoles }: MemberLine): string {
  const count = Object.keys(brandRoles).length;
  return narrowed ? `${role}, on ${count === 1 ? "one brand" : `${count} brands`} only` : role;
}

function publicUrlOf({ publicUrl, host, port }: Env): string {
  return publicUrl ?? `http://${host === "0.0.0.0" ? "localhost" : host}:${port}`;
}
