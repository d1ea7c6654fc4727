import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type Kit, kitSchema } from "#brand-kits/schema.ts";
import { hookTypes, type ScriptRequest } from "#providers/text/contract.ts";
import { personaInput } from "../personas/input.ts";
import { parseShopifyCsv } from "../products/shopify-csv.ts";
import { composeRequest, type Sources } from "./compose-request.ts";

/** A product with the brand that sells it: everything a brief about it can be made of. */
export type Subject = {
  name: string;
  kit: Kit;
  voice: string;
  personas: Sources["persona"][];
  product: Sources["product"];
};

const kits = path.resolve(import.meta.dirname, "../../brand-kits");

function openKit(slug: string) {
  const text = (file: string) => readFileSync(path.join(kits, slug, file), "utf8");
  const kit = kitSchema.parse(parse(text("kit.yaml")));
  const roster = (parse(text("personas.yaml")) as { personas: unknown[] }).personas;
  const personas = roster.map((each) => {
    const { name, voice, pace, seed: _, ...bible } = personaInput.parse(each);
    return { name, kind: "synthetic", voice, pace, bible };
  });
  return { kit, voice: text("voice.md"), personas };
}

/** Every product of both demo kits, sold by the kit's own personas. */
export function listKitSubjects(): Subject[] {
  return ["nordlys-coffee", "lykke-bath"].flatMap((slug) => {
    const { kit, voice, personas } = openKit(slug);
    return kit.products.map(({ title, description, benefits, facts, price, handle }) => ({
      ...{ name: handle, kit, voice, personas },
      product: {
        ...{ title, description, benefits, facts },
        priceCents: price ? Math.round(price.amount * 100) : null,
        currency: price?.currency ?? null,
      },
    }));
  });
}

/** The products of a Shopify export, sold by a brand that knows no more of them than the export says. */
export function listShopSubjects(csv: string): Subject[] {
  const { kit: base, personas } = openKit("lykke-bath");
  const kit: Kit = {
    ...base,
    name: "Home Sweet Home",
    cta: { ...base.cta, text: "See the details" },
    claims: { allowed: [], needEvidence: [], banned: ["cheap", "the best"] },
  };
  return parseShopifyCsv(csv).map(({ handle, title, description, facts, priceCents }) => ({
    ...{ name: handle, kit, voice: "Plain and friendly.", personas },
    product: { title, description, facts, benefits: [], priceCents, currency: "USD" },
  }));
}

export const lengths = [6, 15, 20, 30, 45, 60];

/** Requests for one subject: what is known of kit, product and persona is gathered once for each persona. */
export function createRequests({ kit, voice, personas, product, name }: Subject) {
  const bases = new Map<string, Omit<ScriptRequest, "revision">>();
  /** The request for the nth script: personas, hook types and lengths take turns, the brief stays the same. */
  return (
    nth: number,
    more: { avoid?: string[]; brief?: Partial<Sources["brief"]>; seconds?: number } = {},
  ): ScriptRequest => {
    const persona = personas[nth % personas.length]!;
    const key = JSON.stringify([persona.name, more.brief]);
    const base =
      bases.get(key) ??
      composeRequest({
        ...{ kit, voice, product, persona, turn: 0, avoid: [] },
        brief: {
          ...{
            goal: "Sell it",
            audience: "People at home",
            offer: null,
            proofPoints: [],
            mustSay: [],
            neverSay: ["luxury"],
          },
          ...{ tone: "", seed: `showroom ${name}` },
          ...more.brief,
        },
        cell: { angle: "main benefit", hook: "question", lengthSeconds: 20, locale: "en", cta: kit.cta.text },
      });
    bases.set(key, base);
    return {
      ...base,
      hook: hookTypes[nth % hookTypes.length]!,
      seconds: more.seconds ?? lengths[nth % lengths.length]!,
      turn: Math.floor(nth / hookTypes.length),
      avoid: more.avoid ?? [],
      revision: null,
    };
  };
}
