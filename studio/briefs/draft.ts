import { randomUUID } from "node:crypto";
import { z } from "zod";
import { NotFound, Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { deleteBriefDraft, findBriefDraft, keepBriefDraft, setBriefDraftDiscarded } from "#db/queries/brief-drafts.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { saveBrief, updateBrief } from "./brief.ts";
import type { Means } from "./means.ts";

/** More than this is no form: about 150,000 words. */
const mostSigns = 1_000_000;

/** A form as a browser sends it while it is filled in. `revision` is the one it goes on from, 0 for a first saving. */
export const draftInput = z.strictObject({
  fields: z.record(z.string().max(40), z.array(z.string()).max(500)),
  revision: z.int().min(0),
  briefId: z.uuid().nullable().default(null),
});

/** Either what was kept, or what stands there because somebody else went on from the same revision. */
export type Kept = { revision: number; theirs?: Record<string, string[]> };

/**
 * Keeps a form as it is typed, right or wrong: nothing is judged before it is saved as a brief. Safe to repeat. When
 * another window has gone on from the same revision nothing is written over: its text is answered, for a person to choose.
 */
export async function keepDraft(db: Db, brandId: string, by: Actor, id: string, input: unknown): Promise<Kept> {
  const parsed = draftInput.safeParse(input);
  if (!parsed.success) throw new Refused("draft-invalid", "That is no form of a brief.");
  const { revision, briefId } = parsed.data;
  if (JSON.stringify(parsed.data.fields).length > mostSigns) {
    throw new Refused("draft-too-long", "This is over 1 MB of text. It is kept in this window only: shorten it.");
  }
  const fields = withoutNul(parsed.data.fields);
  return inTransaction(db, async (trx) => {
    if (briefId) await getBrief(trx, brandId, briefId);
    const kept = await keepBriefDraft(trx, brandId, { id, briefId, fields, revision, writtenBy: personOf(by) });
    if (kept !== undefined) return { revision: kept };
    const standing = await findBriefDraft(trx, brandId, id);
    if (!standing) throw new NotFound("draft", id);
    const same = JSON.stringify(sorted(standing.fields)) === JSON.stringify(sorted(fields));
    return { revision: standing.revision, ...(same ? {} : { theirs: standing.fields }) };
  });
}

/** Makes a brief of what was typed, or changes one, and removes the draft with it: both or neither. Answers the brief's id. */
export async function finishDraft(
  db: Db,
  brandId: string,
  by: Actor,
  { draftId, briefId, input, means }: { draftId: string | null; briefId?: string; input: unknown; means?: Means },
): Promise<string> {
  return inTransaction(db, async (trx) => {
    if (briefId !== undefined) await updateBrief(trx, brandId, by, briefId, input, { means });
    const id = briefId ?? (await saveBrief(trx, brandId, by, input, { means }));
    if (draftId) await deleteBriefDraft(trx, brandId, draftId);
    return id;
  });
}

/** PostgreSQL keeps every sign but NUL, and so does a form. */
function withoutNul(fields: Record<string, string[]>): Record<string, string[]> {
  const clean = (text: string) => text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "");
  return Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, values.map(clean)]));
}

const sorted = (fields: Record<string, string[]>) => Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));

/** Takes a draft off the list. `restoreDraft` undoes it. */
export async function discardDraft(db: Db, brandId: string, by: Actor, id: string): Promise<void> {
  await setDiscarded(db, brandId, by, id, new Date());
}

export async function restoreDraft(db: Db, brandId: string, by: Actor, id: string): Promise<void> {
  await setDiscarded(db, brandId, by, id, null);
}

async function setDiscarded(db: Db, brandId: string, by: Actor, id: string, at: Date | null): Promise<void> {
  await inTransaction(db, async (trx) => {
    const name = (await setBriefDraftDiscarded(trx, brandId, id, at)) || "Untitled";
    const subject = { kind: "brief-draft", id, name, brandId };
    await recordAct(trx, by, { act: at ? "brief-draft.discarded" : "brief-draft.restored", subject });
  });
}

/** Begins a new brief with what another says, as a draft; answers the draft's id. */
export async function startDraft(
  db: Db,
  brandId: string,
  by: Actor,
  fields: Record<string, string[]>,
): Promise<string> {
  const id = randomUUID();
  await keepDraft(db, brandId, by, id, { fields, revision: 0 });
  return id;
}
