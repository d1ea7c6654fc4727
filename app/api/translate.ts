import { Forbidden, NotFound, Refused } from "#config/errors.ts";
import { ProviderError } from "#providers/errors.ts";
import { type FieldError, Problem, pointer } from "./problem.ts";

/** What went wrong, as a problem; undefined for a fault of ours. `named` has what the request named, by its JSON pointer. */
export function toProblem(error: unknown, named: Record<string, unknown>): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof Forbidden) return new Problem("not-allowed", error.message, { code: error.code });
  if (error instanceof Refused) {
    const errors = Object.entries(fieldsOf(error)).map(([field, message]) => ({ field: fieldOf(field), message }));
    return new Problem("refused", error.message, { code: error.code, ...(errors.length > 0 ? { errors } : {}) });
  }
  if (error instanceof NotFound) return toNotFound(error, named);
  if (error instanceof ProviderError) {
    if (error.kind === "retry") return new Problem("unavailable", error.message, { headers: { "Retry-After": "30" } });
    return new Problem("refused", error.message, { code: `network-${error.kind}` });
  }
  if (isInvalid(error))
    return new Problem("invalid-body", "Some fields do not fit.", { errors: listIssues(error, "body") });
  if (isBusy(error)) {
    const detail = "Somebody changed the same thing at the same moment. Nothing was done; ask again.";
    return new Problem("unavailable", detail, { headers: { "Retry-After": "1" } });
  }
  return undefined;
}

type Issue = { code?: string | undefined; path: PropertyKey[]; message: string; keys?: string[] };

/** What zod found, place by place, in the part of the request that it looked at. */
export function listIssues({ issues }: { issues: Issue[] }, part: "body" | "query"): FieldError[] {
  return issues.flatMap(({ code, path, message, keys }) =>
    code === "unrecognized_keys" && keys
      ? keys.map((key) => ({ field: pointer(part, ...path, key), message: "There is no such field here." }))
      : [{ field: pointer(part, ...path), message }],
  );
}

function toNotFound({ message, what, id }: NotFound, named: Record<string, unknown>): Problem {
  const field = Object.entries(named).find(([, value]) => value === id)?.[0];
  const errors = field ? { errors: [{ field, message: `There is no such ${what} here.` }] } : {};
  return new Problem("not-found", `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, errors);
}

/** A sentence per field at fault: some refusals name several. */
function fieldsOf(error: Refused): Record<string, string> {
  if ("fields" in error) return error.fields as Record<string, string>;
  return error.field === undefined ? {} : { [error.field]: error.message };
}

/** A rule's field is named as a form names it: `personaIds`, or `look.hair`. */
const fieldOf = (field: string) => pointer("body", ...field.split("."));

/** A zod error, told by its shape, like app/reply.server.ts does. */
function isInvalid(error: unknown): error is Error & { issues: Issue[] } {
  return error instanceof Error && "issues" in error && Array.isArray(error.issues);
}

/** PostgreSQL's serialization failure and deadlock, by their codes: of two who collide, one is sent back. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["40001", "40P01"].includes(String(error.code));
}
