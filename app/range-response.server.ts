import { createReadableStreamFromReadable } from "@remix-run/node";
import type { FileStore } from "#providers/storage/contract.ts";

/**
 * One file of the store over HTTP: whole, one range of it (206), nothing new (304), or a range that it does not have (416).
 * `etag` names the bytes, without quotes; `cache` is the Cache-Control. Several ranges at once are answered with the
 * whole file, as RFC 9110 (section 14.2) allows: no player asks for them.
 */
export async function rangeResponse(
  request: Pick<Request, "method" | "headers">,
  files: FileStore,
  key: string,
  { type, etag, cache }: { type: string; etag: string; cache: string },
): Promise<Response> {
  const size = await files.size(key);
  const tag = `"${etag}"`;
  const headers = new Headers({
    "Accept-Ranges": "bytes",
    "Cache-Control": cache,
    "Content-Type": type,
    ETag: tag,
    // Shown, under the name that we gave it: nothing that a user named or typed decides what a browser makes of it.
    "Content-Disposition": `inline; filename="${key
      .split("/")
      .at(-1)
      ?.replaceAll(/[^\w. -]/g, "")}"`,
    // A picture may be an SVG, which could hold a script: opened by itself it may do nothing.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
  });
  if (matches(request.headers.get("If-None-Match"), tag)) return new Response(null, { status: 304, headers });
  const range = isStillValid(request.headers.get("If-Range"), tag) ? request.headers.get("Range") : null;
  const wanted = parseRange(range, size);
  if (wanted === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${size}`);
    headers.delete("Content-Type");
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = wanted ?? { start: 0, end: size - 1 };
  headers.set("Content-Length", String(end - start + 1));
  if (wanted) headers.set("Content-Range", `bytes ${start}-${end}/${size}`);
  const status = wanted ? 206 : 200;
  if (request.method === "HEAD" || size === 0) return new Response(null, { status, headers });
  const body = await files.read(key, { start, end });
  return new Response(createReadableStreamFromReadable(body), { status, headers });
}

/** A range of a file of `size` bytes, both ends included; undefined when the whole is to be sent. */
function parseRange(header: string | null, size: number): { start: number; end: number } | "unsatisfiable" | undefined {
  const [, from, to] = header?.match(/^bytes=(\d*)-(\d*)$/i) ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  if (from === "") {
    const last = Number(to);
    return last === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(from);
  const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < start) return undefined;
  return start < size ? { start, end } : "unsatisfiable";
}

/** A range is only good for the bytes that the other side has begun with; a date never says enough. */
function isStillValid(ifRange: string | null, tag: string): boolean {
  return ifRange === null || ifRange === tag;
}

function matches(ifNoneMatch: string | null, tag: string): boolean {
  if (ifNoneMatch === null) return false;
  const tags = ifNoneMatch.split(",").map((each) => each.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(tag);
}
