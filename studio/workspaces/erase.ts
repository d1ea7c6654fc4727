import { NotFound, Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { findAuditHead } from "#db/queries/audit.ts";
import {
  eraseOwnedRows,
  eraseUsers,
  listBrandIds,
  listMembersOfNothingElse,
  lockWorkspace,
} from "#db/queries/workspace-rows.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { type Actor, machineChain } from "../audit/actor.ts";
import { recordAct } from "../audit/record.ts";
import { type Member, requirePermission } from "../members/permissions.ts";

/** `eraseRuns` removes what the engine keeps of a workspace, in the transaction that is given. */
export type Eraser = { db: Db; files: FileStore; eraseRuns(trx: Trx, workspaceId: string): Promise<void> };

/**
 * Deletes a workspace with everything in it: rows, files, workflows, and people who are in no other workspace. `typed` is
 * its name, written out by whoever wants this. What remains is one entry in the machine's audit: whose it was, how many
 * rows there were, and the head of its own chain. Refused: `name-wrong`. Files go after the rows; those that a crash
 * leaves behind are of no brand any more, and the next pruning finds them.
 */
export async function eraseWorkspace(
  { db, files, eraseRuns }: Eraser,
  { member, by }: { member: Member; by: Actor },
  typed: string,
): Promise<{ files: number }> {
  requirePermission(member, "workspace.delete");
  const { workspaceId } = member;
  const brandIds = await db.transaction().execute(async (trx) => {
    const workspace = await lockWorkspace(trx, workspaceId);
    if (!workspace) throw new NotFound("workspace", workspaceId);
    if (typed.trim() !== workspace.name) {
      const message = `Type “${workspace.name}” to delete it. Nothing was deleted.`;
      throw new Refused("name-wrong", message, "typed");
    }
    const brands = await listBrandIds(trx, workspaceId);
    const people = await listMembersOfNothingElse(trx, workspaceId);
    const head = await findAuditHead(trx, workspaceId);
    await eraseRuns(trx, workspaceId);
    const rows = await eraseOwnedRows(trx, workspaceId);
    await eraseUsers(trx, people);
    await recordAct(
      trx,
      { ...by, workspaceId: machineChain },
      {
        act: "workspace.deleted",
        subject: { kind: "workspace", id: workspaceId, name: workspace.name },
        before: {
          slug: workspace.slug,
          people: people.length,
          rows,
          audit: head ? `${head.entries}:${head.hash}` : null,
        },
      },
    );
    return brands;
  });
  let removed = 0;
  for (const brandId of brandIds) {
    for await (const { key } of files.list(`brands/${brandId}/`)) {
      await files.remove(key);
      removed += 1;
    }
  }
  return { files: removed };
}
