import { createHash } from "node:crypto";
import type { Db } from "#db/database.ts";
import type { ApiAnswer } from "#db/queries/api-requests.ts";
import { type BrandRow, getBrand } from "#db/queries/brands.ts";
import { admitKey, type KeyAdmission } from "#studio/api-keys/admit.ts";
import { can, requirePermission } from "#studio/members/permissions.ts";
import { accepts } from "./accept.ts";
import { apiPath } from "./address.ts";
import { describeApi } from "./document.ts";
import { doOnce, doOnceOutside, readOnce } from "./idempotency.ts";
import { operations } from "./index.ts";
import type { ApiHouse, Asked, Call, Operation } from "./operation.ts";
import { Problem, pointer, replyWithProblem } from "./problem.ts";
import { checkParams, readBody, readQuery } from "./read-request.ts";
import { createRouter } from "./router.ts";
import { toProblem } from "./translate.ts";

/**
 * The REST API: answers any request below /api/v1, and never throws. Nothing but a key lets in: a session's cookie is not
 * looked at. What a handler may do was checked before it runs, by what its operation declares.
 */
export function createApi(house: ApiHouse): (asked: Asked) => Promise<Response> {
  const match = createRouter(operations);
  const document = JSON.stringify(describeApi(`${house.publicUrl}${apiPath}`));

  return async (asked) => {
    const named: Record<string, unknown> = {};
    try {
      const path = asked.path.slice(apiPath.length);
      if (path === "/openapi.json") return answerDocument(asked, document);
      const found = match(path);
      if (!found) throw new Problem("not-found", "There is nothing at this address.");
      name(named, "path", found.params);
      return await answer(house, asked, found, named);
    } catch (error) {
      const problem = toProblem(error, named);
      if (problem) return replyWithProblem(problem, house.publicUrl, asked.requestId);
      const { requestId, method, path } = asked;
      house.logger.error({ err: error, requestId, method, path }, "a request to the API failed");
      const detail = `The studio failed to answer, and did nothing. Its log says more${requestId ? ` under ${requestId}` : ""}.`;
      return replyWithProblem(new Problem("broken", detail), house.publicUrl, requestId);
    }
  };
}

type Found = { methods: Map<string, Operation>; params: Record<string, string> };

async function answer(
  house: ApiHouse,
  asked: Asked,
  { methods, params }: Found,
  named: Record<string, unknown>,
): Promise<Response> {
  const allow = listMethods([...methods.keys()]);
  if (asked.method === "OPTIONS") return new Response(null, { status: 204, headers: { Allow: allow } });
  const operation = methods.get(asked.method === "HEAD" ? "GET" : asked.method);
  if (!operation) {
    throw new Problem("method-not-allowed", `This address takes ${allow}.`, { headers: { Allow: allow } });
  }
  const admission = await admit(house, asked);
  checkScope(operation, admission);
  checkAccept(operation, asked);
  checkParams(params);
  const db = house.within(admission.workspace.id);
  const brand = params.brandId === undefined ? undefined : await getOpenBrand(db, admission, params.brandId);
  if (brand && operation.verb) requirePermission(admission.doer.member, operation.verb, brand.id);
  const query = readQuery(operation, asked);
  const body = operation.method === "GET" ? undefined : readBody(operation, asked);
  name(named, "body", body);
  const { by } = admission.doer;
  const call = (of: Db) =>
    ({
      ...{ house, db: of, admission, by, brand, params, query, body, asked },
      send: (event) => house.dispatch(of, event),
    }) as Call;
  if ("file" in operation) return (await operation.run(call(db))) as Response;
  if (operation.method === "GET") return reply(asked, operation, await operation.run(call(db)));
  const once = readOnce(asked, { workspaceId: admission.workspace.id, keyId: admission.key.id });
  const work = async (of: Db) => keep(house, operation, params, await operation.run(call(of)));
  const done = operation.reachesOut ? await doOnceOutside(db, once, () => work(db)) : await doOnce(db, once, work);
  return new Response(done.body, {
    status: done.status,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      ...(done.location ? { Location: done.location } : {}),
      ...(once ? { "Idempotent-Replayed": String(done.replayed) } : {}),
    },
  });
}

/** Notes where the request names what, so that what is not found can be pointed at. */
function name(named: Record<string, unknown>, part: string, values: unknown): void {
  for (const [key, value] of Object.entries(values ?? {})) named[pointer(part, key)] = value;
}

async function admit(house: ApiHouse, { headers, address }: Asked): Promise<KeyAdmission> {
  const header = headers.get("authorization");
  const secret = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  const from = { address, userAgent: headers.get("user-agent") };
  const admission = secret === undefined ? undefined : await admitKey(house.db, secret, from);
  if (admission) return admission;
  const detail =
    header === null
      ? "Send an API key: Authorization: Bearer troupe_…"
      : "This key opens nothing. It may be mistyped, revoked or expired, or its member may have left.";
  const challenge = `Bearer realm="troupe"${header === null ? "" : ', error="invalid_token"'}`;
  throw new Problem("not-authenticated", detail, {
    errors: [{ field: "/headers/Authorization", message: detail }],
    headers: { "WWW-Authenticate": challenge },
  });
}

function checkScope({ scope }: Operation, { scopes, key }: KeyAdmission): void {
  if (!scope || scopes.has(scope)) return;
  throw new Problem("scope-missing", `The key ${key.name} lacks the scope ${scope}. Make a key that has it.`, {
    headers: { "WWW-Authenticate": `Bearer realm="troupe", error="insufficient_scope", scope="${scope}"` },
  });
}

function checkAccept(operation: Operation, { headers }: Asked): void {
  const types = "file" in operation ? operation.file.types : ["application/json"];
  if (accepts(headers.get("accept"), types)) return;
  const message = `This is answered as ${types.join(" or ")}. Accept that, or leave Accept out.`;
  throw new Problem("not-acceptable", message, { errors: [{ field: "/headers/Accept", message }] });
}

/** The brand of the address. One of another workspace, and one that is closed to the key, are not found alike. */
async function getOpenBrand(db: Db, { workspace, doer }: KeyAdmission, id: string): Promise<BrandRow> {
  const brand = await getBrand(db, workspace.id, id);
  if (brand.archivedAt === null && can(doer.member, "brand.read", brand.id)) return brand;
  throw new Problem("not-found", "Brand not found.", {
    errors: [{ field: "/path/brandId", message: "There is no such brand here." }],
  });
}

function keep(house: ApiHouse, operation: Operation, params: Record<string, string>, result: unknown): ApiAnswer {
  if ("file" in operation) throw new Error(`${operation.id} writes, so that it has to answer with JSON`);
  const { status = 200, location } = operation;
  const ids: Record<string, string> = { ...params, ...(result as object) };
  const path = location?.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? "") ?? null;
  return { status, location: path && `${house.publicUrl}${apiPath}${path}`, body: JSON.stringify(result) };
}

/** What was read, with a tag of its bytes, so that whoever has them already is told so (304); a page says where the next is. */
function reply(asked: Asked, operation: Operation, result: unknown): Response {
  const body = JSON.stringify(result);
  const tag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const headers = new Headers({ "Content-Type": "application/json", "Cache-Control": "private, no-cache", ETag: tag });
  const next = (result as { next?: unknown }).next;
  if (operation.query && "cursor" in operation.query.shape && typeof next === "string") {
    const query = new URLSearchParams(asked.search);
    query.set("cursor", next);
    headers.set("Link", `<${asked.path}?${query}>; rel="next"`);
  }
  const known = (asked.headers.get("if-none-match") ?? "").split(",").map((each) => each.trim());
  if (known.includes("*") || known.includes(tag) || known.includes(tag.slice(2))) {
    headers.delete("Content-Type");
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers });
}

function answerDocument({ method, headers }: Asked, document: string): Response {
  if (!["GET", "HEAD"].includes(method)) {
    throw new Problem("method-not-allowed", "This address takes GET.", { headers: { Allow: "GET, HEAD" } });
  }
  if (!accepts(headers.get("accept"), ["application/json", "application/vnd.oai.openapi+json"])) {
    throw new Problem("not-acceptable", "The document is JSON.");
  }
  return new Response(document, {
    headers: { "Content-Type": "application/json", "Cache-Control": "public, max-age=300" },
  });
}

function listMethods(methods: string[]): string {
  return [
    ...(methods.includes("GET") ? ["GET", "HEAD"] : []),
    ...methods.filter((each) => each !== "GET"),
    "OPTIONS",
  ].join(", ");
}
