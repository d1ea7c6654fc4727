import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { announce } from "#db/queries/announcements.ts";
import { type BriefWithCast, findToday, getBrief, insertLaunch } from "#db/queries/briefs.ts";
import { insertVariants, type Variant } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { findCurrentKit } from "../brands/current-kit.ts";
import { lockBudget, whyNotPayable } from "../ledger/budget.ts";
import { tellEndpoints } from "../webhooks/tell.ts";
import { type Estimate, estimateRun, type Pricing } from "./estimate.ts";
import { readFilming } from "./filming.ts";
import { judgeDays } from "./fitness.ts";
import { mostVideos } from "./limits.ts";
import { keyOf, type Tags } from "./matrix.ts";
import { type Means, missingFor, whyNotWritten } from "./means.ts";
import { planBrief } from "./plan.ts";

export type Launch = { launchId: string; variants: Variant[] };

/**
 * Makes the rows of a brief's plan and a launch that says who and when. The caller sends `briefLaunched` once this is
 * committed. Cells that exist already are kept, so a brief that grew may be launched again; one that has nothing new
 * is refused, as is anything that could not be made or paid for, with the studio's `means` if given. `only` launches these cells of the plan and leaves the
 * others for later. Two launches at once wait for each other, and each finds what the other holds of the budget.
 */
export async function launchBrief(
  db: Db,
  brandId: string,
  briefId: string,
  by: Actor,
  { pricing, only, today, means }: { pricing?: Pricing; only?: readonly Tags[]; today?: string; means?: Means } = {},
): Promise<Launch> {
  return inTransaction(db, async (trx) => {
    const budget = await lockBudget(trx, brandId, briefId);
    const brief = await getBrief(trx, brandId, briefId);
    const plan = await planBrief(trx, brandId, brief, pricing);
    const wanted = only && new Set(only.map(keyOf));
    const cells = plan.planned.filter((cell) => !wanted || wanted.has(keyOf(cell)));
    const [over] = judgeDays(brief, today ?? (await findToday(trx, brandId)));
    const why =
      (over && new Refused(over.code, over.sentence, over.field)) ??
      whyNotLaunchable(brief, cells, plan.made.length) ??
      (means && (await whyNotMakeable(trx, brandId, brief, means))) ??
      whyNotPayable(
        budget,
        cells.map(({ price }) => price.micros),
      );
    if (why) throw why;
    const kit = await findCurrentKit(trx, brandId);
    if (!kit) throw new Refused("no-kit", "This brand has no kit yet. Import one on the brand's page, then launch.");
    const rows = cells.map(({ price, ...tags }, index) => ({
      ...tags,
      briefId,
      cta: kit.kit.cta.text,
      position: plan.lastPosition + 1 + index,
      priceMicros: price.micros,
    }));
    const variants = await insertVariants(trx, brandId, rows);
    const launchId = await insertLaunch(trx, brandId, { briefId, launchedBy: personOf(by), variants: variants.length });
    await announce(trx, { brandId, topic: "brief", id: briefId });
    const subject = { kind: "brief", id: briefId, name: brief.name, brandId };
    await recordAct(trx, by, { act: "brief.launched", subject, after: { launchId, variants: variants.length } });
    await tellEndpoints(trx, brandId, "brief.launched", briefId);
    return { launchId, variants };
  });
}

/** Why the studio as it is set up cannot make a brief's videos; undefined when it can. Free drafts need nothing set up. */
async function whyNotMakeable(
  db: Db,
  brandId: string,
  { footage, locales }: BriefWithCast,
  means: Means,
): Promise<Refused | undefined> {
  const unwritten = locales.map((locale) => whyNotWritten(locale, means)).find((sentence) => sentence);
  if (unwritten) return new Refused("language-unwritten", unwritten, "locales");
  if (footage.tier === "draft-first") return undefined;
  const { dossiers } = await readFilming(db, brandId, footage);
  for (const dossier of dossiers) {
    const [missing] = missingFor(dossier, means);
    if (!missing) continue;
    const sentence = `${dossier.name} cannot film here: ${missing} is not set. Have it set, start with drafts, or choose the animatic.`;
    return new Refused("model-not-set-up", sentence, "footage");
  }
  return undefined;
}

/** What launching this brief now would make, cost and take. Cells that exist already are not counted. */
export async function estimateBrief(db: Db, brandId: string, briefId: string, pricing?: Pricing): Promise<Estimate> {
  const { planned } = await planBrief(db, brandId, await getBrief(db, brandId, briefId), pricing);
  return estimateRun(
    planned.map(({ price }) => price),
    pricing?.workers,
  );
}

/** Why these cells of a brief cannot be launched, or undefined when they can. */
export function whyNotLaunchable(brief: BriefWithCast, cells: readonly Tags[], made = 0): Refused | undefined {
  if (brief.archivedAt) return new Refused("brief-archived", "This brief is archived. Bring it back to launch it.");
  if (brief.personas.length === 0) return new Refused("no-personas", "Choose at least one persona", "personaIds");
  const persona = brief.personas.find((persona) => persona.archivedAt);
  if (persona) {
    const sentence = `${persona.name} is archived. Bring them back or leave them out.`;
    return new Refused("persona-archived", sentence, "personaIds");
  }
  const product = brief.products.find((product) => product.archivedAt);
  if (product) {
    const sentence = `${product.title} is archived. Bring it back or choose another product.`;
    return new Refused("product-archived", sentence, "productIds");
  }
  if (cells.length === 0) {
    return made === 0
      ? new Refused("nothing-planned", "No video is planned. Put at least one cell of the matrix in.")
      : new Refused(
          "already-launched",
          "Every video of this brief was launched already. Add cells to its matrix for more.",
        );
  }
  if (made + cells.length > mostVideos) {
    const room = mostVideos - made;
    return new Refused(
      "too-many",
      `A brief makes at most ${mostVideos} videos. Take cells out until ${room} are left.`,
    );
  }
  return undefined;
}
