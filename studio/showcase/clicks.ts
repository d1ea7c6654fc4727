import type { Db } from "#db/database.ts";
import { findLink, insertClick } from "#db/queries/links.ts";
import { countOnceMs, hashVisitor, type Visit } from "./visitors.ts";

/**
 * Where a short link leads, or undefined for an unknown code. A visit counts as a click once in half an hour for each
 * visitor; without one (a bot, a prefetch) the link leads there all the same and nothing is written.
 */
export async function followLink(
  db: Db,
  code: string,
  visit: Visit | undefined,
  at = new Date(),
): Promise<string | undefined> {
  const link = await findLink(db, code);
  if (!link) return undefined;
  if (visit) {
    const { id: linkId, brandId, postId } = link;
    const visitor = await hashVisitor(db, brandId, visit, at);
    await insertClick(db, { brandId, linkId, postId, visitor, at }, countOnceMs);
  }
  return link.target;
}
