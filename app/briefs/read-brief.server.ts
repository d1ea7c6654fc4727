import type { Db } from "#db/database.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { listProducts } from "#db/queries/products.ts";
import type { BriefInput } from "#studio/briefs/brief.ts";
import { bibleSchema } from "#studio/personas/bible.ts";

const lines = (form: FormData, name: string) => String(form.get(name) ?? "").split(/\r?\n/);

/** A brief as its form sends it. Nothing is judged here: the studio's own schema says what is wrong and where. */
export function readBriefForm(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "");
  return {
    name: text("name"),
    goal: text("goal"),
    audience: text("audience"),
    productId: text("productId"),
    offer: text("offer"),
    proofPoints: lines(form, "proofPoints"),
    mustSay: lines(form, "mustSay"),
    neverSay: lines(form, "neverSay"),
    angles: lines(form, "angles"),
    tone: text("tone"),
    hooks: form.getAll("hooks"),
    personaIds: form.getAll("personaIds"),
    lengthSeconds: text("lengthSeconds"),
    maxVariants: text("maxVariants"),
    budget: text("budget").trim(),
  } satisfies { [field in keyof BriefInput]?: unknown };
}

/** What a brief can be made of: the brand's products and personas that are in use. */
export async function listIngredients(db: Db, brandId: string) {
  const [products, personas] = await Promise.all([
    listProducts(db, brandId, { limit: 200 }),
    listPersonas(db, brandId, { limit: 50 }),
  ]);
  return {
    products: products.map(({ id, title, picture }) => ({ id, title, hasPicture: picture !== null })),
    personas: personas.map(({ id, name, bible }) => {
      const read = bibleSchema.safeParse(bible);
      return { id, name, audience: read.success ? read.data.audience : "" };
    }),
  };
}
