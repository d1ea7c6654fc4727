import { z } from "zod";
import { hookTypes } from "#providers/text/contract.ts";
import howTo from "./templates/how-to.json" with { type: "json" };
import launch from "./templates/launch.json" with { type: "json" };
import mythBusting from "./templates/myth-busting.json" with { type: "json" };
import objectionBuster from "./templates/objection-buster.json" with { type: "json" };
import seasonalOffer from "./templates/seasonal-offer.json" with { type: "json" };
import ugcDemo from "./templates/ugc-demo.json" with { type: "json" };

/** A way to begin: `{product}` in a text stands for the product's title; `ask` is what the brief still needs to be told. */
const template = z.strictObject({
  name: z.string().max(40),
  does: z.string(),
  goal: z.string().max(220),
  tone: z.string().max(120),
  hooks: z.array(z.enum(hookTypes)).min(1),
  lengths: z.array(z.number().int()).min(1),
  angles: z.array(z.string().max(80)),
  mustSay: z.array(z.string().max(160)),
  ask: z.array(z.string()),
});
export type Template = z.infer<typeof template> & { id: string };

/** Every template, in the order in which they are offered. Throws when a data file is not one. */
export function listTemplates(): Template[] {
  const files = {
    ...{ launch, "ugc-demo": ugcDemo, "seasonal-offer": seasonalOffer },
    ...{ "objection-buster": objectionBuster, "myth-busting": mythBusting, "how-to": howTo },
  };
  return Object.entries(files).map(([id, file]) => ({ id, ...template.parse(file) }));
}

export function findTemplate(id: string | null): Template | undefined {
  return listTemplates().find((each) => each.id === id);
}

/** A template's text about a product. A title that is too long for a goal is cut at a word. */
export function fillTemplate(text: string, product: string): string {
  const room = 280 - text.length;
  const title = product.length <= room ? product : `${product.slice(0, room).replace(/\s+\S*$/u, "")}`;
  return text.replaceAll("{product}", () => title);
}
