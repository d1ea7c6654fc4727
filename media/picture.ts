import sharp from "sharp";

/** A picture or clip that cannot be used, in a sentence that says why and what to do. Nothing was stored. */
export class MediaRefused extends Error {
  override name = "MediaRefused";
  constructor(
    readonly code: "not-a-picture" | "truncated" | "too-large" | "too-many-pixels" | "format",
    message: string,
  ) {
    super(message);
  }
}

/** The formats we take. SVG is left out on purpose: it is a program as much as a picture. */
const formats = ["png", "jpeg", "webp"] as const;
export type PictureFormat = (typeof formats)[number];
export type Picture = { format: PictureFormat; width: number; height: number };

const maxBytes = 20 * 1024 * 1024;
/** 50 megapixels is past every phone's camera; a picture that unfolds to more is a bomb or a mistake. */
const maxPixels = 50_000_000;

/** Looks whether bytes are a whole picture that we can use: every pixel is decoded once. Throws `MediaRefused`. */
export async function probePicture(bytes: Uint8Array): Promise<Picture> {
  const found = await readHeader(bytes);
  await decode(sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" }).stats());
  return found;
}

/**
 * The same picture without its metadata (place, camera, editor), upright, and at most `maxSide` pixels on its longer side:
 * PNG when it has transparency, JPEG otherwise. Throws `MediaRefused`.
 */
export async function normalisePicture(
  bytes: Uint8Array,
  maxSide: number,
): Promise<Picture & { bytes: Buffer; mime: string; extension: "png" | "jpg" }> {
  await readHeader(bytes);
  const upright = sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" }).rotate();
  const sized = upright.resize({ width: maxSide, height: maxSide, fit: "inside", withoutEnlargement: true });
  const { hasAlpha } = await sharp(bytes).metadata();
  const encoded = hasAlpha ? sized.png({ compressionLevel: 9 }) : sized.jpeg({ quality: 90, mozjpeg: true });
  const { data, info } = await decode(encoded.toBuffer({ resolveWithObject: true }));
  const kind = hasAlpha
    ? ({ format: "png", mime: "image/png", extension: "png" } as const)
    : ({ format: "jpeg", mime: "image/jpeg", extension: "jpg" } as const);
  return { ...kind, width: info.width, height: info.height, bytes: data };
}

async function readHeader(bytes: Uint8Array): Promise<Picture> {
  if (bytes.byteLength === 0)
    throw new MediaRefused("not-a-picture", "The file is empty. Choose a PNG, JPEG or WebP picture.");
  if (bytes.byteLength > maxBytes) {
    const size = Math.round(bytes.byteLength / 1024 / 1024);
    throw new MediaRefused("too-large", `The picture has ${size} MB; at most 20 MB are taken. Export it smaller.`);
  }
  if (looksLikeSvg(bytes)) {
    throw new MediaRefused("format", "SVG pictures are not taken, because they can carry scripts. Export it as PNG.");
  }
  const meta = await sharp(bytes, { limitInputPixels: false, failOn: "none" })
    .metadata()
    .catch(() => undefined);
  if (!meta?.width || !meta.height) {
    throw new MediaRefused("not-a-picture", "This file is not a picture. Choose a PNG, JPEG or WebP picture.");
  }
  const format = formats.find((known) => known === meta.format);
  if (!format)
    throw new MediaRefused(
      "format",
      `${meta.format.toUpperCase()} pictures are not taken. Export it as PNG, JPEG or WebP.`,
    );
  if (meta.width * meta.height > maxPixels) {
    const megapixels = Math.round((meta.width * meta.height) / 1e6);
    throw new MediaRefused(
      "too-many-pixels",
      `The picture has ${megapixels} megapixels; at most 50 are taken. Export it smaller.`,
    );
  }
  return { format, width: meta.width, height: meta.height };
}

function looksLikeSvg(bytes: Uint8Array): boolean {
  return /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!DOCTYPE svg[\s\S]*?>\s*)?<svg[\s>]/i.test(
    Buffer.from(bytes.subarray(0, 4096)).toString("utf8"),
  );
}

async function decode<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw Object.assign(
      new MediaRefused(
        "truncated",
        "The picture breaks off or is damaged. Save or download it again, then choose it once more.",
      ),
      { cause },
    );
  }
}
