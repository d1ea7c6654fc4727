import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { announce } from "#db/queries/announcements.ts";
import { type BriefWithCast, getBrief, insertLaunch, lockBrief } from "#db/queries/briefs.ts";
import { sumLedgerOfBrief } from "#db/queries/ledger.ts";
import { findMatrixSoFar, insertVariants, type Variant } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { findCurrentKit } from "../brands/current-kit.ts";
import { tellEndpoints } from "../webhooks/tell.ts";
import { affordable, animaticPrices, type Estimate, estimateRun, type Prices } from "./estimate.ts";
import { type Cell, expandMatrix } from "./matrix.ts";

export type Launch = { launchId: string; variants: Variant[] };

/**
 * Makes the rows of a brief's matrix and a launch that says who and when. The caller sends `briefLaunched` once this is
 * committed. Cells that exist already are kept, so a brief that grew may be launched again; one that has nothing new
 * is refused, as is anything that could not be made or paid for. Two launches at once wait for each other.
 */
export async function launchBrief(
  db: Db,
  brandId: string,
  briefId: string,
  by: Actor,
  prices: Prices = animaticPrices,
): Promise<Launch> {
  return inTransaction(db, async (trx) => {
    await lockBrief(trx, brandId, briefId);
    const brief = await getBrief(trx, brandId, briefId);
    const soFar = await findMatrixSoFar(trx, brandId, briefId);
    const cells = newCells(brief, soFar.cells);
    const spentMicros = prices.microsPerVideo === 0 ? 0 : await sumLedgerOfBrief(trx, brandId, briefId);
    const why = whyNotLaunchable(brief, cells, prices, spentMicros);
    if (why) throw why;
    const kit = await findCurrentKit(trx, brandId);
    if (!kit) throw new Refused("no-kit", "This brand has no kit yet. Import one on the brand's page, then launch.");
    const variants = await insertVariants(
      trx,
      brandId,
      cells.map((cell, index) => ({
        ...cell,
        briefId,
        productId: brief.productId,
        lengthSeconds: brief.lengthSeconds,
        cta: kit.kit.cta.text,
        position: soFar.lastPosition + 1 + index,
      })),
    );
    const launchId = await insertLaunch(trx, brandId, { briefId, launchedBy: personOf(by), variants: variants.length });
    await announce(trx, { brandId, topic: "brief", id: briefId });
    const subject = { kind: "brief", id: briefId, name: brief.name, brandId };
    await recordAct(trx, by, { act: "brief.launched", subject, after: { launchId, variants: variants.length } });
    await tellEndpoints(trx, brandId, "brief.launched", briefId);
    return { launchId, variants };
  });
}

/** What launching this brief now would make, cost and take. Cells that exist already are not counted. */
export async function estimateBrief(
  db: Db,
  brandId: string,
  briefId: string,
  prices: Prices = animaticPrices,
): Promise<Estimate> {
  const brief = await getBrief(db, brandId, briefId);
  const { cells } = await findMatrixSoFar(db, brandId, briefId);
  return estimateRun(newCells(brief, cells).length, brief.lengthSeconds, prices);
}

/** Why a brief cannot be launched, or undefined when it can. */
export function whyNotLaunchable(
  brief: BriefWithCast,
  cells: readonly Cell[],
  prices: Prices = animaticPrices,
  spentMicros = 0,
): Refused | undefined {
  if (brief.archivedAt) return new Refused("brief-archived", "This brief is archived. Bring it back to launch it.");
  if (brief.personas.length === 0) return new Refused("no-personas", "Choose at least one persona", "personaIds");
  const archived = brief.personas.find((persona) => persona.archivedAt);
  if (archived) {
    return new Refused(
      "persona-archived",
      `${archived.name} is archived. Bring them back or leave them out.`,
      "personaIds",
    );
  }
  if (brief.productArchivedAt) {
    return new Refused(
      "product-archived",
      `${brief.productTitle} is archived. Bring it back or choose another product.`,
      "productId",
    );
  }
  if (cells.length === 0) {
    return new Refused(
      "already-launched",
      "Every video of this brief was launched already. Write a new brief for more.",
    );
  }
  const left = brief.budgetCents === null ? null : brief.budgetCents - Math.ceil(spentMicros / 10_000);
  const paidFor = affordable(left, prices);
  if (cells.length > paidFor) {
    const cost = dollars(cells.length * prices.microsPerVideo);
    return new Refused(
      "over-budget",
      `${cells.length} videos cost ${cost}, and ${dollars(Math.max(0, left ?? 0) * 10_000)} of the budget is left. Raise the budget or make at most ${Math.max(0, paidFor)}.`,
      "budget",
    );
  }
  return undefined;
}

function newCells(brief: BriefWithCast, existing: readonly Omit<Cell, "position">[]): Cell[] {
  const key = (cell: Omit<Cell, "position">) =>
    JSON.stringify([cell.personaId, cell.hook, cell.angle, cell.locale, cell.ratio]);
  const made = new Set(existing.map(key));
  const personaIds = brief.personas.map((persona) => persona.id);
  return expandMatrix({ ...brief, personaIds }).filter((cell) => !made.has(key(cell)));
}

function dollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(2)}`;
}
