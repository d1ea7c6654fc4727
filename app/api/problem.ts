/**
 * Everything that can be wrong with a request, by the name that its problem type ends with. `title` is the same for every
 * occurrence (RFC 9457, section 3.1.3); `about` is for the reference.
 */
export const problemKinds = {
  "invalid-request": {
    status: 400,
    title: "The request is not right",
    about: "Something in the address or the headers does not fit. `errors` names each place.",
  },
  "broken-json": { status: 400, title: "The body is not JSON", about: "The body cannot be read as JSON in UTF-8." },
  "not-authenticated": {
    status: 401,
    title: "No valid key",
    about:
      "Send a key as `Authorization: Bearer troupe_…`. It may be unknown, revoked or expired, or its member may have left.",
  },
  "scope-missing": {
    status: 403,
    title: "The key may not do this",
    about: "The key lacks the scope that is named. Make another key.",
  },
  "not-allowed": {
    status: 403,
    title: "The key's member may not do this",
    about: "A key may never do more than the member it acts for.",
  },
  "not-found": {
    status: 404,
    title: "Not found",
    about: "It does not exist, or not in what this key may see. The two are never told apart.",
  },
  "method-not-allowed": {
    status: 405,
    title: "Not done this way",
    about: "The address exists; `Allow` lists what can be done with it.",
  },
  "not-acceptable": {
    status: 406,
    title: "Not available in that form",
    about: "`Accept` leaves out the form that this is answered in.",
  },
  "in-progress": {
    status: 409,
    title: "Still being worked on",
    about: "A request with this Idempotency-Key is under way. Ask again in a moment.",
  },
  "too-large": { status: 413, title: "Too large", about: "A body has 1 MB at most." },
  "unsupported-type": {
    status: 415,
    title: "Not this type",
    about: "Send JSON, as `Content-Type: application/json`, not compressed.",
  },
  "invalid-body": {
    status: 422,
    title: "Some fields do not fit",
    about: "`errors` names each field by its JSON pointer, and says what it needs.",
  },
  refused: {
    status: 422,
    title: "The studio says no",
    about:
      "It was understood, and a rule of the studio forbids it now. `code` says which, and stays the same across versions.",
  },
  "key-reused": {
    status: 422,
    title: "Idempotency-Key of another request",
    about: "This Idempotency-Key came with another request within the last 24 hours. Use a fresh one.",
  },
  "too-many-requests": {
    status: 429,
    title: "Too many requests",
    about: "Wait as many seconds as `Retry-After` says.",
  },
  broken: {
    status: 500,
    title: "The studio failed",
    about: "A fault of the studio. Its log says more under the request's id.",
  },
  unavailable: {
    status: 503,
    title: "Not possible right now",
    about: "A network or the database is busy. Ask again later.",
  },
} as const satisfies Record<string, { status: number; title: string; about: string }>;

export type ProblemKind = keyof typeof problemKinds;

/** A place in the request as a JSON pointer (RFC 6901) from its parts: `/body/title`, `/query/limit`, `/path/videoId`. */
export type FieldError = { field: string; message: string };

type More = { errors?: FieldError[]; code?: string; headers?: Record<string, string> };

/** Ends a request with a problem. `detail` is a sentence about this occurrence; `code` is a stable name for programs. */
export class Problem extends Error {
  override name = "Problem";
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly more: More = {},
  ) {
    super(detail);
  }
}

/** The problem as `application/problem+json` (RFC 9457). Its type leads to where the reference explains it. */
export function replyWithProblem({ kind, detail, more }: Problem, publicUrl: string, requestId?: string): Response {
  const { status, title } = problemKinds[kind];
  const { errors, code = kind, headers = {} } = more;
  const body = {
    ...{ type: `${publicUrl}/api#problem-${kind}`, title, status, detail, code },
    ...(errors ? { errors } : {}),
    ...(requestId ? { instance: `urn:troupe:request:${requestId}` } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...headers },
  });
}

/** A JSON pointer from its parts. */
export function pointer(...parts: PropertyKey[]): string {
  return parts.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
