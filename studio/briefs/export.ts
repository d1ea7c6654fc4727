import type { Db } from "#db/database.ts";
import { type BriefWithCast, getBrief } from "#db/queries/briefs.ts";
import { type BriefDraft, parseBrief } from "./brief.ts";
import { writeBriefYaml } from "./yaml.ts";

/** A stored brief as a YAML file that makes it again, and a name for that file. */
export async function exportBrief(db: Db, brandId: string, id: string): Promise<{ file: string; yaml: string }> {
  const brief = await getBrief(db, brandId, id);
  const slug = brief.name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return { file: `${slug || "brief"}.yaml`, yaml: writeBriefYaml(draftOf(brief), brief) };
}

/** A stored brief as it would be given again. */
export function draftOf(brief: BriefWithCast): BriefDraft {
  const { budgetCents, products, personas, ...rest } = brief;
  return parseBrief({
    ...rest,
    productIds: products.map(({ id }) => id),
    personaIds: personas.map(({ id }) => id),
    budget: budgetCents === null ? null : budgetCents / 100,
  });
}
