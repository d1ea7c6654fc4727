import { parse, stringify, YAMLParseError } from "yaml";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { findPersonaByName, listPersonas } from "#db/queries/personas.ts";
import { findProductByHandle, listProducts } from "#db/queries/products.ts";
import { bibleSchema } from "../personas/bible.ts";
import { pickCast, traitsOf } from "../personas/pick-cast.ts";
import { watchTaboos } from "../personas/taboo.ts";
import { linkOf } from "./evidence.ts";
import { paidModels } from "./footage.ts";
import type { BriefDraft } from "./input.ts";

/** More than this is no brief. */
const mostSigns = 500_000;
/** How many a cast has when a file says "cast for me". */
const castSize = 5;

export type Names = { products: { id: string; handle: string }[]; personas: { id: string; name: string }[] };

/** A brief as YAML, with products by handle and personas by name, so that it means something elsewhere, too. */
export function writeBriefYaml(brief: BriefDraft, { products, personas }: Names): string {
  const { offer, offerStarts, offerEnds, proofPoints, evidence, publishFrom, publishUntil } = brief;
  const named = {
    ...{ name: brief.name, goal: brief.goal, audience: brief.audience },
    products: brief.productIds.map((id) => products.find((each) => each.id === id)?.handle ?? id),
    personas: brief.personaIds.map((id) => personas.find((each) => each.id === id)?.name ?? id),
    ...{ hooks: brief.hooks, angles: brief.angles, lengths: brief.lengths, maxVariants: brief.maxVariants },
    offer: offer && (offerStarts || offerEnds) ? given({ text: offer, starts: offerStarts, ends: offerEnds }) : offer,
    proofPoints: proofPoints.map((text) =>
      linkOf(evidence, text) ? { text, evidence: linkOf(evidence, text) } : text,
    ),
    ...{ mustSay: brief.mustSay, neverSay: brief.neverSay, tone: brief.tone },
    ...{ budget: brief.budget, publishFrom, publishUntil },
    footage: saysFootage(brief) ? brief.footage : undefined,
    ...{ captions: brief.captions, music: brief.music },
    ...{ channels: brief.channels, locales: brief.locales, ratios: brief.ratios, seed: brief.seed },
  };
  return stringify(given(named), { lineWidth: 100 });
}

/** The free animatic is what a brief without a word about it is. */
const saysFootage = ({ footage }: BriefDraft) => paidModels(footage).length > 0 || footage.tier !== "draft-first";

/** What is open is left out, so that a file has nothing in it that nobody said. */
function given(values: Record<string, unknown>): Record<string, unknown> {
  const open = (value: unknown) =>
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !open(value)));
}

/** Reads a YAML text as the fields of a brief; what they say is judged later. Refused for what is no such document. */
export function readBriefYaml(text: string, file = "This text"): Record<string, unknown> {
  if (text.length > mostSigns) throw new Refused("no-brief", `${file} is no brief: it is over 500 KB long.`, "yaml");
  let written: unknown;
  try {
    // Days stay texts, and a document that points to itself over and over is refused before it is unfolded.
    written = parse(text, { maxAliasCount: 20, schema: "core" });
  } catch (cause) {
    const why = cause instanceof YAMLParseError ? cause.message.split("\n")[0] : "it cannot be read";
    throw Object.assign(new Refused("no-brief", `${file} is no brief: ${why}`, "yaml"), { cause });
  }
  if (typeof written !== "object" || written === null || Array.isArray(written)) {
    const needs = "it needs fields such as name, goal, products and personas.";
    throw new Refused("no-brief", `${file} is no brief: ${needs}`, "yaml");
  }
  return written as Record<string, unknown>;
}

/**
 * Turns handles and names into ids. `personas: all` is the whole roster, `personas: cast for me` the five of it that differ
 * most. What nobody knows is refused, and named with what there is.
 */
export async function resolveNames(
  db: Db,
  brand: { id: string; name: string },
  { product, products, personas, ...rest }: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const productIds: string[] = [];
  for (const handle of asList(products ?? product)) {
    const found = await findProductByHandle(db, brand.id, handle);
    if (!found) {
      const known = await listProducts(db, brand.id, { limit: 20 });
      const handles = known.map((each) => each.handle);
      throw unknown(brand, "product", handle, handles, "productIds");
    }
    productIds.push(found.id);
  }
  return { ...rest, productIds, personaIds: await resolvePersonas(db, brand, personas, rest) };
}

async function resolvePersonas(
  db: Db,
  brand: { id: string; name: string },
  personas: unknown,
  { goal, angles }: Record<string, unknown>,
): Promise<string[]> {
  const roster = await listPersonas(db, brand.id, { limit: 100 });
  if (personas === "all") return roster.map(({ id }) => id);
  if (personas === "cast for me") {
    const tabooIn = watchTaboos([goal, ...asList(angles)].join("\n"));
    const candidates = roster.flatMap(({ id, bible, voice }) => {
      const read = bibleSchema.safeParse(bible).data;
      if (tabooIn(read?.taboos ?? [])) return [];
      return [{ id, traits: read ? traitsOf(read, voice) : [] }];
    });
    return pickCast(candidates, castSize);
  }
  const ids: string[] = [];
  for (const name of asList(personas)) {
    const found = await findPersonaByName(db, brand.id, name);
    const names = roster.map((each) => each.name);
    if (!found) throw unknown(brand, "persona", name, names, "personaIds");
    ids.push(found.id);
  }
  return ids;
}

function asList(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter(
    (each): each is string => typeof each === "string" && each !== "",
  );
}

function unknown(brand: { name: string }, what: string, name: string, known: string[], field: string): Refused {
  const there = known.slice(0, 20).join(", ") || "none";
  return new Refused(`${what}-unknown`, `${brand.name} has no ${what} “${name}”. Known: ${there}.`, field);
}
