import { parseArgs } from "node:util";
import { NotFound, Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type ApiKey, listApiKeys } from "#db/queries/api-keys.ts";
import { findBrandBySlug } from "#db/queries/brands.ts";
import { findMemberByEmail, listMembers } from "#db/queries/members.ts";
import type { WorkspaceRow } from "#db/queries/workspaces.ts";
import { createKey, type KeyInput, keyInput, revokeKey } from "#studio/api-keys/keys.ts";
import { isScope, type Scope, scopes } from "#studio/api-keys/scopes.ts";
import { memberOf } from "#studio/members/access.ts";
import { operatorOf } from "#studio/members/permissions.ts";
import { type Desk, type Noun, UsageError } from "./command.ts";
import { getWorkspace, operatorIn } from "./scope.ts";

const options = {
  workspace: { type: "string" },
  name: { type: "string" },
  scope: { type: "string", multiple: true },
  brand: { type: "string", multiple: true },
  for: { type: "string" },
  days: { type: "string" },
} as const;
const scopeUsage = "[--workspace <slug>]";

/** Keys for programs. One that is made here acts for the member that is named, or for the only owner. */
export const keys: Noun = {
  list: {
    usage: scopeUsage,
    does: "Lists the API keys with what they may do and when they were last used",
    run: (args, desk) =>
      withWorkspace(desk, args, 0, async ({ db, workspace }) => {
        for (const key of await listApiKeys(db, workspace.id)) desk.say(sayKey(key));
      }),
  },
  create: {
    usage: `--name <name> --scope <scope|read|all> … [--brand <slug> …] [--for <email>] [--days <n>] ${scopeUsage}`,
    does: "Makes an API key and says it, this once",
    run: (args, desk) =>
      withWorkspace(desk, args, 0, async ({ db, workspace, values }) => {
        const doer = { member: operatorOf(workspace.id), by: operatorIn(workspace.id) };
        const holder = await getHolder(db, workspace, values.for);
        const brandIds = values.brand ? await readBrands(db, workspace.id, values.brand) : null;
        const { name = "", days = null } = values;
        const input: KeyInput = { name, scopes: readScopes(values.scope), brandIds, days };
        const wrong = keyInput.safeParse(input).error?.issues[0];
        if (wrong) throw new UsageError(`${wrong.message}.`);
        const { key, secret } = await createKey(db, doer, holder, input);
        desk.say(secret);
        desk.complain(`Keep it: it is not shown again. ${key.name} acts for ${key.holder}, ${sayEnd(key)}.`);
      }),
  },
  revoke: {
    usage: `<id|start> ${scopeUsage}`,
    does: "Ends an API key at once",
    run: (args, desk) =>
      withWorkspace(desk, args, 1, async ({ db, workspace, typed }) => {
        const doer = { member: operatorOf(workspace.id), by: operatorIn(workspace.id) };
        const named = (await listApiKeys(db, workspace.id)).filter((key) =>
          [key.id, key.start].includes(typed[0] ?? ""),
        );
        const [key, other] = named;
        if (!key) throw new NotFound(`API key ${typed[0]} in ${workspace.name}`);
        if (other) throw new Refused("which-key", `Several keys begin with ${typed[0]}. Name one by its id.`);
        desk.say(`${(await revokeKey(db, doer, key.id)).name} is revoked.`);
      }),
  },
};

type Asked = {
  db: Db;
  workspace: WorkspaceRow;
  typed: string[];
  values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
};

async function withWorkspace(desk: Desk, args: string[], wanted: number, work: (asked: Asked) => Promise<void>) {
  const { positionals: typed, values } = parseArgs({ args, options, allowPositionals: true });
  if (typed.length !== wanted) throw new UsageError(wanted ? "Name one key, and nothing else." : "Name nothing else.");
  return desk.withDatabase(async ({ db }) => {
    const workspace = await getWorkspace(db, values.workspace);
    await work({ db, workspace, typed, values });
    return 0;
  });
}

async function getHolder(db: Db, workspace: WorkspaceRow, email: string | undefined) {
  if (email !== undefined) {
    const member = await findMemberByEmail(db, workspace.id, email);
    if (!member) throw new NotFound(`member ${email} in ${workspace.name}`);
    return { ...memberOf(workspace.id, member), userId: member.userId };
  }
  const [owner, other] = (await listMembers(db, workspace.id)).filter(({ role }) => role === "owner");
  if (!owner || other) throw new UsageError("Say for whom the key acts, with --for <email>.");
  return { ...memberOf(workspace.id, owner), userId: owner.userId };
}

/** `read` is every reading scope, `all` every scope there is. */
function readScopes(typed: string[] = []): Scope[] {
  return typed.flatMap((word): readonly Scope[] => {
    if (word === "all") return scopes;
    if (word === "read") return scopes.filter((scope) => scope.endsWith(":read"));
    if (isScope(word)) return [word];
    throw new UsageError(`There is no scope ${word}. There are: read, all, ${scopes.join(", ")}.`);
  });
}

async function readBrands(db: Db, workspaceId: string, slugs: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const slug of slugs) {
    const brand = await findBrandBySlug(db, workspaceId, slug);
    if (!brand) throw new NotFound(`brand ${slug}`);
    ids.push(brand.id);
  }
  return ids;
}

function sayKey(key: ApiKey): string {
  const used = key.lastUsedAt ? `last used ${key.lastUsedAt.toISOString()}` : "never used";
  return `${key.start}…  ${key.id}  ${key.name}  for ${key.holder ?? "nobody"}  ${sayEnd(key)}  ${used}  ${key.scopes.join(" ")}`;
}

function sayEnd({ revokedAt, expiresAt, gone }: ApiKey): string {
  if (revokedAt) return "revoked";
  if (gone) return "its member left";
  return expiresAt ? `until ${expiresAt.toISOString().slice(0, 10)}` : "without an end";
}
