import { z } from "zod";
import { isId } from "#db/ids.ts";
import type { Asked, Operation } from "./operation.ts";
import { type FieldError, Problem, pointer } from "./problem.ts";
import { listIssues } from "./translate.ts";
import { listMistypes } from "./types-of-json.ts";

/** An id that cannot be one is not found, like one that is nobody's. */
export function checkParams(params: Record<string, string>): void {
  for (const [name, value] of Object.entries(params)) {
    if (isId(value)) continue;
    const errors = [{ field: pointer("path", name), message: "This is no id." }];
    throw new Problem("not-found", "There is nothing at this address.", { errors });
  }
}

/** The query as the operation's schema makes it; a name that came twice or is not known is at fault. */
export function readQuery({ query: schema = z.object({}) }: Operation, { search }: Asked): unknown {
  const given: Record<string, string> = {};
  const errors: FieldError[] = [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(given, name)) errors.push({ field: pointer("query", name), message: "Give this once." });
    Object.defineProperty(given, name, { value, enumerable: true, configurable: true });
  }
  const parsed = z.strictObject(schema.shape).safeParse(given);
  errors.push(...listUnkeepable(given, "query"), ...(parsed.error ? listIssues(parsed.error, "query") : []));
  if (errors.length > 0) throw new Problem("invalid-request", "Something in the address does not fit.", { errors });
  return parsed.data;
}

/** The body as it was sent, once it is known to fit. Without a schema there is none, or an empty object. */
export function readBody({ body: schema }: Operation, asked: Asked): unknown {
  if (asked.body === undefined || asked.body.length === 0) {
    if (!schema) return undefined;
    const errors = [{ field: "/body", message: "Send an object as JSON." }];
    throw new Problem("invalid-body", "This needs a body.", { errors });
  }
  const type = (asked.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    const errors = [{ field: "/headers/Content-Type", message: "Send application/json." }];
    throw new Problem("unsupported-type", "Send JSON, and say so: Content-Type: application/json.", { errors });
  }
  const value = parse(asked.body);
  const wanted = schema ?? z.strictObject({});
  const { error } = wanted.safeParse(value);
  const errors = [
    ...listUnkeepable(value, "body"),
    ...listIssues(error ?? { issues: listMistypes(wanted, value) }, "body"),
  ];
  if (errors.length > 0) throw new Problem("invalid-body", sayHowMany(errors.length), { errors: errors.slice(0, 100) });
  return value;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof SyntaxError ? "It is not JSON." : "It is not UTF-8.";
    throw new Problem("broken-json", `The body cannot be read. ${why}`, { errors: [{ field: "/body", message: why }] });
  }
}

/**
 * Texts that PostgreSQL cannot keep: those with NUL, or with half of a surrogate pair. Walked with a list of
 * what is still to be seen, since a body may be nested deeper than the stack is.
 */
function listUnkeepable(value: unknown, part: string): FieldError[] {
  const found: FieldError[] = [];
  const left: [at: string, value: unknown][] = [[pointer(part), value]];
  for (let next = left.pop(); next && found.length < 20; next = left.pop()) {
    const [at, each] = next;
    const keepable = (text: string) => !/[\0\p{Surrogate}]/u.test(text);
    if (typeof each === "string" && !keepable(each)) {
      found.push({ field: at, message: "There is a sign in it that no text can hold, such as NUL." });
    } else if (typeof each === "object" && each !== null && at.length < 2000) {
      for (const [key, inside] of Object.entries(each)) left.push([`${at}${pointer(key)}`, inside]);
    }
  }
  return found;
}

const sayHowMany = (n: number) => (n === 1 ? "One field does not fit." : `${n} fields do not fit.`);
