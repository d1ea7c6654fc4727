import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, RequestHandler } from "express";
import { hideTokens, type Logger } from "#config/logger.ts";

/** The number that a request goes by in the log and in the answer. A proxy may have given it one already. */
export const requestIdHeader = "x-request-id";
const requestIdShape = /^[\w.-]{8,100}$/;

/**
 * A line for every request once it is answered: method, path, status, milliseconds and its id. Never the query, in which
 * tokens travel; what looks like one in the path is left out, too. Files of the app, as Vite serves them as well, and
 * questions after our health are for those who debug.
 */
export function logRequests(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const said = req.headers[requestIdHeader];
    const requestId = typeof said === "string" && requestIdShape.test(said) ? said : randomUUID();
    req.headers[requestIdHeader] = requestId;
    res.set("X-Request-Id", requestId);
    const started = performance.now();
    const { method } = req;
    const path = hideTokens(req.path);
    res.once("close", () => {
      const ms = Math.round((performance.now() - started) * 10) / 10;
      const line = { requestId, method, path, status: res.statusCode, ms };
      const level =
        res.statusCode >= 500
          ? "error"
          : /^\/(assets\/|@|app\/|node_modules\/|healthz|readyz|metrics)/.test(path)
            ? "debug"
            : "info";
      if (res.writableFinished) logger[level](line, "answered");
      else logger[level](line, "the caller left before the answer was whole");
    });
    logger.during({ requestId }, next);
  };
}

/** Last of all: what nothing else caught is in the log with its stack, and outside it a sentence. */
export function answerBroken(logger: Logger): ErrorRequestHandler {
  return (error: Error & { status?: number }, req, res, next) => {
    const status = error.status !== undefined && error.status >= 400 && error.status < 500 ? error.status : 500;
    const requestId = req.headers[requestIdHeader];
    if (status === 500)
      logger.error({ err: error, requestId, method: req.method, path: hideTokens(req.path) }, "a request failed");
    if (res.headersSent) return next(error); // Express then breaks the connection off.
    const sentence =
      status === 404
        ? "There is nothing at this address."
        : status === 500
          ? `The studio failed to answer. Nothing you saved is lost. Its log says more under ${requestId}.`
          : "The studio could not read this request. Check the address.";
    res.status(status).type("text").send(sentence);
  };
}
