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
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const placed = (offset: number, where: string, message: string): KitProblem => {
    const { line, col } = counter.linePos(offset);
    return { file, where, line, column: col, message };
  };
  const problemAt: ParsedFile["problemAt"] = (path, message, unknownKey) =>
    placed(offsetOf(document, path, unknownKey), describePath(unknownKey ? [...path, unknownKey] : path), message);

  const problems = document.errors.map((error) => placed(error.pos[0], "", `${sentence(error.message)}`));
  if (problems.length === 0 && file.endsWith(".json")) {
    const message = whyNotJson(text);
    if (message) problems.push({ file, where: "", line: null, column: null, message });
  }
  if (problems.length > 0) return { data: undefined, problems, problemAt };
  try {
    return { data: document.toJS({ maxAliasCount: 50 }), problems, problemAt };
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
  const problems = result.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) =>
          parsed.problemAt(issue.path, `"${key}" is not a known key here; check its spelling`, key),
        )
      : [parsed.problemAt(issue.path, issue.message)],
  );
  return { value: undefined, problems };
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
