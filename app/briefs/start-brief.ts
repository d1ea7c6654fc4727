import type { BriefStart, Ingredients } from "./brief-form.tsx";

/** How many personas and hooks a new brief starts with: enough to compare, few enough to watch in one sitting. */
const facesAtFirst = 3;
const hooksAtFirst = ["question", "problem"];

/** A brief that could be saved as it is: the wanted or first product, the first personas, two hooks that differ. */
export function startBrief(
  { products, personas }: Ingredients,
  wanted: { productId: string | null; personaIds: string[] },
  now: Date,
): BriefStart {
  const product = products.find(({ id }) => id === wanted.productId) ?? products[0];
  const asked = personas.filter(({ id }) => wanted.personaIds.includes(id));
  const cast = asked.length > 0 ? asked : personas.slice(0, facesAtFirst);
  const month = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" }).format(now);
  return {
    name: product ? `${product.title}, ${month}`.slice(0, 80) : "",
    goal: product ? `Get people to try ${product.title}` : "",
    audience: cast[0]?.audience ?? "",
    productId: product?.id ?? "",
    personaIds: cast.map(({ id }) => id),
    hooks: hooksAtFirst,
    lengthSeconds: "20",
    maxVariants: "12",
    offer: "",
    tone: "",
    angles: "",
    proofPoints: "",
    mustSay: "",
    neverSay: "",
    budget: "",
  };
}

/** A stored brief as its form shows it. */
export function toStart(brief: {
  name: string;
  goal: string;
  audience: string;
  productId: string;
  personas: { id: string }[];
  hooks: string[];
  lengthSeconds: number;
  maxVariants: number;
  offer: string | null;
  tone: string;
  angles: string[];
  proofPoints: string[];
  mustSay: string[];
  neverSay: string[];
  budgetCents: number | null;
}): BriefStart {
  const { name, goal, audience, productId, hooks, tone } = brief;
  return {
    ...{ name, goal, audience, productId, hooks, tone },
    personaIds: brief.personas.map(({ id }) => id),
    lengthSeconds: String(brief.lengthSeconds),
    maxVariants: String(brief.maxVariants),
    offer: brief.offer ?? "",
    angles: brief.angles.join("\n"),
    proofPoints: brief.proofPoints.join("\n"),
    mustSay: brief.mustSay.join("\n"),
    neverSay: brief.neverSay.join("\n"),
    budget: brief.budgetCents === null ? "" : String(brief.budgetCents / 100),
  };
}
