import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import compression from "compression";
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response as Res } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { createApi } from "#app/api/answer.ts";
import type { ApiHouse, Asked } from "#app/api/operation.ts";
import { Problem, type ProblemKind, replyWithProblem } from "#app/api/problem.ts";
import { clientAddressHeader } from "#config/client-address.ts";
import { requestIdHeader } from "./request-log.ts";

/** A text of this size is a book; files do not come this way. */
const mostBytes = 1024 * 1024;

const windowMs = 60_000;
/** Somebody with a key mistypes it a few times; somebody without one guesses. */
const wrongKeysPerAddress = 60;

/** Brings requests to the REST API and its answers back: bodies up to 1 MB, and `perMinute` requests with each key. */
export function openApiRoute(house: ApiHouse, { perMinute }: { perMinute: number }): RequestHandler {
  const answer = createApi(house);
  const refuse = (kind: ProblemKind, detail: string, req: Request, res: Res) => {
    // What is still coming is not waited for.
    if (kind === "too-large") res.set("Connection", "close");
    return send(req, res, replyWithProblem(new Problem(kind, detail), house.publicUrl, requestIdOf(req)));
  };
  const router = express.Router();
  router.use(
    rateLimit({
      ...{
        windowMs,
        identifier: "wrong-keys",
        limit: wrongKeysPerAddress,
        standardHeaders: false,
        legacyHeaders: false,
      },
      keyGenerator: (req) => ipKeyGenerator(req.ip ?? ""),
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_req, res) => res.statusCode !== 401,
      handler: (req, res) =>
        refuse("too-many-requests", "Too many requests without a valid key. Wait a minute.", req, res),
    }),
    rateLimit({
      ...{ windowMs, identifier: "key", limit: perMinute, standardHeaders: "draft-8", legacyHeaders: false },
      keyGenerator: (req) => hashOf(req.headers.authorization) ?? ipKeyGenerator(req.ip ?? ""),
      handler: (req, res) => refuse("too-many-requests", `A key may ask ${perMinute} times a minute.`, req, res),
    }),
    compression(),
    express.raw({ type: () => true, limit: mostBytes, inflate: false }),
    async (req, res) => send(req, res, await answer(toAsked(req))),
  );
  const answerUnreadable: ErrorRequestHandler = async (error: Error & { status?: number }, req, res, next) => {
    const { status } = error;
    if (res.headersSent || status === undefined) return next(error);
    if (status === 413) return refuse("too-large", "The body is over 1 MB. Send less at once.", req, res);
    if (status === 415) return refuse("unsupported-type", "Send the body as it is, not compressed.", req, res);
    await refuse("invalid-request", "The body is not as long as its Content-Length says.", req, res);
  };
  router.use(answerUnreadable);
  return router;
}

function toAsked(req: Request): Asked {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    // A session is nobody's business here: nothing behind this line sees a cookie.
    if (value !== undefined && name !== "cookie") headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const [path = "", ...search] = req.originalUrl.split("?");
  return {
    ...{ method: req.method, path, headers },
    search: search.length > 0 ? `?${search.join("?")}` : "",
    body: Buffer.isBuffer(req.body) ? req.body : undefined,
    address: headers.get(clientAddressHeader),
    requestId: requestIdOf(req),
  };
}

async function send(req: Request, res: Res, response: Response): Promise<void> {
  res.status(response.status);
  response.headers.forEach((value, name) => void res.setHeader(name, value));
  if (req.method === "HEAD" || response.body === null) return void res.end();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  if (isJson) return void res.end(Buffer.from(await response.arrayBuffer()));
  // Whoever hangs up has what they wanted; a file that breaks off is seen by its length.
  await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), res).catch(() => undefined);
}

const requestIdOf = (req: Request) => req.headers[requestIdHeader] as string | undefined;

/** Requests are counted by what they show, before anybody looks whether it is a key. */
const hashOf = (header: string | undefined) => header && createHash("sha256").update(header).digest("base64url");
