import type { KitFile } from "#brand-kits/files.ts";
import type { LoadedKit } from "#brand-kits/load.ts";
import { type KitProblem, KitRefused } from "#brand-kits/problems.ts";
import type { Kit, KitProduct } from "#brand-kits/schema.ts";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type BrandRow, changeBrand, findBrandBySlug, insertBrand, lockBrandSlug } from "#db/queries/brands.ts";
import { findCurrentKitRow, insertKit } from "#db/queries/kits.ts";
import { type ProductValues, upsertProduct } from "#db/queries/products.ts";
import { replaceSlots, type Slot } from "#db/queries/slots.ts";
import { inTransaction } from "#db/transaction.ts";
import { cleanPicture, MediaRefused } from "#media/picture.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { ensureShowcase } from "../channels/showcase.ts";
import type { PersonaDraft } from "../personas/input.ts";
import { importRoster } from "../personas/persona.ts";
import { keepPicture } from "../products/picture.ts";
import { openKit } from "./open-kit.ts";

export type ImportedKit = {
  brand: BrandRow;
  version: number;
  /** False when the brand had exactly this kit already, and nothing was changed. */
  changed: boolean;
  products: number;
  /** How many personas of the kit's roster joined; those whose names were known stay as they are. */
  personas: number;
  notices: KitProblem[];
};

/** `brandSlug`, when given, is the brand that the kit has to be of: a page of one brand takes no other's kit. */
export type KitScope = { workspaceId: string; brandSlug?: string };

/** Reads a kit's folder and imports it. Throws `KitRefused` with every problem; then nothing was imported. */
export async function importKitFolder(
  db: Db,
  files: FileStore,
  scope: KitScope,
  by: Actor,
  folder: string,
): Promise<ImportedKit> {
  return importKit(db, files, by, { ...scope, loadedKit: await openKit(folder) });
}

/**
 * Makes the brand of the kit's slug, or its next kit version: files, products by handle, weekly slots, a Showcase, and who
 * is new in the roster. One transaction: a kit comes whole or not at all. Importing the same kit again changes nothing.
 * Files are written before the commit; when it fails, the next import writes over them.
 */
export async function importKit(
  db: Db,
  files: FileStore,
  by: Actor,
  { workspaceId, brandSlug, loadedKit }: KitScope & { loadedKit: LoadedKit<PersonaDraft> },
): Promise<ImportedKit> {
  const { kit, voice, sha256, notices } = loadedKit;
  if (brandSlug !== undefined && brandSlug !== kit.slug) {
    const message = `This is the kit of "${kit.slug}", not of "${brandSlug}". Change its slug, or import it as a new brand.`;
    throw new Refused("other-brand", message, "slug");
  }
  return inTransaction(db, async (trx) => {
    await lockBrandSlug(trx, workspaceId, kit.slug);
    const known = await findBrandBySlug(trx, workspaceId, kit.slug);
    const current = known && (await findCurrentKitRow(trx, known.id));
    if (known && !known.archivedAt && current?.sha256 === sha256) {
      return { brand: known, version: current.version, changed: false, products: 0, personas: 0, notices };
    }
    const { name, slug, zone } = kit;
    const brand = known
      ? await changeBrand(trx, workspaceId, known.id, { name, zone, archivedAt: null })
      : await insertBrand(trx, workspaceId, { slug, name, zone });
    const version = (current?.version ?? 0) + 1;
    const folder = `brands/${brand.id}/kits/${version}`;
    const kept = await cleanFiles(loadedKit.files);
    const pictures = await keepPictures(files, brand.id, kit, kept);
    for (const { name, bytes } of kept) await files.save(`${folder}/${name}`, { bytes });
    await insertKit(trx, brand.id, { version, kit, voice, folder, sha256 });
    await replaceSlots(trx, brand.id, kit.schedule.map(slotOf));
    for (const product of kit.products) await upsertProduct(trx, brand.id, valuesOf(product, pictures));
    await ensureShowcase(trx, brand);
    const joined = await importRoster(trx, files, brand.id, by, loadedKit.roster);
    await recordAct(trx, by, {
      act: "kit.imported",
      subject: { kind: "brand", id: brand.id, name, brandId: brand.id },
      before: current ? { version: current.version, sha256: current.sha256 } : null,
      after: { version, sha256 },
    });
    return { brand, version, changed: true, products: kit.products.length, personas: joined.length, notices };
  });
}

/**
 * The files as they are kept: pictures drawn anew, because the brand's people will open them from our address, the rest as
 * it came. A picture that can be looked at and yet not be drawn is refused like one that cannot be looked at.
 */
async function cleanFiles(kitFiles: KitFile[]): Promise<KitFile[]> {
  const kept: KitFile[] = [];
  for (const file of kitFiles) {
    const isPicture = file.kind === "logo" || file.kind === "picture";
    kept.push(isPicture ? { ...file, bytes: await cleanPicture(file.bytes).catch(refuse(file)) } : file);
  }
  return kept;
}

/** The key of each product picture, by its name in the kit. */
async function keepPictures(files: FileStore, brandId: string, { products }: Kit, kitFiles: KitFile[]) {
  const keys = new Map<string, string>();
  for (const { picture } of products) {
    const file = kitFiles.find(({ name }) => name === picture);
    if (file && !keys.has(file.name)) {
      keys.set(file.name, await keepPicture(files, brandId, file.bytes).catch(refuse(file)));
    }
  }
  return keys;
}

const refuse =
  ({ name }: KitFile) =>
  (error: unknown): never => {
    if (!(error instanceof MediaRefused)) throw error;
    const message = `${name} cannot be used as a picture. ${error.message}`;
    throw Object.assign(new KitRefused([{ file: name, where: "", line: null, column: null, message }]), {
      cause: error,
    });
  };

function valuesOf(product: KitProduct, pictures: Map<string, string>): ProductValues {
  const { handle, title, description, benefits, facts, price, link } = product;
  const picture = (product.picture && pictures.get(product.picture)) ?? null;
  return {
    handle,
    title,
    description,
    benefits,
    facts,
    priceCents: price && Math.round(price.amount * 100),
    currency: price?.currency ?? null,
    url: link,
    picture,
    pictureUrl: null,
    pictureNote: picture ? null : "The kit has no picture of this product, so no shot shows it.",
    source: "kit",
  };
}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** `thu 18:30` as ISO weekday and minute of the day. */
function slotOf(text: string): Slot {
  const [day, time] = text.split(" ") as [string, string];
  const [hours, minutes] = time.split(":").map(Number) as [number, number];
  return { weekday: weekdays.indexOf(day) + 1, minute: hours * 60 + minutes };
}
