import { expect, test } from "vitest";
import { findVisit, isFromOurPage, welcome, whyNotAVisit } from "./visit.server.ts";

const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile/15E148 Safari/604.1";
const desktop = "Mozilla/5.0 (X11; Linux x64; rv:145.0) Gecko/20100101 Firefox/145.0";

test.each<[string, string, Record<string, string>, string | undefined]>([
  ["a phone", "GET", { "User-Agent": phone }, undefined],
  ["a desktop browser", "GET", { "User-Agent": desktop }, undefined],
  ["no browser's name", "GET", {}, "no-agent"],
  ["an empty name", "GET", { "User-Agent": "  " }, "no-agent"],
  [
    "Google's crawler",
    "GET",
    { "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" },
    "bot",
  ],
  ["a link preview", "GET", { "User-Agent": "facebookexternalhit/1.1" }, "bot"],
  ["a chat's preview", "GET", { "User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)" }, "bot"],
  ["a script", "GET", { "User-Agent": "curl/8.5.0" }, "bot"],
  ["a headless browser", "GET", { "User-Agent": "Mozilla/5.0 HeadlessChrome/141.0 Safari/537.36" }, "bot"],
  ["a prefetch", "GET", { "User-Agent": phone, "Sec-Purpose": "prefetch" }, "prefetch"],
  ["a prerender", "GET", { "User-Agent": phone, "Sec-Purpose": "prefetch;prerender" }, "prefetch"],
  ["an older prefetch", "GET", { "User-Agent": phone, Purpose: "prefetch" }, "prefetch"],
  ["a preview", "GET", { "User-Agent": phone, "X-Purpose": "preview" }, "prefetch"],
  ["Mozilla's prefetch", "GET", { "User-Agent": desktop, "X-Moz": "prefetch" }, "prefetch"],
  ["a HEAD", "HEAD", { "User-Agent": phone }, "method"],
])("%s with %s is counted only as it should be", (_name, method, headers, reason) => {
  expect(whyNotAVisit(new Request("http://troupe.test/l/x", { method, headers }), ["GET"])).toBe(reason);
});

const post = (headers: Record<string, string>) =>
  new Request("http://troupe.test/showcase/a/b/views", { method: "POST", headers });

test.each<[Record<string, string>, boolean]>([
  [{ "Sec-Fetch-Site": "same-origin" }, true],
  [{ "Sec-Fetch-Site": "same-origin", Origin: "http://troupe.test" }, true],
  [{ Origin: "http://troupe.test" }, true],
  [{ Origin: "https://public.troupe.test" }, true],
  [{ "Sec-Fetch-Site": "cross-site", Origin: "http://troupe.test" }, false],
  [{ "Sec-Fetch-Site": "same-site" }, false],
  [{ "Sec-Fetch-Site": "none" }, false],
  [{ Origin: "https://elsewhere.test" }, false],
  [{ Origin: "null" }, false],
  [{}, false],
])("a POST with %j is from our page: %s", (headers, ours) => {
  expect(isFromOurPage(post(headers), "https://public.troupe.test")).toBe(ours);
});

test("a first visit gets a cookie that scripts cannot read, and is known by it afterwards", () => {
  const first = welcome(
    new Request("http://troupe.test/", { headers: { "User-Agent": phone } }),
    "https://troupe.test",
  );
  const cookie = first.headers["Set-Cookie"] ?? "";
  expect(cookie).toMatch(/^troupe_visitor=[0-9a-f-]{36}; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Lax; Secure$/);
  const again = new Request("http://troupe.test/", {
    headers: { "User-Agent": phone, Cookie: `theme=dark; ${cookie.split(";")[0]}` },
  });
  expect(findVisit(again)).toEqual({ cookie: first.visit.cookie, userAgent: phone });
  expect(welcome(again, "https://troupe.test")).toEqual({ visit: first.visit, headers: {} });
  expect(welcome(new Request("http://troupe.test/"), "http://localhost:4300").headers["Set-Cookie"]).not.toContain(
    "Secure",
  );
});

test.each([
  "",
  "troupe_visitor=",
  "troupe_visitor=<script>",
  "other=1",
  "xtroupe_visitor=00000000-0000-4000-8000-000000000000",
])("%j names no visitor", (cookie) =>
  expect(findVisit(new Request("http://troupe.test/", { headers: { Cookie: cookie } }))).toBeUndefined(),
);
