import { DateTime } from "luxon";
import { z } from "zod";
import type { Db } from "#db/database.ts";
import {
  findRetention,
  findThinningStart,
  forgetMailsOf,
  forgetWebhooksOf,
  listBrandZones,
  type RetentionDays,
  saveRetention,
  thinReadings,
} from "#db/queries/retention.ts";
import { getWorkspaceRow } from "#db/queries/workspaces.ts";
import { inTransaction } from "#db/transaction.ts";
import { workflowActor } from "../audit/actor.ts";
import { changesBetween, recordAct } from "../audit/record.ts";
import { readActor } from "../members/access.ts";
import { type Doer, requirePermission } from "../members/permissions.ts";

/**
 * What may go, and after how many days. The longest choice of letters and messages is when they go anyway, of runs what
 * the engine keeps. What posts, results by day and the ledger need is not among it, nor is the audit.
 */
export const keeping = {
  readings: { choices: [30, 90, 365], usual: 90 },
  mails: { choices: [7, 30, 90], usual: 90 },
  webhooks: { choices: [7, 30, 90], usual: 30 },
  runs: { choices: [7, 14, 30], usual: 30 },
} as const satisfies Record<keyof RetentionDays, { choices: number[]; usual: number }>;

const usual: RetentionDays = {
  readings: keeping.readings.usual,
  mails: keeping.mails.usual,
  webhooks: keeping.webhooks.usual,
  runs: keeping.runs.usual,
};

const days = (choices: readonly number[]) => {
  const sentence = `Choose ${choices.join(", ")} days`;
  return z.coerce.number(sentence).refine((value) => choices.includes(value), sentence);
};
const input = z.object({
  readings: days(keeping.readings.choices),
  mails: days(keeping.mails.choices),
  webhooks: days(keeping.webhooks.choices),
  runs: days(keeping.runs.choices),
});

/** How many days the workspace keeps what. */
export async function readRetention(db: Db, workspaceId: string): Promise<RetentionDays> {
  return (await findRetention(db, workspaceId)) ?? usual;
}

/** Says how long things are kept from tonight on; what is older then goes, and does not come back. */
export function changeRetention(db: Db, { member, by }: Doer, asked: object): Promise<void> {
  return inTransaction(db, async (trx) => {
    requirePermission(await readActor(trx, member), "settings.security");
    const after = input.parse(asked);
    const { workspaceId } = member;
    const { name } = await getWorkspaceRow(trx, workspaceId);
    const changes = changesBetween(await readRetention(trx, workspaceId), after);
    if (!changes) return;
    await saveRetention(trx, workspaceId, after);
    const subject = { kind: "workspace", id: workspaceId, name };
    const kept = (side: object) => ({ keptDays: side });
    const change = { before: kept(changes.before), after: kept(changes.after) };
    await recordAct(trx, by, { act: "workspace.changed", subject, ...change });
  });
}

/** Removes what the engine keeps of runs of this workspace that ended before then; answers how many they were. */
export type ForgetRuns = (workspaceId: string, before: Date) => Promise<number>;

/** So much of the past is thinned out in one transaction. */
const stretchDays = 7;

export type Pruned = { readings: number; mails: number; webhooks: number; runs: number };

/**
 * Removes what the workspace keeps no longer, and writes down how much that was. Safe to repeat: it only ever finds less.
 * `db` is the database as that workspace sees it.
 */
export async function applyRetention(
  { db, forgetRuns }: { db: Db; forgetRuns?: ForgetRuns | undefined },
  workspaceId: string,
  now = new Date(),
): Promise<Pruned> {
  const kept = await readRetention(db, workspaceId);
  const before = (age: number) => new Date(now.getTime() - age * 86_400_000);
  const pruned: Pruned = {
    readings: await thinOldReadings(db, workspaceId, before(kept.readings)),
    mails: await forgetMailsOf(db, workspaceId, before(kept.mails)),
    webhooks: await forgetWebhooksOf(db, workspaceId, before(kept.webhooks)),
    runs: (await forgetRuns?.(workspaceId, before(kept.runs))) ?? 0,
  };
  if (Object.values(pruned).some((count) => count > 0)) {
    await inTransaction(db, async (trx) => {
      const { name } = await getWorkspaceRow(trx, workspaceId);
      const subject = { kind: "workspace", id: workspaceId, name };
      await recordAct(trx, workflowActor(workspaceId, "apply-retention"), {
        act: "data.pruned",
        subject,
        after: pruned,
      });
    });
  }
  return pruned;
}

async function thinOldReadings(db: Db, workspaceId: string, until: Date): Promise<number> {
  let gone = 0;
  for (const { id, zone } of await listBrandZones(db, workspaceId)) {
    const start = await findThinningStart(db, id, zone);
    const end = DateTime.fromJSDate(until, { zone }).startOf("day");
    for (let from = start && DateTime.fromJSDate(start, { zone }); from && from < end; ) {
      const next = DateTime.min(from.plus({ days: stretchDays }).startOf("day"), end);
      const stretch = { zone, from: from.toJSDate(), until: next.toJSDate() };
      gone += await inTransaction(db, (trx) => thinReadings(trx, id, stretch));
      from = next;
    }
  }
  return gone;
}
