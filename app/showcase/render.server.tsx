import { randomBytes } from "node:crypto";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import css from "./feed.css?inline";
import { startFeed } from "./start-feed.ts";

/** React 18 knows this attribute in small letters only, and its types do not. */
const urgent = { fetchpriority: "high" };

/** A tag of the head: `{ name, content }` or `{ property, content }`. */
export type Meta = { name: string; content: string } | { property: string; content: string };

export type Document = {
  title: string;
  body: ReactNode;
  colours: string;
  metas?: Meta[];
  /** A picture worth fetching before the page is laid out. */
  poster?: string | undefined;
  status?: number;
  headers?: Record<string, string>;
  /** The page's script, or none. */
  script?: boolean;
};

/**
 * A public page as one document of its own, with its styles and script in it: nothing else is fetched before the video.
 * The studio's root would bring Polaris' styles and React's runtime, several hundred kilobytes that a phone on a train
 * would load to look at one video. The script is the source of `startFeed`, which therefore uses nothing but the
 * browser.
 */
export function renderDocument(page: Document): Response {
  const nonce = randomBytes(16).toString("base64");
  const html = renderToStaticMarkup(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{page.title}</title>
        {page.metas?.map((meta) => (
          <meta key={"name" in meta ? meta.name : meta.property} {...meta} />
        ))}
        <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
        {page.poster && <link rel="preload" as="image" href={page.poster} {...urgent} />}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the page's own style sheet and a palette of checked colours. */}
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: page.colours + css }} />
      </head>
      <body>
        {page.body}
        {page.script && (
          // biome-ignore lint/security/noDangerouslySetInnerHtml: the page's own script, without any data in it.
          <script nonce={nonce} dangerouslySetInnerHTML={{ __html: `(${startFeed.toString()})()` }} />
        )}
      </body>
    </html>,
  );
  return new Response(`<!doctype html>${html}`, {
    status: page.status ?? 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "private, no-cache",
      "Content-Security-Policy": [
        "default-src 'none'",
        `script-src 'nonce-${nonce}'`,
        `style-src 'nonce-${nonce}'`,
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join("; "),
      ...page.headers,
    },
  });
}

/** A piece of a page, for a script that puts it into one. */
export function renderPart(part: ReactNode): Response {
  return new Response(renderToStaticMarkup(part), {
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "private, no-cache" },
  });
}
