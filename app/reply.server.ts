import { data } from "@remix-run/node";
import { describeProblem, KitRefused } from "#brand-kits/problems.ts";
import { NotFound, Refused } from "#config/errors.ts";
import { ProviderError } from "#providers/errors.ts";

export type ReplyError = {
  code: string;
  /** A sentence for the person at the form. */
  message: string;
  field: string | undefined;
  /** A sentence per field at fault, by the field's name. */
  fields: Record<string, string>;
  /** What is wrong in an uploaded file, place by place; empty for a form. */
  problems: Problem[];
};

export type Problem = { place: string; message: string };

/** What a form shows again after a no: the typed values, so that nothing is lost. */
export type FormValues = Record<string, string | string[]>;

/**
 * Translates what a verb threw into the page's answer: a refusal, a failed check or a provider's no becomes a 422 with
 * the typed values; "not found" becomes a 404 page; anything else is a fault of ours and goes on as it came.
 *
 *     try { … } catch (error) { return replyTo(error, valuesOf(form)); }
 */
export function replyTo(error: unknown, values: FormValues = {}) {
  if (error instanceof Refused) {
    const fields = { ...(error.field ? { [error.field]: error.message } : {}), ...fieldsOf(error) };
    return no({ ...plain(error), field: error.field, fields, problems: problemsOf(error) }, values);
  }
  if (isInvalid(error)) {
    const fields: Record<string, string> = {};
    for (const { path, message } of error.issues) fields[path.join(".")] ??= message;
    const [field, message] = Object.entries(fields)[0] ?? [undefined, "Something in the form is not right."];
    return no({ code: "invalid", message: message!, field, fields, problems: [] }, values);
  }
  if (error instanceof ProviderError) {
    return no({ code: error.kind, message: error.message, field: undefined, fields: {}, problems: [] }, values);
  }
  if (isUnkeepable(error)) {
    const message = "There is a sign in it that no text can hold, such as NUL. Type it anew instead of pasting it.";
    return no({ code: "unkeepable", message, field: undefined, fields: {}, problems: [] }, values);
  }
  if (error instanceof NotFound) {
    throw new Response(`${error.message}. It may have been removed.`, { status: 404, statusText: "Not found" });
  }
  throw error;
}

/** The text fields of a form, for `replyTo`. A field that came several times is a list; files and passwords stay out. */
export function valuesOf(form: FormData): FormValues {
  const values: FormValues = {};
  for (const name of new Set(form.keys())) {
    const texts = form.getAll(name).filter((value) => typeof value === "string");
    if (/password/i.test(name) || texts.length === 0) continue;
    values[name] = texts.length === 1 ? texts[0]! : texts;
  }
  return values;
}

function no(error: ReplyError, values: FormValues) {
  return data({ error, values }, { status: 422 });
}

/** A brief is refused for several things at once, with a sentence for each field. */
function fieldsOf(error: Refused): Record<string, string> {
  return "fields" in error && typeof error.fields === "object" ? (error.fields as Record<string, string>) : {};
}

const plain = ({ code, message }: Refused) => ({ code, message });

/** A refused kit says where: by file, line and path in it. */
function problemsOf(error: Refused): Problem[] {
  if (!(error instanceof KitRefused)) return [];
  return error.problems.map(({ message, ...at }) => ({
    place: describeProblem({ ...at, message: "" }).replace(/: $/, ""),
    message,
  }));
}

/** PostgreSQL's refusal of NUL and of halves of signs, in text (22021) and in JSON (22P05), by its code. */
function isUnkeepable(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["22021", "22P05"].includes(String(error.code));
}

/** A zod error, told by its shape: the schema that threw may come from another copy of zod. */
function isInvalid(error: unknown): error is Error & { issues: { path: PropertyKey[]; message: string }[] } {
  return error instanceof Error && "issues" in error && Array.isArray(error.issues);
}
