import { linkOf } from "#studio/briefs/evidence.ts";
import { type Footage, paidModels } from "#studio/briefs/footage.ts";
import type { BriefStart } from "./brief-fields.ts";
import type { Ingredients } from "./read-brief.server.ts";

/** How many personas and hooks a new brief starts with: enough to compare, few enough to watch in one sitting. */
const facesAtFirst = 3;
const hooksAtFirst = ["question", "problem"];

/** A template as a brief starts with it: its words, and which hooks and lengths it asks for. */
export type TemplateStart = Pick<BriefStart, "goal" | "tone" | "angles" | "mustSay" | "hooks" | "lengths"> & {
  name: string;
};

/** A brief that could be saved as it is: the wanted or first product, the first personas, two hooks that differ. */
export function startBrief(
  { products, personas }: Ingredients,
  wanted: { productId: string | null; personaIds: string[]; template?: (product: string) => TemplateStart },
  now: Date,
): BriefStart {
  const product = products.find(({ id }) => id === wanted.productId) ?? products[0];
  const asked = personas.filter(({ id }) => wanted.personaIds.includes(id));
  const cast = asked.length > 0 ? asked : personas.slice(0, facesAtFirst);
  const month = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" }).format(now);
  const template = product && wanted.template?.(product.title);
  return {
    name: product ? `${product.title}, ${template?.name ?? month}`.slice(0, 80) : "",
    goal: template?.goal ?? (product ? `Get people to try ${product.title}` : ""),
    audience: cast[0]?.audience ?? "",
    productIds: product ? [product.id] : [],
    personaIds: cast.map(({ id }) => id),
    hooks: template?.hooks ?? hooksAtFirst,
    lengths: template?.lengths ?? ["20"],
    ...{ ratios: ["9:16"], locales: ["en"], channels: ["showcase"] },
    maxVariants: "12",
    ...{ offer: "", offerStarts: "", offerEnds: "", proofPoints: "", neverSay: "", budget: "" },
    ...{ publishFrom: "", publishUntil: "", seed: "" },
    ...{ footageModels: [], footageTier: "draft-first", captions: "", music: "" },
    tone: template?.tone ?? "",
    angles: template?.angles ?? "",
    mustSay: template?.mustSay ?? "",
  };
}

/** A stored brief as its form shows it. */
export function startOf(brief: {
  name: string;
  goal: string;
  audience: string;
  products: { id: string }[];
  personas: { id: string }[];
  hooks: string[];
  lengths: number[];
  ratios: string[];
  locales: string[];
  channels: string[];
  maxVariants: number;
  offer: string | null;
  offerStarts: string | null;
  offerEnds: string | null;
  tone: string;
  angles: string[];
  proofPoints: string[];
  evidence: Record<string, string>;
  mustSay: string[];
  neverSay: string[];
  budgetCents: number | null;
  publishFrom: string | null;
  publishUntil: string | null;
  footage: Footage;
  captions: string | null;
  music: string | null;
  seed: string;
}): BriefStart {
  const { name, goal, audience, hooks, ratios, locales, channels, tone, evidence, seed } = brief;
  return {
    ...{ name, goal, audience, hooks, ratios, locales, channels, tone, seed },
    productIds: brief.products.map(({ id }) => id),
    personaIds: brief.personas.map(({ id }) => id),
    lengths: brief.lengths.map(String),
    maxVariants: String(brief.maxVariants),
    ...{ offer: brief.offer ?? "", offerStarts: brief.offerStarts ?? "", offerEnds: brief.offerEnds ?? "" },
    angles: brief.angles.join("\n"),
    proofPoints: brief.proofPoints
      .map((point) => [point, linkOf(evidence, point)].filter(Boolean).join(" "))
      .join("\n"),
    mustSay: brief.mustSay.join("\n"),
    neverSay: brief.neverSay.join("\n"),
    budget: brief.budgetCents === null ? "" : String(brief.budgetCents / 100),
    ...{ publishFrom: brief.publishFrom ?? "", publishUntil: brief.publishUntil ?? "" },
    ...{ footageModels: paidModels(brief.footage), footageTier: brief.footage.tier },
    ...{ captions: brief.captions ?? "", music: brief.music ?? "" },
  };
}
