import express from "express";
import type { Inngest, InngestFunction } from "inngest";
import { serve as serveInProcess } from "inngest/edge";
import { serve } from "inngest/express";
import { isLoopback } from "#config/inngest.ts";

export const inngestPath = "/api/inngest";

/** A call carries the run's steps so far, up to the server's `MaxSDKRequestBodySize` of 4 MB, and some room for JSON. */
const bodyLimit = "5mb";

/** How long calls under way may take to finish when the studio closes, in milliseconds. */
const drainMs = 8_000;

/**
 * Where an Inngest server calls the workflows. Signed calls only, and none is read before it shows a signature; from a
 * development server, which signs nothing, only calls of this machine. `serve` says what there is to call.
 */
export function openInngestRoute({ client, origin, dev }: { client: Inngest.Any; origin: string; dev: boolean }) {
  const router = express.Router();
  const options = { client, serveOrigin: origin, servePath: inngestPath };
  let register: () => Promise<Response> = async () => Response.json({ message: "There is nothing to run yet." });
  let underWay = 0;
  let closing = false;
  let whenIdle = () => {};

  router.use(dev ? refuseOthers : refuseUnsigned);
  router.use((_req, res, next) => {
    if (closing) {
      res.status(503).set("Retry-After", "5").json({ message: "The studio is closing" });
      return;
    }
    underWay += 1;
    res.once("close", () => {
      underWay -= 1;
      if (underWay === 0) whenIdle();
    });
    next();
  });
  router.use(express.json({ limit: bodyLimit }));

  return {
    handler: router as express.RequestHandler,

    serve(functions: InngestFunction.Any[]): void {
      router.use(serve({ ...options, functions, enableUnauthedSync: false }));
      router.use(answerUnreadable);
      // The same functions once more, out of anybody's reach: asked in this process, the SDK tells the server of them.
      const inProcess = serveInProcess({ ...options, functions, enableUnauthedSync: true });
      const headers = { host: new URL(origin).host };
      register = () => inProcess(new Request(`${origin}${inngestPath}`, { method: "PUT", headers }));
    },

    /** Tells the server which functions are here; the answer is why it did not take them, if so. */
    async register(): Promise<string | undefined> {
      const response = await register();
      const { message } = (await response.json()) as { message?: string };
      return response.ok ? undefined : (message ?? `It answered ${response.status}.`);
    },

    /** Takes no further call and waits for those under way, so long as that is reasonable. */
    async drain(): Promise<void> {
      closing = true;
      if (underWay === 0) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        whenIdle = resolve;
        timer = setTimeout(resolve, drainMs);
      });
      clearTimeout(timer);
    },
  };
}

/** The SDK checks the signature itself; this saves reading megabytes of whoever has none. */
const refuseUnsigned: express.RequestHandler = (req, res, next) => {
  if (req.headers["x-inngest-signature"]) next();
  else res.status(401).json({ message: "Unauthorized" });
};

/**
 * What a browser or a proxy sends on behalf of somebody else is not of this machine, wherever it comes from: a page made
 * to point at this address by its name server shows itself by `Host` and `Origin`.
 */
const refuseOthers: express.RequestHandler = (req, res, next) => {
  const { host, origin, forwarded, "x-forwarded-for": via } = req.headers;
  const name = host && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
  const ours = isLoopback(req.socket.remoteAddress ?? "") && isLoopback(name) && !origin && !forwarded && !via;
  if (ours) next();
  else res.status(403).json({ message: "Unsigned calls may come from this machine only" });
};

const answerUnreadable: express.ErrorRequestHandler = (error: { status?: number }, _req, res, next) => {
  if (error.status === undefined) next(error);
  else res.status(error.status).json({ message: error.status === 413 ? "Too large" : "The body is not JSON" });
};
