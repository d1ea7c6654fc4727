import type { z } from "zod";
import { Refused } from "#config/errors.ts";

/**
 * Reads a JSONL text (one JSON object a line; empty lines are passed over) by a schema. Refused when any line cannot be
 * read, with a sentence for each of the first twenty such lines, so that nothing is half done.
 */
export function readJsonLines<T>(text: string, schema: z.ZodType<T>): T[] {
  const problems: string[] = [];
  const rows: T[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (!line.trim()) continue;
    const row = readLine(line, schema);
    if (typeof row === "string") problems.push(`Line ${index + 1}: ${row}`);
    else rows.push(row.value);
  }
  if (problems.length === 0) return rows;
  const more = problems.length > 20 ? [`And ${problems.length - 20} more lines.`] : [];
  throw new Refused("bad-lines", [...problems.slice(0, 20), ...more].join("\n"));
}

/** The row in a line, or what is wrong with it. */
function readLine<T>(line: string, schema: z.ZodType<T>): { value: T } | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return 'this is not JSON. Write one object a line, like {"id":"1","text":"A sentence."}.';
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? `“${issue.path.join(".")}”` : "it";
  return `${where} is wrong: ${issue?.message ?? "it does not fit"}.`;
}
