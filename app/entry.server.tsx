import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { hideTokens } from "#config/logger.ts";
import { NonceContext } from "./nonce.ts";

/** How long deferred parts of a page may take before they are given up. */
export const streamTimeout = 5_000;

/** Renders a page: at once for people, when all of it is ready for crawlers. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  const path = hideTokens(new URL(request.url).pathname);
  const nonce = randomBytes(16).toString("base64");
  const whole = isbot(request.headers.get("user-agent")) || remix.isSpaMode;
  return new Promise((resolve, reject) => {
    let started = false;
    let broken = false;
    const answer = () => {
      started = true;
      headers.set("Content-Type", "text/html; charset=utf-8");
      if (!headers.has("Cache-Control")) headers.set("Cache-Control", "private, no-cache");
      // Vite's own client has no nonce, and talks to a port of its own.
      if (!import.meta.env.DEV) headers.set("Content-Security-Policy", policy(nonce));
      const body = new PassThrough();
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: broken ? 500 : status }));
      pipe(body);
    };
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <RemixServer context={remix} url={request.url} abortDelay={streamTimeout} nonce={nonce} />
      </NonceContext.Provider>,
      {
        nonce,
        [whole ? "onAllReady" : "onShellReady"]: answer,
        onShellError: reject,
        onError(error) {
          broken = true;
          // Before the shell is out, `onShellError` carries the error to `handleError`.
          const requestId = request.headers.get("x-request-id");
          if (started) context.logger.error({ err: error, requestId, path }, "a page broke while it was sent");
        },
      },
    );
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** Faults of ours, once each, to the log. A visitor who left is not one, and neither is an address that nobody has. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }): void {
  if (request.signal.aborted || (isRouteErrorResponse(error) && error.status < 500)) return;
  const path = hideTokens(new URL(request.url).pathname);
  const requestId = request.headers.get("x-request-id");
  context.logger.error({ err: error, requestId, method: request.method, path }, "a request failed");
}

/**
 * What a page of the studio may load and do. Scripts are files of ours, and of those in the page only the document's own;
 * so are style sheets. Style attributes may be anything: Polaris, the charts and React set them, and they run nothing.
 */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "script-src-attr 'none'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self' data:", // The calendar's arrows are a font in its style sheet.
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
