import { paths } from "#app/paths.ts";

/** A visitor's browser, as far as the public page asks for one. It must not look like a bot: this one is no crawler. */
const browser = {
  "user-agent":
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1",
  "sec-fetch-site": "same-origin",
};

/** How many people come, and how long each looks at the first report: over the 2 s from which a view counts. */
const people = 6;
const firstLookMs = 2400;

/**
 * Drives the public Showcase over real HTTP: every visitor opens the page, looks at some of the videos for longer than
 * two seconds, watches some to the end, likes some and follows some links. Answers what the page ought to have counted.
 */
export async function visitShowcase(
  origin: string,
  handle: string,
  posts: { id: string; seconds: number }[],
): Promise<{ views: number; clicks: number }> {
  const visits = await Promise.all(
    Array.from({ length: people }, (_, person) =>
      visitOnce(
        origin,
        handle,
        posts.filter((_, index) => (index + person) % 3 !== 0),
        person,
      ),
    ),
  );
  return {
    views: visits.reduce((sum, visit) => sum + visit.views, 0),
    clicks: visits.reduce((sum, visit) => sum + visit.clicks, 0),
  };
}

async function visitOnce(origin: string, handle: string, posts: { id: string }[], person: number) {
  const feed = await fetch(`${origin}${paths.showcase(handle)}`, { headers: { ...browser, "sec-fetch-site": "none" } });
  const cookie = feed.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  await feed.text();
  const headers = { ...browser, cookie };
  let clicks = 0;
  await new Promise((resolve) => setTimeout(resolve, firstLookMs));
  for (const [index, post] of posts.entries()) {
    const page = paths.showcase(handle, post.id);
    await send(`${origin}${page}/views`, headers, { watchedMs: String(firstLookMs) });
    if ((index + person) % 2 === 0) await send(`${origin}${page}/likes`, headers, { liked: "true" });
    if ((index + person) % 3 === 0) clicks += await followLink(origin, page, headers);
  }
  return { views: posts.length, clicks };
}

async function send(url: string, headers: Record<string, string>, form: Record<string, string>): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, accept: "application/json" },
    body: new URLSearchParams(form),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}

/** Opens a post's own page, finds the product's short link on it and follows it as far as our own redirect. */
async function followLink(origin: string, page: string, headers: Record<string, string>): Promise<number> {
  const html = await (await fetch(`${origin}${page}`, { headers: { ...headers, "sec-fetch-site": "none" } })).text();
  const link = /\/l\/[\w-]+/.exec(html)?.[0];
  if (!link) return 0;
  const response = await fetch(`${origin}${link}`, { headers, redirect: "manual" });
  return response.status === 302 ? 1 : 0;
}
