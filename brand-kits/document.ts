import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { sayIssue } from "./issues.ts";
import { describePath, type KitProblem } from "./problems.ts";

export type ParsedFile = {
  /** What the text holds; undefined when it cannot be read at all, and then `problems` says why. */
  data: unknown;
  problems: KitProblem[];
  /** A problem at a path of the data, with its line and column. A path that is not there is placed at what holds it. */
  problemAt(path: readonly PropertyKey[], message: string, unknownKey?: string): KitProblem;
};

/**
 * Reads YAML, or JSON when the file is named so. Both go through the YAML parser, because it alone knows at which line
 * and column every value stands (JSON is a subset); strict JSON is then asked for besides.
 */
export function readDocument(file: string, text: string): ParsedFile {
  const counter = new LineCounter();
  const excess = findExcess(text);
  const document = parseDocument(excess ? "" : text, { lineCounter: counter, prettyErrors: false });
  const placed = (offset: number, where: string, message: string): KitProblem => {
    const { line, col } = counter.linePos(offset);
    return { file, where, line, column: col, message };
  };
  const problemAt: ParsedFile["problemAt"] = (path, message, unknownKey) =>
    placed(offsetOf(document, path, unknownKey), describePath(unknownKey ? [...path, unknownKey] : path), message);

  if (excess) {
    return { data: undefined, problems: [{ file, where: "", column: 1, ...excess }], problemAt };
  }
  const problems = document.errors
    .slice(0, mostProblems)
    .map((error) => placed(error.pos[0], "", `${sentence(error.message)}`));
  if (problems.length === 0 && file.endsWith(".json")) {
    const message = whyNotJson(text);
    if (message) problems.push({ file, where: "", line: null, column: null, message });
  }
  if (problems.length > 0) return { data: undefined, problems, problemAt };
  try {
    const data: unknown = document.toJS({ maxAliasCount: 50 });
    const odd = findUnkeepable(data);
    return odd
      ? { data: undefined, problems: [problemAt(odd, unkeepableMessage)], problemAt }
      : { data, problems, problemAt };
  } catch (cause) {
    return { data: undefined, problems: [placed(0, "", sentence((cause as Error).message))], problemAt };
  }
}

/** Parses the file's data; every problem has its place and a sentence. `value` is undefined when there is a problem. */
export function parseWith<T>(
  schema: z.ZodType<T>,
  parsed: ParsedFile,
): { value: T | undefined; problems: KitProblem[] } {
  const result = schema.safeParse(parsed.data, { error: sayIssue, reportInput: true });
  if (result.success) return { value: result.data, problems: [] };
  // Each is looked up in the text, which for thousands would take longer than anybody waits.
  const problems = result.error.issues
    .slice(0, mostProblems)
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys
            .slice(0, mostProblems)
            .map((key) => parsed.problemAt(issue.path, `"${key}" is not a known key here; check its spelling`, key))
        : [parsed.problemAt(issue.path, issue.message)],
    );
  return { value: undefined, problems };
}

/**
 * A kit has five levels, and 200 products with all their sentences some 2,500 keys and 16,000 lines and commas. Whoever has
 * more slips to mend than `mostProblems` mends those first.
 */
const mostLevels = 60;
const mostKeys = 6_000;
const mostMarks = 30_000;
const mostProblems = 100;

/**
 * The line from which a text is no kit but a bomb, looked for without parsing it: the parser calls itself for every level,
 * and one that runs out of room there takes the whole process with it; it compares each key with all before, and tells
 * every slip. Brackets in quotes count, too.
 */
function findExcess(text: string): { line: number; message: string } | undefined {
  let open = 0;
  let marks = 0;
  let keys = 0;
  for (const [index, line] of text.split("\n").entries()) {
    marks += 1;
    let deepest = 0;
    for (const sign of line) {
      if (sign === "[" || sign === "{") open += 1;
      else if (sign === "]" || sign === "}") open = Math.max(0, open - 1);
      else if (sign === ":" || sign === "?") keys += 1;
      else if (',&*!"'.includes(sign)) marks += 1;
      deepest = Math.max(deepest, open);
    }
    const dashes = line.match(/^[\s?:-]*/)?.[0].match(/[?:-](?=\s|$)/g)?.length ?? 0;
    if (Math.max(deepest, dashes, indentOf(line) / 8) > mostLevels) {
      return { line: index + 1, message: `This is nested more than ${mostLevels} levels deep; a kit has a few` };
    }
    if (marks > mostMarks || keys > mostKeys)
      return { line: index + 1, message: "This goes on for longer than any kit; split it" };
  }
  return undefined;
}

const indentOf = (line: string) => line.length - line.trimStart().length;

export const unkeepableMessage = "This has a sign in it that no text can hold (NUL, or half of one); take it out";

/** Whether a text has what PostgreSQL keeps in none: NUL, or half a pair of UTF-16. YAML can write both with escapes. */
export const isUnkeepable = (text: string) => text.includes("\0") || /\p{Surrogate}/u.test(text);

/** Where the first such text is, keys included; undefined when there is none. */
function findUnkeepable(data: unknown, path: PropertyKey[] = []): PropertyKey[] | undefined {
  if (typeof data === "string") return isUnkeepable(data) ? path : undefined;
  if (typeof data !== "object" || data === null) return undefined;
  for (const [key, value] of Object.entries(data)) {
    if (isUnkeepable(key)) return path;
    const found = findUnkeepable(value, [...path, Array.isArray(data) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}

function offsetOf(document: Document, path: readonly PropertyKey[], unknownKey?: string): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    if (unknownKey !== undefined && isMap(node)) {
      const key = node.items.find((pair) => isScalar(pair.key) && pair.key.value === unknownKey)?.key;
      if (isNode(key) && key.range) return key.range[0];
    }
    return node.range[0];
  }
  return 0;
}

function whyNotJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${(error as Error).message}. Name the file kit.yaml when it is YAML.`;
  }
}

function sentence(message: string): string {
  return message.replace(/\s*:\s*$/, "").replace(/\s+/g, " ");
}
