import type { Selectable } from "kysely";
import { NotFound } from "#config/errors.ts";
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

export async function getWorkspaceRow(db: Db, id: string): Promise<WorkspaceRow> {
  const row = await db.selectFrom("workspaces").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new NotFound("workspace", id);
  return row;
}
