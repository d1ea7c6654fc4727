import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { type Dossier, dossier as dossierSchema } from "./dossier.ts";
import { findSlips } from "./slips.ts";

/** One thing that is wrong with a dossier. `line` counts from 1; `where` is the place in it, such as `price.rates[1]`. */
export type DossierProblem = { file: string; line: number; where: string; message: string };

/** What a text holds: the dossier when nothing is wrong with it, or everything that is, each with its line. */
export type ReadDossier =
  | { dossier: Dossier; problems: [] }
  | { dossier: undefined; problems: [DossierProblem, ...DossierProblem[]] };

/** A dossier has some hundred lines; whatever is longer is none. */
const longestText = 60_000;

/**
 * Reads a dossier from its text and checks it against its schema and itself. `today` (a day such as 2026-11-23): a source
 * that is read later than that was not read.
 */
export function readDossier(file: string, text: string, today?: string): ReadDossier {
  const counter = new LineCounter();
  const say = (offset: number, where: string, message: string): DossierProblem => ({
    ...{ file, line: counter.linePos(offset).line, where, message },
  });
  if (text.length > longestText)
    return failed([{ file, line: 1, where: "", message: "This is too long for a dossier" }]);
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0) {
    return failed(document.errors.map(({ pos, message }) => say(pos[0], "", message.replace(/\s+/g, " "))));
  }
  const at = (path: readonly PropertyKey[], message: string) => say(offsetOf(document, path), sayPath(path), message);
  const parsed = dossierSchema.safeParse(toPlain(document), { error: sayIssue });
  if (!parsed.success) {
    return failed(parsed.error.issues.map(({ path, message }) => at(path, message)));
  }
  const slips = findSlips(parsed.data, today).map(({ path, message }) => at(path, message));
  const name = file
    .split("/")
    .at(-1)
    ?.replace(/\.ya?ml$/, "");
  if (name !== parsed.data.id) slips.push(at(["id"], `The file is called ${name}; a dossier is called like its file`));
  return slips.length > 0 ? failed(slips) : { dossier: parsed.data, problems: [] };
}

/**
 * A dossier's text as the studio's formatter writes it, too: a change then differs in what it changes and in nothing else.
 */
export function writeDossier(document: Document): string {
  const inFlow = /^\s*(?:- )?(?:[\w-]+: )?[[{]/;
  return document
    .toString({ lineWidth: 0 })
    .split("\n")
    .map((line) => (inFlow.test(line) ? tightenLists(line) : line))
    .join("\n");
}

/** `[ 4, 6 ]` as `[4, 6]`, which the writer cannot do without `{a: 1}`; what stands in quotes stays. */
function tightenLists(line: string): string {
  return line
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part) => (part.startsWith('"') ? part : part.replaceAll("[ ", "[").replaceAll(" ]", "]")))
    .join("");
}

/** As it stands in a terminal: `veo-3.1.yaml:12 durations.seconds: must be …`. */
export function describeSlip({ file, line, where, message }: DossierProblem): string {
  return `${file}:${line}${where ? ` ${where}` : ""}: ${message}`;
}

function failed(problems: DossierProblem[]): ReadDossier {
  return { dossier: undefined, problems: problems as [DossierProblem, ...DossierProblem[]] };
}

function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch {
    // Aliases by the hundred: nothing that a dossier has.
    return undefined;
  }
}

/** Where a path's value stands; what is not there stands at what should hold it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function sayPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (said, key) => (typeof key === "number" ? `${said}[${key}]` : said ? `${said}.${String(key)}` : String(key)),
    "",
  );
}

function sayIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type" && issue.input === undefined) return "is missing";
  if (issue.code === "unrecognized_keys") return `knows no ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
  return undefined;
}
