import { createHash, randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type Cutaway, putCutaway, removeCutaway } from "#db/queries/cutaways.ts";
import { getProduct } from "#db/queries/products.ts";
import { inTransaction } from "#db/transaction.ts";
import { normaliseClip } from "#media/normalise-clip.ts";
import { MediaRefused, normalisePicture } from "#media/picture.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";

/** Megabytes that an upload may have: a minute of a phone's video. */
export const largestCutaway = 80;

/** What is kept of a picture: its longer side at most, and its shorter one at least, in pixels. */
const [longestSide, leastSide] = [1920, 320];

/** What goes with an upload. `licence` says under which terms, when it is somebody else's. */
export const cutawayInput = z
  .object({
    shows: z
      .string()
      .trim()
      .min(3, "Say in a few words what is to be seen in it")
      .max(120, "Say it in 120 characters")
      .transform((text) => text.replace(/\s+/g, " ")),
    rights: z.enum(["own", "licensed"], "Say whose it is"),
    licence: z
      .string()
      .trim()
      .max(200, "Keep the terms to 200 characters")
      .nullish()
      .transform((text) => text || null),
    confirmed: z.literal(true, "Confirm that it may be shown in advertisements"),
  })
  .refine(({ rights, licence }) => rights === "own" || licence !== null, {
    message: "Say from whom it is and under which terms",
    path: ["licence"],
  })
  .transform(({ confirmed: _, licence, ...rest }) => ({ ...rest, licence: rest.rights === "own" ? null : licence }));
export type CutawayInput = z.input<typeof cutawayInput>;

/**
 * Adds a picture or a clip that videos of a product may cut to. Who uploaded it, and their word that it may be shown, stay
 * with it and are in the audit. Kept are a picture upright and a clip upright and silent, both without place or camera. The
 * same file once more replaces what was said of it. Refused in a sentence when it is neither.
 */
export async function addCutaway(
  { db, files, scratch }: { db: Db; files: FileStore; scratch: string },
  brandId: string,
  by: Actor,
  productId: string,
  bytes: Uint8Array,
  input: CutawayInput,
): Promise<Cutaway> {
  const said = cutawayInput.parse(input);
  const product = await getProduct(db, brandId, productId);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const kept = await keep({ files, scratch }, brandId, bytes, sha256).catch((error: unknown) => {
    if (error instanceof MediaRefused) throw new Refused(`cutaway-${error.code}`, error.message, "file");
    throw error;
  });
  return inTransaction(db, async (trx) => {
    const row = { ...said, ...kept, productId, sha256, uploadedBy: personOf(by) };
    const cutaway = await putCutaway(trx, brandId, row);
    const after = { ...said, kind: kept.kind, sha256, confirmed: true };
    const subject = { kind: "product", id: product.id, name: product.title, brandId };
    await recordAct(trx, by, { act: "cutaway.added", subject, after });
    return cutaway;
  });
}

/** Takes one back: no video that is made from then on shows it. Videos that do keep it, and say so. */
export async function withdrawCutaway(db: Db, brandId: string, by: Actor, id: string): Promise<Cutaway> {
  return inTransaction(db, async (trx) => {
    const cutaway = await removeCutaway(trx, brandId, id, personOf(by));
    const { title: name } = await getProduct(trx, brandId, cutaway.productId);
    const subject = { kind: "product", id: cutaway.productId, name, brandId };
    await recordAct(trx, by, { act: "cutaway.removed", subject, before: { shows: cutaway.shows } });
    return cutaway;
  });
}

type Kept = Pick<Cutaway, "kind" | "file" | "poster" | "width" | "height" | "seconds">;

/** Stores an upload under its own hash: an address always means the same bytes. */
async function keep(
  { files, scratch }: { files: FileStore; scratch: string },
  brandId: string,
  bytes: Uint8Array,
  sha256: string,
): Promise<Kept> {
  const base = `brands/${brandId}/products/cut-${sha256.slice(0, 20)}`;
  if (!isClip(bytes)) {
    const picture = await normalisePicture(bytes, longestSide).catch((error: unknown) => {
      throw error instanceof MediaRefused && error.code === "not-a-picture" ? new MediaRefused(...neither) : error;
    });
    const { width, height } = picture;
    if (Math.min(width, height) < leastSide) {
      const message = `The picture is ${width} × ${height} pixels, and needs ${leastSide} or more.`;
      throw new MediaRefused("too-small", message);
    }
    const file = `${base}.${picture.extension}`;
    await files.save(file, { bytes: picture.bytes });
    return { kind: "picture", file, poster: file, width, height, seconds: null };
  }
  await mkdir(scratch, { recursive: true });
  const place = path.join(scratch, `clip-${randomUUID()}`);
  const order = { file: `${place}.upload`, out: `${place}.mp4`, poster: `${place}.jpg` };
  try {
    await writeFile(order.file, bytes);
    const clip = await normaliseClip(order);
    const [file, poster] = [`${base}.mp4`, `${base}-poster.jpg`];
    await files.save(file, { path: order.out });
    await files.save(poster, { path: order.poster });
    return { kind: "clip", file, poster, ...clip };
  } finally {
    for (const each of Object.values(order)) await rm(each, { force: true });
  }
}

const neither: [MediaRefused["code"], string] = [
  "format",
  "That is no picture and no clip. Choose a PNG, JPEG or WebP picture, or an MP4, MOV or WebM clip.",
];

/** Told by how it begins. AVIF and HEIC pictures come in the box of an MP4, and say so. */
function isClip(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  return head.startsWith("\x1a\x45\xdf\xa3") || /^.{4}(ftyp(?!avi[fs]|he[ivx]|mif1|msf1)|moov|mdat|wide)/s.test(head);
}
