import sharp from "sharp";

/** A picture or clip that cannot be used, in a sentence that says why and what to do. Nothing was stored. */
export class MediaRefused extends Error {
  override name = "MediaRefused";
  constructor(
    readonly code:
      | "not-a-picture"
      | "not-a-clip"
      | "truncated"
      | "too-large"
      | "too-small"
      | "too-long"
      | "too-many-pixels"
      | "format",
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

/**
 * How files begin that people take for pictures: what each is by its first bytes, a dot for any. Only the first three are
 * ever decoded.
 */
const beginnings: [format: string, mark: string][] = [
  ["png", "\x89PNG\r\n\x1a\n"],
  ["jpeg", "\xff\xd8\xff"],
  ["webp", "RIFF....WEBP"],
  ["gif", "GIF8"],
  ["bmp", "BM....\0\0\0\0"],
  ["tiff", "II*\0"],
  ["tiff", "MM\0*"],
  ["avif", "....ftypavi"],
  ["heic", "....ftyphe"],
  ["heic", "....ftypmif1"],
  ["pdf", "%PDF-"],
];

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

/**
 * The same picture in the same format and size, drawn anew: nothing that was hidden beside the pixels (scripts, archives,
 * places, a second file behind the end) comes along. Throws `MediaRefused`.
 */
export async function cleanPicture(bytes: Uint8Array): Promise<Buffer> {
  const { format } = await readHeader(bytes);
  const upright = sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" }).rotate();
  const options = {
    png: { compressionLevel: 9 },
    jpeg: { quality: 95, chromaSubsampling: "4:4:4" },
    webp: { quality: 95 },
  };
  return decode(upright.toFormat(format, options[format]).toBuffer());
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
  // Told by its first bytes, before any decoder has a look: each decoder is a door.
  const begins = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  const [kind] =
    beginnings.find(([, mark]) => [...mark].every((sign, at) => sign === "." || sign === begins[at])) ?? [];
  const format = formats.find((known) => known === kind);
  if (kind && !format) {
    throw new MediaRefused("format", `${kind.toUpperCase()} pictures are not taken. Export it as PNG, JPEG or WebP.`);
  }
  const meta =
    format &&
    (await sharp(bytes, { limitInputPixels: false, failOn: "none" })
      .metadata()
      .catch(() => undefined));
  if (!format || !meta?.width || !meta.height) {
    throw new MediaRefused("not-a-picture", "This file is not a picture. Choose a PNG, JPEG or WebP picture.");
  }
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
