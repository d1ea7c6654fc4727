import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { findAuthors, listMembers } from "#db/queries/members.ts";
import { memberOf } from "./access.ts";
import { can } from "./permissions.ts";

/**
 * Why somebody may not approve videos of this variant for being their own work; undefined when they may. Own work is what
 * came of a brief that one wrote or launched. A reviewer's note with which a version was sent back is review, not work.
 * The workspace decides: "always", "never", or "alone": as long as nobody else could approve it.
 */
export async function whyNotOwnWork(
  db: Db,
  brandId: string,
  userId: string,
  variantId: string,
): Promise<Refused | undefined> {
  const { workspaceId, selfApproval, authors } = await findAuthors(db, brandId, variantId);
  if (!authors.includes(userId) || selfApproval === "always") return undefined;
  const others = (await listMembers(db, workspaceId)).filter(
    (member) => !authors.includes(member.userId) && can(memberOf(workspaceId, member), "video.approve", brandId),
  );
  if (selfApproval === "alone" && others.length === 0) return undefined;
  return new Refused("own-work", `This video comes of a brief of yours, so ${sayWho(others.map(({ name }) => name))}`);
}

function sayWho(names: string[]): string {
  if (names.length === 0) {
    return "somebody else has to approve it, and nobody else may. Ask an owner to invite a reviewer, or to allow it in Settings.";
  }
  const shown = names.slice(0, 3);
  const last = shown.pop();
  return `somebody else has to approve it: ${shown.length > 0 ? `${shown.join(", ")} or ${last}` : last}.`;
}
