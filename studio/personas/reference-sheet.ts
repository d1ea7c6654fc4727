import { createHash } from "node:crypto";
import { Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import {
  changePersonaPicture,
  getPersonaPicture,
  listPersonaPictures,
  type PersonaPicture,
  requestPictures,
} from "#db/queries/persona-pictures.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getProduct } from "#db/queries/products.ts";
import { MediaRefused, normalisePicture } from "#media/picture.ts";
import { portrait as portraitSchema } from "#media/storyboard.ts";
import { ProviderError } from "#providers/errors.ts";
import type { ImageProvider, ReferenceImage } from "#providers/image/contract.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { bibleSchema } from "./bible.ts";
import { productView, promptForView, type ReferenceView, referenceViews } from "./reference-views.ts";

/** What drawing a sheet takes. */
export type Easel = { db: Db; files: FileStore; images: ImageProvider };

/** Longest side of a kept picture, in pixels: what picture models make. */
const side = 1536;
/** A picture that has not moved for this long is being drawn by nobody: a model is given up on before. */
const stillMs = 30 * 60_000;

/** What a sheet costs before anything is spent, in millionths of a US dollar. Null when this source cannot draw one. */
export function priceSheet(images: ImageProvider, withProduct = false): number | null {
  const views = viewsOf(withProduct);
  if (!views.every(({ subject }) => images.subjects.includes(subject))) return null;
  return views.length * images.priceMicros;
}

/**
 * Asks for a persona's reference sheet: pictures that stand are kept unless `anew`. Answers how many have to be made; none
 * when all stand or are being drawn. Refused when no picture model is set up, or the product has no picture.
 */
export async function askForSheet(
  trx: Trx,
  images: ImageProvider,
  brandId: string,
  by: Actor,
  personaId: string,
  { productId, anew = false }: { productId?: string | undefined; anew?: boolean } = {},
): Promise<number> {
  if (priceSheet(images) === null) {
    throw new Refused(
      "no-picture-model",
      "No picture model is set up, so nothing can be drawn. See docs/guides/pictures.md.",
    );
  }
  const persona = await getPersona(trx, brandId, personaId);
  const bible = bibleSchema.parse(persona.bible);
  if (productId && !(await getProduct(trx, brandId, productId)).picture) {
    throw new Refused("no-picture", "This product has no picture to hold on to. Add one on its page.", "productId");
  }
  const wanted = viewsOf(Boolean(productId)).map((view) => ({
    ...{ personaId: persona.id, view: view.id, prompt: promptForView(view, bible) },
    productId: view.subject === "product" ? (productId ?? null) : null,
    requestedBy: personOf(by),
  }));
  const fresh = await requestPictures(trx, brandId, wanted, { anew, stillSince: new Date(Date.now() - stillMs) });
  if (fresh.length > 0) {
    const subject = { kind: "persona", id: persona.id, name: persona.name, brandId };
    await recordAct(trx, by, { act: "persona.pictured", subject, after: { pictures: fresh.map(({ view }) => view) } });
  }
  return fresh.length;
}

/** The ids of a persona's pictures that wait to be drawn, the front first: the others agree with it. */
export async function listWaitingPictures(db: Db, brandId: string, personaId: string): Promise<string[]> {
  const pictures = await listPersonaPictures(db, brandId, personaId);
  const waiting = pictures.filter(({ state }) => state === "queued" || state === "drawing");
  return waiting.sort((a, b) => rank(a) - rank(b)).map(({ id }) => id);
}

/**
 * Draws one picture, keeps it and writes down what it cost, also when it came to nothing. Safe to repeat: one that stands is
 * left alone. What this one picture cannot have (a refusal, a broken file) fails it and nothing else; "retry" and
 * "misconfigured" are thrown, because they concern the others, too.
 */
export async function drawPicture({ db, files, images }: Easel, brandId: string, pictureId: string): Promise<void> {
  const picture = await getPersonaPicture(db, brandId, pictureId);
  if (picture.state === "done" || picture.state === "failed") return;
  const persona = await getPersona(db, brandId, picture.personaId);
  const view = viewsOf(true).find(({ id }) => id === picture.view) ?? referenceViews[0]!;
  const pay = async (costMicros: number, provider: string, what: string) => {
    if (costMicros === 0) return;
    const note = `${persona.name}, ${view.name.toLowerCase()}: ${what}`;
    await insertLedgerEntry(db, brandId, { kind: "picture", provider, amountMicros: costMicros, note });
  };
  await changePersonaPicture(db, brandId, picture.id, { state: "drawing" });
  try {
    const references = await gatherReferences({ db, files }, brandId, picture);
    const face = portraitSchema.parse(persona.portrait);
    const made = await images.make({ ...view, prompt: picture.prompt, references, face });
    await pay(made.costMicros, made.provider, "drawn");
    const kept = await normalisePicture(made.bytes, side);
    const sha256 = createHash("sha256").update(kept.bytes).digest("hex");
    const file = `brands/${brandId}/personas/${persona.id}/${sha256.slice(0, 20)}.${kept.extension}`;
    await files.save(file, { bytes: kept.bytes });
    const { provider, model, costMicros } = made;
    const { width, height } = kept;
    await changePersonaPicture(db, brandId, picture.id, {
      ...{ state: "done", failure: null, file, sha256, width, height, provider, model, costMicros },
    });
  } catch (error) {
    if (error instanceof ProviderError) await pay(error.costMicros, images.id, "paid for and not delivered");
    if (!concernsOneOnly(error)) throw error;
    await changePersonaPicture(db, brandId, picture.id, { state: "failed", failure: error.message });
  }
}

/** The front view, which every other agrees with, and the product in hand. */
async function gatherReferences(
  { db, files }: Pick<Easel, "db" | "files">,
  brandId: string,
  { personaId, productId, view }: PersonaPicture,
): Promise<ReferenceImage[]> {
  if (view === "front") return [];
  const front = (await listPersonaPictures(db, brandId, personaId)).find((each) => each.view === "front");
  if (!front?.file) {
    throw new Refused(
      "no-front",
      "The picture from the front has to stand before this one can agree with it. Draw it again.",
    );
  }
  const product = productId ? (await getProduct(db, brandId, productId)).picture : null;
  const keys = [front.file, ...(product ? [product] : [])];
  return Promise.all(keys.map(async (key) => ({ bytes: await files.bytes(key), mime: mimeOf(key) })));
}

function concernsOneOnly(error: unknown): error is Error {
  if (error instanceof ProviderError) return error.kind === "reject";
  return error instanceof MediaRefused || error instanceof Refused;
}

function viewsOf(withProduct: boolean): readonly ReferenceView[] {
  return withProduct ? [...referenceViews, productView] : referenceViews;
}

function rank({ view }: PersonaPicture): number {
  return viewsOf(true).findIndex(({ id }) => id === view);
}

function mimeOf(key: string): ReferenceImage["mime"] {
  return key.endsWith(".png") ? "image/png" : key.endsWith(".webp") ? "image/webp" : "image/jpeg";
}
