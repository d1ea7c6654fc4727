import { isIP } from "node:net";
import type { Request } from "express";

const reads = ["GET", "HEAD", "OPTIONS"];

/** Endings that no public name server answers for (RFC 6761, 6762, 8375, and ICANN's `internal`). */
const privateEnding = /\.(localhost|local|internal|lan|home\.arpa|test)$/i;

/**
 * Whether a request would change something on behalf of another site's page (CSRF). Browsers say where a write comes
 * from: `Sec-Fetch-Site` in all of them since 2023 on trustworthy addresses, `Origin` with every write since 2020, and
 * before that `Referer`. What is said must be ours. What says nothing at all is no browser of today, and it may write
 * only without a cookie, since without one it has no authority of a visitor's. A key in a header is none either: no page
 * elsewhere can send it.
 */
export function isForeignWrite(req: Pick<Request, "method" | "headers" | "path">, ours: URL): boolean {
  if (reads.includes(req.method) || bearsItsOwnKey(req)) return false;
  const { cookie, referer } = req.headers;
  const site = req.headers["sec-fetch-site"];
  const origin = req.headers.origin ?? originOf(referer);
  if (origin !== undefined && !isOurs(origin, ours, req.headers.host)) return true;
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  return origin === undefined && cookie !== undefined;
}

/**
 * The public address, or the one that was asked at, by which somebody may reach the studio from within. The latter only
 * when no stranger can have made it: a public name may be pointed at this machine (DNS rebinding), and its pages would
 * then be of the "same" origin.
 */
function isOurs(origin: string, ours: URL, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const asked = new URL(origin);
  if (asked.host === ours.host) return true;
  const name = asked.hostname.replace(/^\[|\]$/g, "");
  return asked.host === host && (isIP(name) !== 0 || !name.includes(".") || privateEnding.test(name));
}

function bearsItsOwnKey({ path, headers }: Pick<Request, "path" | "headers">): boolean {
  return path.startsWith("/api/v1/") && /^Bearer \S/i.test(headers.authorization ?? "") && headers.cookie === undefined;
}

function originOf(referer: string | undefined): string | undefined {
  return referer === undefined ? undefined : URL.canParse(referer) ? new URL(referer).origin : "null";
}
