import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { KitProblem } from "./problems.ts";

export type KitFileKind = "kit" | "voice" | "logo" | "font" | "picture" | "roster" | "licence";
/** One file of a kit, read once, so that what was checked is what is imported. `name` is relative to the kit's folder. */
export type KitFile = { name: string; kind: KitFileKind; bytes: Uint8Array };

/** Says whether bytes are a whole picture, and how large; throws with a sentence when they are not. media/ has one. */
export type ProbePicture = (bytes: Uint8Array) => Promise<{ width: number; height: number }>;

const maxBytes = 20 * 1024 * 1024;
const maxTextBytes = 1024 * 1024;
/** Shorter than this on its shorter side, a product fills no phone's screen sharply: a card is 900 pixels wide there. */
const minPictureSide = 320;
const minLogoSide = 64;

/** Reads a file of the kit, or answers a sentence that says why it cannot be used. Nothing outside the folder is read. */
export async function readKitFile(folder: string, name: string): Promise<{ bytes: Uint8Array } | { message: string }> {
  const file = path.join(folder, name);
  const found = await realpath(file).catch(() => undefined);
  if (found === undefined) return { message: await whyMissing(folder, name) };
  if (!found.startsWith((await realpath(folder)) + path.sep)) {
    return { message: `${name} leads out of the kit's folder; copy the file itself into it` };
  }
  const info = await stat(found);
  const { size } = info;
  if (!info.isFile()) return { message: `${name} is a folder, not a file` };
  if (size === 0) return { message: `${name} is empty` };
  if (size > maxBytes) return { message: `${name} has ${Math.round(size / 1024 / 1024)} MB; at most 20 MB are taken` };
  return { bytes: await readFile(found) };
}

/** A sentence when the file is not what its kind must be: a picture for a logo or product, TTF or OTF for a font. */
export async function checkKitFile(file: KitFile, probePicture: ProbePicture): Promise<string | undefined> {
  if (file.kind === "font") return checkFont(file);
  if (file.kind !== "logo" && file.kind !== "picture") return undefined;
  try {
    const { width, height } = await probePicture(file.bytes);
    const least = file.kind === "logo" ? minLogoSide : minPictureSide;
    if (Math.min(width, height) >= least) return undefined;
    return `${file.name} is ${width}×${height}; both sides need ${least} pixels or more to look sharp`;
  } catch (cause) {
    return `${file.name} cannot be used as a picture. ${(cause as Error).message}`;
  }
}

/** Magic numbers from the OpenType specification ("Organization of an OpenType font"); `true` is Apple's older TrueType. */
const fontMarks = ["\u0000\u0001\u0000\u0000", "OTTO", "true"];
const webFontMarks = ["wOFF", "wOF2"];

function checkFont({ name, bytes }: KitFile): string | undefined {
  const mark = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  if (fontMarks.includes(mark))
    return isWholeFont(bytes) ? undefined : `${name} is damaged; save or export the font again`;
  if (webFontMarks.includes(mark))
    return `${name} is a web font (WOFF); the renderer needs the same font as TTF or OTF`;
  return `${name} is not a font; the renderer needs TTF or OTF`;
}

/**
 * Whether the font's table of contents leads to tables inside the file, among them what every font needs to be drawn
 * (OpenType specification, "Table directory" and "Required tables"): renderers believe it without looking.
 */
function isWholeFont(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.byteLength >= 12 ? view.getUint16(4) : 0;
  if (count === 0 || view.byteLength < 12 + count * 16) return false;
  const tags = new Set<string>();
  for (let at = 12; at < 12 + count * 16; at += 16) {
    if (view.getUint32(at + 8) + view.getUint32(at + 12) > view.byteLength) return false;
    tags.add(Buffer.from(bytes.subarray(at, at + 4)).toString("latin1"));
  }
  const outlines = ["glyf", "CFF ", "CFF2"].some((tag) => tags.has(tag));
  return outlines && ["cmap", "head", "hhea", "hmtx", "maxp"].every((tag) => tags.has(tag));
}

async function whyMissing(folder: string, name: string): Promise<string> {
  const siblings = await readdir(path.join(folder, path.dirname(name))).catch(() => []);
  const twin = siblings.find((sibling) => sibling.toLowerCase() === path.basename(name).toLowerCase());
  if (twin)
    return `There is no ${name}, but there is ${path.posix.join(path.dirname(name), twin)}: small and capital letters count`;
  return `There is no ${name} in the kit's folder; add the file or take the line out`;
}

/**
 * The one text of the folder that goes by any of these names; undefined when there is none, a problem when there are two
 * or it cannot be read.
 */
export async function findKitText(
  folder: string,
  names: string[],
  kind: KitFileKind,
): Promise<{ file: KitFile } | { problem: KitProblem } | undefined> {
  const present = (await readdir(folder)).filter((name) => names.includes(name)).sort();
  const [name, other] = present;
  if (name === undefined) return undefined;
  const refuse = (message: string) => ({ problem: { file: name, where: "", line: null, column: null, message } });
  if (other !== undefined) return refuse(`There is ${other} as well; keep one of the two`);
  const answer = await readKitFile(folder, name);
  if ("message" in answer) return refuse(answer.message);
  if (answer.bytes.byteLength > maxTextBytes) return refuse("This has more than 1 MB; a kit is a text of a few pages");
  return { file: { name, kind, bytes: answer.bytes } };
}
