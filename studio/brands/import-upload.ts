import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { kitFile } from "#brand-kits/schema.ts";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { type ImportedKit, importKitFolder, type KitScope } from "./import-kit.ts";

/** One file of an uploaded folder; `name` is as a browser sends it, `nordlys-coffee/pictures/cup.png`. */
export type UploadedFile = { name: string; bytes: Uint8Array };

const maxFiles = 500;
const maxBytes = 100 * 1024 * 1024;

/**
 * Imports a kit from an uploaded folder. What the system of whoever uploads leaves in folders (`.DS_Store`, `Thumbs.db`)
 * is passed over. Throws `KitRefused`, or `Refused` (`no-files`, `too-large`, `bad-name`); then nothing was imported.
 */
export async function importKitFromFiles(
  db: Db,
  files: FileStore,
  scope: KitScope,
  by: Actor,
  uploaded: UploadedFile[],
): Promise<ImportedKit> {
  const wanted = uploaded
    .map(({ name, bytes }) => ({ name: name.replaceAll("\\", "/"), bytes }))
    .filter(({ name }) => !name.split("/").some((part) => /^\.[^.]/.test(part) || part === "Thumbs.db"));
  if (wanted.length === 0) throw new Refused("no-files", "Choose the kit's folder, with its kit.yaml in it.", "kit");
  refuseTooMuch(wanted);
  const [root, inRoot] = splitRoot(wanted.map(({ name }) => name));
  const scratch = await mkdtemp(path.join(tmpdir(), "troupe-kit-"));
  try {
    const folder = path.join(scratch, root);
    for (const { name, bytes } of wanted) {
      const file = path.join(folder, inRoot(name));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    return await importKitFolder(db, files, scope, by, folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function refuseTooMuch(files: UploadedFile[]): void {
  const megabytes = Math.ceil(files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / 1024 / 1024);
  if (files.length > maxFiles || megabytes * 1024 * 1024 > maxBytes) {
    const message = `The folder has ${files.length} files and ${megabytes} MB; a kit has at most ${maxFiles} files and 100 MB.`;
    throw new Refused("too-large", `${message} Did you choose the folder above it?`, "kit");
  }
  const odd = files.find(({ name }) => !kitFile.safeParse(name).success);
  if (odd) {
    const message = `The file name "${odd.name.slice(0, 80)}" cannot be used. Rename it with letters, digits, dots and dashes.`;
    throw new Refused("bad-name", message, "kit");
  }
  const names = new Set(files.map(({ name }) => name));
  const twice =
    names.size < files.length && files.find(({ name }, index) => files.findIndex((f) => f.name === name) < index);
  const under = files.find(({ name }) => foldersOf(name).some((folder) => names.has(folder)));
  const clash = twice || under;
  if (clash) {
    const message = `${clash.name} is there twice, as two files or as a file and a folder. Choose one folder, as it is on your disk.`;
    throw new Refused("bad-name", message, "kit");
  }
}

/** `a/b/c.png` lies in `a` and `a/b`. */
function foldersOf(name: string): string[] {
  const parts = name.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** A browser puts the chosen folder's own name before each file's; it is taken off when all files share it. */
function splitRoot(names: string[]): [root: string, inRoot: (name: string) => string] {
  const root = names[0]?.split("/")[0] ?? "";
  if (!names.every((name) => name.startsWith(`${root}/`))) return ["kit", (name) => name];
  return [root, (name) => name.slice(root.length + 1)];
}
