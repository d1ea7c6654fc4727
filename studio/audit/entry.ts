import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { NewAuditRow } from "#db/queries/audit.ts";

/** The hash before the first entry of a chain. */
export const chainStart = "0".repeat(64);

/**
 * The SHA-256 of what an entry says, over its RFC 8785 canonical JSON: all of it but its place in the chain. The leading
 * version names this form; another one would carry another number.
 */
export function digestOf(row: Omit<NewAuditRow, "digest">): string {
  const { id, workspaceId, brandId, at, act, before, after } = row;
  return sha256({
    version: 1,
    ...{ id, workspaceId, brandId, act, before, after, at: at.toISOString() },
    subject: { kind: row.subjectKind, id: row.subjectId, name: row.subjectName },
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    from: { address: row.address, userAgent: row.userAgent },
  });
}

/** The hash of a link: what the entry says, at which place, and the hash before it. The database computes the same. */
export function linkHash(link: { entry: string; prevHash: string; seq: number }): string {
  return sha256(link);
}

function sha256(value: object): string {
  return createHash("sha256")
    .update(canonicalize(value) ?? "")
    .digest("hex");
}
