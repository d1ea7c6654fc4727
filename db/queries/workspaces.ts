import type { Selectable } from "kysely";
import type { Db } from "../database.ts";
import type { WorkspaceTable } from "../tables/accounts.ts";

export type WorkspaceRow = Selectable<WorkspaceTable>;

/**
 * Every workspace, oldest first. The one list without a scope: it is for whoever runs the machine, at its command line,
 * and nothing that answers a request may use it.
 */
export async function listWorkspaces(db: Db): Promise<WorkspaceRow[]> {
  return db.selectFrom("workspaces").selectAll().orderBy("id").execute();
}
