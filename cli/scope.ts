import { userInfo } from "node:os";
import { NotFound, Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type BrandRow, findBrandBySlug } from "#db/queries/brands.ts";
import { listWorkspaces, type WorkspaceRow } from "#db/queries/workspaces.ts";
import { type Actor, cliActor } from "#studio/audit/actor.ts";

/** The workspace of that slug; without one, the only workspace there is. */
export async function getWorkspace(db: Db, slug: string | undefined): Promise<WorkspaceRow> {
  const workspaces = await listWorkspaces(db);
  if (slug !== undefined) {
    const named = workspaces.find((workspace) => workspace.slug === slug);
    if (!named) throw new Refused("no-workspace", `There is no workspace ${slug}. ${sayKnown(workspaces)}`);
    return named;
  }
  const [only, other] = workspaces;
  if (!only) throw new Refused("no-workspace", "The studio has no workspace yet. Start it and create its owner first.");
  if (other) throw new Refused("which-workspace", `Say which workspace, with --workspace. ${sayKnown(workspaces)}`);
  return only;
}

/** The brand of that slug, in the workspace named or in the only one that has it. */
export async function getBrandOf(db: Db, slug: string, workspaceSlug: string | undefined): Promise<BrandRow> {
  const workspaces = workspaceSlug === undefined ? await listWorkspaces(db) : [await getWorkspace(db, workspaceSlug)];
  const found: BrandRow[] = [];
  for (const { id } of workspaces) {
    const brand = await findBrandBySlug(db, id, slug);
    if (brand) found.push(brand);
  }
  const [brand, other] = found;
  if (!brand) throw new NotFound(`brand ${slug}`);
  if (other)
    throw new Refused("which-workspace", `Several workspaces have a brand ${slug}. Say which, with --workspace.`);
  return brand;
}

/** Whoever runs the command, as the audit names them. */
export function operatorIn(workspaceId: string): Actor {
  return cliActor(workspaceId, userInfo().username);
}

function sayKnown(workspaces: WorkspaceRow[]): string {
  return workspaces.length === 0 ? "There are none yet." : `Known: ${workspaces.map(({ slug }) => slug).join(", ")}.`;
}
