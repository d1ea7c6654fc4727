import { createHash, randomBytes } from "node:crypto";
import type { Db } from "#db/database.ts";
import { deleteSaltsBefore, keepSalt } from "#db/queries/audience.ts";

/** One view, click or share of a post by a visitor counts once in this long. */
export const countOnceMs = 30 * 60_000;

/** Somebody who visits: the random text of our own cookie, and the browser's name. */
export type Visit = { cookie: string; userAgent: string };

/**
 * The visitor as it is stored: a hash that is another one every day and for every brand, because its salt is, and that
 * leads back to nobody once the salt is deleted. Enough to count once, not enough to follow anybody.
 */
export async function hashVisitor(db: Db, brandId: string, visit: Visit, now: Date): Promise<string> {
  const salt = await keepSalt(db, brandId, dayOf(now), randomBytes(24).toString("base64url"));
  return hash([salt, visit.cookie, visit.userAgent]);
}

/**
 * The visitor of a like, which has to be known again next week: a hash for this one post alone. Its cookie has 122
 * random bits, so that no salt is needed against guessing, and likes of two posts cannot be told to be of one visitor.
 */
export function hashLiker(cookie: string, postId: string): string {
  return hash(["like", postId, cookie]);
}

/** Deletes the salts of the days before yesterday; those of yesterday still serve the views that run over midnight. */
export async function forgetVisitors(db: Db, now: Date): Promise<void> {
  await deleteSaltsBefore(db, dayOf(new Date(now.getTime() - 86_400_000)));
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

function hash(parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
