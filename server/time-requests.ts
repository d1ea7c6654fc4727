import type { RequestHandler } from "express";
import { inngestPath } from "./inngest-route.ts";
import type { Metrics } from "./metrics.ts";

/** What the studio's own server answers before the app does. */
const own = ["/healthz", "/readyz", "/metrics", inngestPath];

/** As of a proxy: whoever asked did not wait for the answer. */
const callerLeft = 499;

/**
 * Counts and times every request under the route that answers it. A handler that answers for many (`/api/v1/*`) may say
 * which one it is in `res.locals.route`: a pattern, never a path.
 */
export function timeRequests(metrics: Metrics, nameOf: (path: string) => string): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    const { method, path } = req;
    metrics.requestBegan();
    res.once("close", () => {
      const { route } = res.locals as { route?: unknown };
      metrics.requestEnded({
        method,
        route: typeof route === "string" ? route : routeOf(path, nameOf),
        status: res.writableFinished ? res.statusCode : callerLeft,
        seconds: (performance.now() - began) / 1000,
      });
    });
    next();
  };
}

function routeOf(path: string, nameOf: (path: string) => string): string {
  if (path.startsWith("/assets/")) return "/assets/*";
  return own.includes(path) ? path : nameOf(path);
}
