import type { Db } from "#db/database.ts";
import { getWorkspaceOf } from "#db/queries/brands.ts";
import { listPersonasByIds, type PersonaRow } from "#db/queries/personas.ts";
import { findProduct, type ProductRow } from "#db/queries/products.ts";
import { listDossiers } from "../dossiers/shelf.ts";
import { sayMoney } from "../ledger/money.ts";
import { bibleSchema } from "../personas/bible.ts";
import { watchTaboos } from "../personas/taboo.ts";
import { type Pricing, wholePrice } from "./estimate.ts";
import { paidModels } from "./footage.ts";
import type { BriefDraft } from "./input.ts";
import { type Means, ownMeans, whyNotWritten } from "./means.ts";
import { readPricing } from "./offers.ts";
import { planCells } from "./plan.ts";

/** One thing that keeps a brief from being made, with the field at which to say it. */
export type Problem = { code: string; field: string; sentence: string };

/**
 * What is wrong with a brief beyond its own words: products and personas that are not the brand's or not in use, an offer
 * that is over on `today` (the brand's day), a language that nobody here writes, a video model that nobody knows, a budget that pays for no video, a persona
 * who does not speak of such things.
 */
export async function findProblems(
  db: Db,
  brandId: string,
  draft: BriefDraft,
  { today, pricing, means = ownMeans }: { today: string; pricing: Pricing | undefined; means: Means | undefined },
): Promise<Problem[]> {
  const products = await Promise.all(draft.productIds.map((id) => findProduct(db, brandId, id)));
  const personas = await listPersonasByIds(db, brandId, draft.personaIds);
  const problems = [
    ...judgeProducts(products),
    ...judgePersonas(personas, draft.personaIds.length),
    ...judgeDays(draft, today),
    ...judgeLocales(draft, means),
    ...(await judgeFootage(db, brandId, draft)),
    ...judgeBudget(draft, pricing ?? (await readPricing(db, brandId, draft.footage))),
  ];
  const known = products.filter((product) => product !== undefined);
  const topics = topicsOf(known, draft);
  for (const persona of personas) problems.push(...judgeTaboos(persona, topics));
  return problems;
}

function* judgeProducts(products: (ProductRow | undefined)[]): Generator<Problem> {
  const field = "productIds";
  if (products.includes(undefined)) {
    yield {
      code: "product-unknown",
      field,
      sentence: "That product is not one of this brand's. Choose another.",
    };
  }
  const archived = products.find((product) => product?.archivedAt);
  if (archived) {
    const sentence = `${archived.title} is archived. Bring it back or choose another product.`;
    yield { code: "product-archived", field, sentence };
  }
}

function* judgePersonas(personas: PersonaRow[], wanted: number): Generator<Problem> {
  const field = "personaIds";
  if (personas.length < wanted) {
    const sentence = "One of the personas is not this brand's. Choose from the roster.";
    yield { code: "persona-unknown", field, sentence };
  }
  const archived = personas.find((persona) => persona.archivedAt);
  if (archived) {
    const sentence = `${archived.name} is archived. Bring them back or leave them out.`;
    yield { code: "persona-archived", field, sentence };
  }
}

/** Also at a launch: a brief may have waited longer than its offer. */
export function* judgeDays(
  { offer, offerEnds, publishUntil }: Pick<BriefDraft, "offer" | "offerEnds" | "publishUntil">,
  today: string,
): Generator<Problem> {
  if (offer && offerEnds && offerEnds < today) {
    const sentence = `The offer ended on ${offerEnds}. Give it a later last day, or take it out.`;
    yield { code: "offer-over", field: "offerEnds", sentence };
  }
  if (publishUntil && publishUntil < today) {
    const sentence = `The last day of going out, ${publishUntil}, is over. Give a later one, or leave it open.`;
    yield { code: "dates-over", field: "publishUntil", sentence };
  }
}

function* judgeLocales({ locales }: BriefDraft, means: Means): Generator<Problem> {
  for (const locale of locales) {
    const sentence = whyNotWritten(locale, means);
    if (sentence) yield { code: "language-unwritten", field: "locales", sentence };
  }
}

async function judgeFootage(db: Db, brandId: string, { footage }: BriefDraft): Promise<Problem[]> {
  const paid = paidModels(footage);
  if (paid.length === 0) return [];
  const shelf = await listDossiers(db, await getWorkspaceOf(db, brandId));
  const known = shelf.map(({ id }) => id);
  const stranger = paid.find((id) => !known.includes(id));
  if (stranger !== undefined) {
    const sentence = `There is no video model “${stranger}”. Known: ${known.join(", ")}.`;
    return [{ code: "model-unknown", field: "footage", sentence }];
  }
  const chosen = shelf.filter(({ id }) => paid.includes(id));
  if (chosen.some(({ dossier }) => dossier.makes !== "lip-sync")) return [];
  const sentence = `${chosen[0]!.dossier.name} matches lips in what another model has filmed. Choose a model that films, too.`;
  return [{ code: "nobody-films", field: "footage", sentence }];
}

function* judgeBudget(draft: BriefDraft, pricing: Pricing): Generator<Problem> {
  if (draft.budget === null) return;
  const { planned } = planCells({ ...draft, seed: draft.seed ?? "" }, [], [], pricing);
  const cheapest = Math.min(...planned.map(({ price }) => wholePrice(price)));
  if (planned.length === 0 || cheapest <= draft.budget * 1_000_000) return;
  const sentence = `The cheapest of these videos costs ${sayMoney(cheapest)}, more than the budget of ${sayMoney(draft.budget * 1_000_000)}. Raise it, or make shorter videos.`;
  yield { code: "budget-too-small", field: "budget", sentence };
}

/** What there is to talk about, each read once however many personas there are: the products, and the brief itself (null). */
function topicsOf(products: ProductRow[], draft: BriefDraft) {
  const { goal, offer, angles, mustSay, proofPoints } = draft;
  const asked = [goal, offer ?? "", ...angles, ...mustSay, ...proofPoints].join("\n");
  return [
    ...products.map(({ title, description, benefits, facts }) => ({
      title: title as string | null,
      tabooIn: watchTaboos([title, description, ...benefits, ...facts].join("\n")),
    })),
    { title: null, tabooIn: watchTaboos(asked) },
  ];
}

function* judgeTaboos(persona: PersonaRow, topics: ReturnType<typeof topicsOf>): Generator<Problem> {
  const bible = bibleSchema.pick({ taboos: true }).safeParse(persona.bible);
  for (const { title, tabooIn } of topics) {
    const taboo = tabooIn(bible.data?.taboos ?? []);
    if (!taboo) continue;
    const speaks = title === null ? "This brief does" : `${title} is about it`;
    const sentence = `${persona.name} never talks about “${taboo}”. ${speaks}: leave ${persona.name} out, or change the taboo.`;
    yield { code: "persona-taboo", field: "personaIds", sentence };
    return;
  }
}
