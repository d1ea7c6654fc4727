import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import type { AppLoadContext, ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
import { apiPath } from "#app/api/address.ts";
import { openApiRoute } from "./api-route.ts";
import { limitBodies } from "./body-limits.ts";
import { startDevVite } from "./dev-vite.ts";
import { answerHealth } from "./health.ts";
import type { House } from "./house.ts";
import { inngestPath } from "./inngest-route.ts";
import { answerMetrics } from "./metrics-route.ts";
import { protect } from "./protect.ts";
import { answerReadiness } from "./readiness.ts";
import { answerBroken, logRequests } from "./request-log.ts";
import { createRouteNames } from "./route-names.ts";
import { timeRequests } from "./time-requests.ts";
import { openVendorWebhook, vendorWebhookPath } from "./vendor-webhook.ts";
import { limitVisitors, publicActs } from "./visitor-limits.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * The studio over HTTP: built files and Remix. With `dev` Vite builds on the fly; without, the folder `build/`
 * must be there (`remix vite:build`). Nothing listens yet; the caller does that.
 */
export async function createWeb(house: House, { dev }: { dev: boolean }): Promise<express.Express> {
  if (dev) {
    const vite = await startDevVite(root);
    const build = () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>;
    return assembleWeb(house, { dev, files: vite.middlewares, build });
  }
  const build = (await import(pathToFileURL(path.join(root, "build/server/index.js")).href)) as ServerBuild;
  return assembleWeb(house, { dev, files: serveBuilt(path.join(root, "build/client")), build });
}

type AppBuild = { dev: boolean; files: express.RequestHandler; build: ServerBuild | (() => Promise<ServerBuild>) };

/** Everything that a request passes on its way to the app, in this order. */
export function assembleWeb(house: House, { dev, files, build }: AppBuild): express.Express {
  const web = express();
  web.disable("x-powered-by");
  // Only a proxy on this machine, or one that is named, may say where a request came from.
  web.set("trust proxy", house.env.trustedProxies ?? "loopback");
  web.use(logRequests(house.logger), timeRequests(house.metrics, nameRoutes(build)), protect(house.publicUrl, { dev }));
  web.get("/healthz", answerHealth(house));
  web.get("/readyz", answerReadiness(house, house.closing));
  web.get("/metrics", answerMetrics(house.metrics, { token: house.env.metricsToken, publicUrl: house.publicUrl }));
  web.use(inngestPath, house.remoteEngine?.route ?? answerNotFound);
  web.use(vendorWebhookPath, openVendorWebhook(house));
  web.all(publicActs, limitVisitors());
  web.use(apiPath, openApiRoute(house, { perMinute: house.env.apiRequestsPerMinute }));
  web.use(limitBodies, compression({ filter: isWorthCompressing }), files);
  const mode = dev ? "development" : "production";
  web.all("*", createRequestHandler({ mode, build, getLoadContext: () => loadContextOf(house) }));
  web.use(answerBroken(house.logger));
  return web;
}

function serveBuilt(folder: string): express.RequestHandler {
  const router = express.Router();
  const forever = { immutable: true, maxAge: "1y", fallthrough: false };
  router.use("/assets", express.static(path.join(folder, "assets"), forever));
  router.use(express.static(folder, { maxAge: "1h", index: false }));
  return router;
}

/** While Vite builds on the fly there is no list of routes to name them by. */
function nameRoutes(build: AppBuild["build"]): (path: string) => string {
  return typeof build === "function" ? () => "in development" : createRouteNames(build.routes);
}

/** With the embedded engine there is no such address: the workflows are called inside this process. */
const answerNotFound: express.RequestHandler = (_req, res) => {
  res.status(404).type("text").send("There is nothing at this address.");
};

function isWorthCompressing(req: express.Request, res: express.Response): boolean {
  const type = String(res.getHeader("content-type") ?? "");
  return !/^(text\/event-stream|video\/|audio\/|image\/(?!svg))/.test(type) && compression.filter(req, res);
}

/** What loaders and actions get. The database that sees everything goes by another name there, so that nobody takes it for theirs. */
export function loadContextOf({ db: everywhere, ...house }: House): AppLoadContext {
  return { ...house, everywhere };
}
