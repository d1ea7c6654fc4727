import type { Db } from "#db/database.ts";
import type { Within } from "#db/scope.ts";

/** The database, as whoever it is shown to sees it, and how to see it as one workspace does. */
export type Archive = { db: Db; within: Within };

/** The house as the workspace that an event names sees it: with its part of the database, and nothing else of it. */
export function inside<H extends Archive>(house: H, { workspaceId }: { workspaceId: string }): H {
  return { ...house, db: house.within(workspaceId) };
}
