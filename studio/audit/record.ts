import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Trx } from "#db/database.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import type { Actor } from "./actor.ts";
import type { Act } from "./acts.ts";
import { digestOf } from "./entry.ts";

/** What an act was done to, by the name it had then. */
export type Subject = { kind: string; id: string; name: string; brandId?: string | undefined };

/** `before` and `after` hold what changed and nothing else; null where there was nothing, or is nothing any more. */
export type Recorded = { act: Act; subject: Subject; before?: object | null; after?: object | null };

/**
 * Writes an act down in the transaction that does it: both are kept, or neither. Secrets are left out and long texts are
 * cut, so that whoever may read the audit learns no more from it than what was done.
 */
export async function recordAct(trx: Trx, by: Actor, { act, subject, before, after }: Recorded): Promise<void> {
  const row = {
    id: randomUUID(),
    workspaceId: by.workspaceId,
    brandId: subject.brandId ?? null,
    at: new Date(),
    act,
    subjectKind: subject.kind,
    subjectId: subject.id,
    subjectName: storable(subject.name, 200),
    actorKind: by.kind,
    actorId: by.id,
    actorName: storable(by.name, 200),
    address: by.address === null ? null : storable(by.address, 100),
    userAgent: by.userAgent === null ? null : storable(by.userAgent, 400),
    before: toEvidence(before),
    after: toEvidence(after),
  };
  await insertAuditEntry(trx, { ...row, digest: digestOf(row) });
}

/** The fields of `after` that differ from `before`, on both sides; undefined when none does. */
export function changesBetween<T extends object>(
  before: T,
  after: { [K in keyof T]?: unknown },
): { before: object; after: object } | undefined {
  const changed = (Object.keys(after) as (keyof T)[]).filter((key) => !saysTheSame(before[key], after[key]));
  if (changed.length === 0) return undefined;
  const only = (from: { [K in keyof T]?: unknown }) =>
    Object.fromEntries(changed.map((key) => [key, from[key] ?? null]));
  return { before: only(before), after: only(after) };
}

/** Whether two values are the same as JSON, in whatever order their fields stand: PostgreSQL keeps an order of its own. */
export function saysTheSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as unknown;
  return isDeepStrictEqual(plain(one), plain(other));
}

/** Characters of a text that are kept: enough to see what was changed, whatever was pasted. */
const longestText = 2000;
const secretName = /password|secret|token|api_?key|credential/i;

/** As JSON that PostgreSQL takes and gives back unchanged: no NUL, no half of a surrogate pair. */
function toEvidence(value: object | null | undefined): object | null {
  if (value === null || value === undefined) return null;
  const plain = JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (key !== "" && secretName.test(key) && part !== null && part !== undefined) return "(kept out)";
      return typeof part === "string" ? storable(part, longestText) : part;
    }),
  ) as object;
  return plain;
}

function storable(text: string, longest: number): string {
  const whole = text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "\uFFFD");
  const characters = [...whole];
  return characters.length > longest ? `${characters.slice(0, longest).join("")}… (cut)` : whole;
}
