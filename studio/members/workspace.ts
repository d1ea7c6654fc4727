import { z } from "zod";
import type { Db } from "#db/database.ts";
import { renameWorkspace as writeName } from "#db/queries/accounts.ts";
import { changeSelfApproval, lockMembers } from "#db/queries/members.ts";
import { getWorkspaceRow } from "#db/queries/workspaces.ts";
import { inTransaction } from "#db/transaction.ts";
import { recordAct } from "#studio/audit/record.ts";
import { readActor } from "./access.ts";
import { type Doer, requirePermission } from "./permissions.ts";

const name = z.string().trim().min(1, "A name has at least one letter").max(80, "Keep the name below 80 characters");
const rule = z.enum(["always", "alone", "never"], "Choose who may approve their own work");

export function renameWorkspace(db: Db, { member, by }: Doer, asked: { workspaceName: unknown }): Promise<void> {
  return inTransaction(db, async (trx) => {
    requirePermission(await readActor(trx, member), "workspace.rename");
    const { workspaceName } = z.object({ workspaceName: name }).parse(asked);
    const before = await getWorkspaceRow(trx, member.workspaceId);
    if (before.name === workspaceName) return;
    await writeName(trx, member.workspaceId, workspaceName);
    const subject = { kind: "workspace", id: member.workspaceId, name: workspaceName };
    const change = { before: { name: before.name }, after: { name: workspaceName } };
    await recordAct(trx, by, { act: "workspace.renamed", subject, ...change });
  });
}

/** Says when people may approve what came of their own brief. */
export function setSelfApproval(db: Db, { member, by }: Doer, asked: { selfApproval: unknown }): Promise<void> {
  return inTransaction(db, async (trx) => {
    await lockMembers(trx, member.workspaceId);
    requirePermission(await readActor(trx, member), "settings.security");
    const { selfApproval } = z.object({ selfApproval: rule }).parse(asked);
    const before = await getWorkspaceRow(trx, member.workspaceId);
    if (before.selfApproval === selfApproval) return;
    await changeSelfApproval(trx, member.workspaceId, selfApproval);
    const subject = { kind: "workspace", id: member.workspaceId, name: before.name };
    const change = { before: { selfApproval: before.selfApproval }, after: { selfApproval } };
    await recordAct(trx, by, { act: "workspace.changed", subject, ...change });
  });
}
