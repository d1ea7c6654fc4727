import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { isLoopback } from "#config/inngest.ts";
import type { Metrics } from "./metrics.ts";

/**
 * GET /metrics, in Prometheus' text format, for whoever has METRICS_TOKEN as a bearer. Without a token it is there for
 * this machine only, and only while the studio as a whole is: whatever a proxy hands on looks like this machine's own.
 */
export function answerMetrics(
  metrics: Pick<Metrics, "read" | "contentType">,
  { token, publicUrl }: { token: string | undefined; publicUrl: string },
): RequestHandler {
  const mayAsk = token === undefined ? isHere(publicUrl) : () => true;
  return (req, res, next) => {
    if (!mayAsk(req)) return void res.status(404).type("text").send("There is nothing at this address.");
    if (token !== undefined && !isBearer(req.headers.authorization, token)) {
      res.status(401).set("WWW-Authenticate", 'Bearer realm="metrics"').type("text");
      return void res.send("Say METRICS_TOKEN as a bearer token.");
    }
    metrics
      .read()
      .then((text) => res.set({ "Content-Type": metrics.contentType, "Cache-Control": "no-store" }).send(text))
      .catch(next);
  };
}

function isHere(publicUrl: string): (req: Request) => boolean {
  if (!isLoopback(new URL(publicUrl).hostname)) return () => false;
  return ({ headers, socket }) => {
    const { host, origin, forwarded, "x-forwarded-for": via } = headers;
    const name = host && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
    return isLoopback(socket.remoteAddress ?? "") && isLoopback(name) && !origin && !forwarded && !via;
  };
}

/** Compared by their hashes, so that neither length nor first letters can be told from the time it takes. */
function isBearer(said: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(said ?? ""), hash(`Bearer ${token}`));
}
