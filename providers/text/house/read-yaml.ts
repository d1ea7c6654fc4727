import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";

/** A place in a phrase file that cannot be used. Lines count from 1. */
export type PhraseProblem = { line: number; message: string };

/** Reads a YAML text by a schema. `value` is undefined when there is a problem; each problem has its line. */
export function readYaml<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
): { value: T | undefined; problems: PhraseProblem[]; lineOf(path: readonly PropertyKey[]): number } {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      line: counter.linePos(error.pos[0]).line,
      message: error.message.replace(/\s+/g, " "),
    }));
    return { value: undefined, problems, lineOf };
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, problems: [], lineOf };
  const problems = parsed.error.issues.map(({ path, message }) => ({
    line: lineOf(path),
    message: `${path.length > 0 ? `${path.map(String).join(".")}: ` : `${file}: `}${message}`,
  }));
  return { value: undefined, problems, lineOf };
}
