import type { Request, RequestHandler, Response } from "express";
import { Router } from "express";
import helmet from "helmet";
import onHeaders from "on-headers";
import { clientAddressHeader } from "./accounts.ts";
import { isForeignWrite } from "./foreign-write.ts";

/** What is no page of ours may do nothing, however a browser comes to show it. Pages bring a policy of their own. */
const nothing =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Before everything else: security headers, the caller's true address, and no writing from other sites (a form there
 * would carry our cookie). With `dev` there is no policy for content, because Vite's own scripts would break it.
 */
export function protect(publicUrl: string, { dev = false } = {}): RequestHandler {
  const ours = new URL(publicUrl);
  const https = ours.protocol === "https:";
  const router = Router();
  router.use(
    helmet({
      contentSecurityPolicy: false,
      frameguard: { action: "deny" },
      referrerPolicy: { policy: "strict-origin-when-cross-origin" },
      // The studio's name only: what else is served below it is not ours to decide.
      strictTransportSecurity: https && { maxAge: 31_536_000, includeSubDomains: false },
    }),
  );
  router.use((req, res, next) => {
    res.set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    onHeaders(res, () => finishHeaders(res, { https, dev }));
    req.headers[clientAddressHeader] = req.ip ?? "unknown";
    if (!isHost(req.headers.host)) return refuse(req, res, 400, "This request does not say which host it is for.");
    if (isForeignWrite(req, ours)) return refuse(req, res, 403, sayForeign(req, ours));
    next();
  });
  return router;
}

/** Last, when the answer's own headers are known. Remix appends to what is there, so that a header may have come twice. */
function finishHeaders(res: Response, { https, dev }: { https: boolean; dev: boolean }): void {
  if (!dev && !res.hasHeader("Content-Security-Policy")) res.setHeader("Content-Security-Policy", nothing);
  res.setHeader("X-Content-Type-Options", "nosniff");
  const cookies = res.getHeader("Set-Cookie");
  if (!https || cookies === undefined) return;
  const all = Array.isArray(cookies) ? cookies : [String(cookies)];
  res.setHeader(
    "Set-Cookie",
    all.map((cookie) => (/;\s*secure\b/i.test(cookie) ? cookie : `${cookie}; Secure`)),
  );
}

function isHost(host: string | undefined): boolean {
  return host !== undefined && /^[^\s/?#@\\]+$/.test(host) && URL.canParse(`http://${host}`);
}

function sayForeign(req: Request, ours: URL): string {
  const { origin, host } = req.headers;
  if (origin?.endsWith(`//${host}`)) {
    return `The studio does not know itself as ${host}, so nothing was changed. Set PUBLIC_URL=${origin} for it, or open ${ours.origin}.`;
  }
  return "This request came from another site, so nothing was changed.";
}

/** To a person a sentence; to a program that asks the API the problem details it was promised (RFC 9457). */
function refuse(req: Request, res: Response, status: number, sentence: string): void {
  if (!req.path.startsWith("/api/v1")) return void res.status(status).type("text").send(sentence);
  const problem = {
    type: "about:blank",
    title: status === 403 ? "Forbidden" : "Bad Request",
    status,
    detail: sentence,
    code: "foreign-request",
  };
  res.status(status).type("application/problem+json").send(JSON.stringify(problem));
}
