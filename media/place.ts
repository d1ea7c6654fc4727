import { fileURLToPath } from "node:url";

/**
 * The path of a file of this room, by its name from here, such as `fonts/inter-bold.ttf`. Asked for here only: a process of
 * this room runs as one bundle, in which a module no longer knows where it lay, but all know this folder.
 */
export function ownFile(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}
