import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { FullWorkspace } from "./full-workspace.fixture.ts";

/** A workspace as addresses and forms name it. `run` is a run of the engine's for it. */
export type Target = FullWorkspace & { run: string };

const studio = fileURLToPath(new URL("../../studio", import.meta.url));
const app = fileURLToPath(new URL("../../app", import.meta.url));

/** What addresses hold that is nobody's: parts of a video, versions of a kit, voices, dossiers. */
const anybodys: Record<string, string[]> = {
  "*": ["logo.png"],
  dossier: ["animatic"],
  sample: ["captions-pop.png", "end-card-split.png", "bed-warm.m4a"],
  part: ["video.mp4", "captions.vtt", "poster"],
  version: ["1"],
  voice: ["slt"],
};

/** Every way to fill an address like `/b/:brand/posts/:postId` with a workspace's own rows. */
export function addressesOf(pattern: string, owners: (name: string) => Target): string[] {
  let filled = [pattern];
  for (const [whole, name, braced] of pattern.matchAll(/:(\w+)|\{(\w+)\}|\*/g)) {
    const called = name ?? braced ?? "*";
    const values = valuesOf(owners(called), called);
    filled = filled.flatMap((each) => values.map((value) => each.replace(whole, encodeURIComponent(value))));
  }
  return filled;
}

/** What a parameter or field of this name can be with a workspace's rows, by what columns and tables are called. */
export function valuesOf({ rows, cast, run }: Target, name: string): string[] {
  if (name === "brand") return [cast.brand.slug];
  if (name === "runId" || name === "eventId") return [run];
  const fixed = anybodys[name];
  if (fixed) return fixed;
  const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const noun = column.replace(/_?ids?$/, "");
  const tables = rows.filter(({ table }) => table === `${noun}s` || table.endsWith(`_${noun}s`));
  const exact = tables.filter(({ table }) => table === `${noun}s`);
  const ids = (exact.length > 0 ? exact : tables).flatMap(({ row: { id } }) => (typeof id === "string" ? [id] : []));
  if (ids.length > 0 && noun) return ids;
  const found = rows.find(({ row }) => typeof row[column] === "string")?.row[column];
  return [String(found ?? "x")];
}

/** What is written in the app and in what reads its forms, by file. */
const sources = new Map([app, studio].flatMap(sourcesIn));

/** The names of the fields that forms of the app have, or what reads them takes. */
export function readFields(): string[] {
  const source = [...sources.values()].join("\n");
  const names = source.matchAll(/\.get(?:All)?\("([\w.-]+)"\)|\bname="([\w.-]+)"|\b(\w+): z\.|\b(\w+Ids?)\b/g);
  const all = new Set([...names].map(([, ...words]) => words.find(Boolean) ?? ""));
  return [...all].filter((name) => name !== "intent");
}

/** What a route's forms may ask it to do; "" for no word at all. */
export function intentsOf(routeId: string): string[] {
  const intents = /intent"?\)? ?(?:===|:) "([a-z-]+)"|name="intent" value="([a-z-]+)"|case "([a-z-]+)":/g;
  return ["", ...wordsOf(routeId, intents)];
}

/** What a page's address may be searched by. */
export const searchedBy = (routeId: string): string[] =>
  wordsOf(routeId, /(?:searchParams|search|params|query|url)\w*\.get(?:All)?\("([\w.-]+)"\)/gi);

/** What a pattern finds in a route's own source and in what that imports of the app. */
function wordsOf(routeId: string, pattern: RegExp): string[] {
  const seen = new Set([...sources.keys()].filter((file) => file.replace(/\.tsx?$/, "") === path.join(app, routeId)));
  for (const each of seen) {
    for (const [, specifier = ""] of sources.get(each)?.matchAll(/from "(\.[^"]+)"/g) ?? []) {
      const imported = path.join(path.dirname(each), specifier);
      if (sources.has(imported)) seen.add(imported);
    }
  }
  const source = [...seen].map((each) => sources.get(each)).join("\n");
  return [...new Set([...source.matchAll(pattern)].map(([, ...words]) => words.find(Boolean) ?? ""))];
}

function sourcesIn(folder: string): [file: string, source: string][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\./.test(file))
    .map((file) => path.join(folder, file))
    .map((file) => [file, readFileSync(file, "utf8")]);
}
