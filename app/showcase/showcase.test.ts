import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from "@remix-run/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPress } from "#studio/posts/press.fixture.ts";
import { type PostRef, publishPostNow } from "#studio/posts/publish.ts";
import { withdrawPost } from "#studio/posts/withdraw.ts";
import { loader as link } from "../routes/l.$code.ts";
import { loader as feedPage } from "../routes/showcase.$handle.ts";
import { loader as postPage } from "../routes/showcase.$handle_.$postId.ts";
import { action as like } from "../routes/showcase.$handle_.$postId_.likes.ts";
import { action as share } from "../routes/showcase.$handle_.$postId_.shares.ts";
import { action as view } from "../routes/showcase.$handle_.$postId_.views.ts";
import { loader as file } from "../routes/showcase-files.$postId.$part.ts";

const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1";
const cookie = "troupe_visitor=00000000-0000-4000-8000-00000000000c";
const fromOurPage = { "User-Agent": phone, Cookie: cookie, "Sec-Fetch-Site": "same-origin" };

let stage: Awaited<ReturnType<typeof openPress>>;
let handle: string;
let refs: PostRef[];
beforeAll(async () => {
  stage = await openPress();
  handle = stage.cast.connection.handle;
  refs = [];
  for (let n = 0; n < 8; n++) refs.push(await publishOne());
});
afterAll(() => stage.close());

async function publishOne(): Promise<PostRef> {
  const ref = await stage.armed();
  const video = await stage.db.selectFrom("videos").selectAll().where("id", "=", ref.videoId).executeTakeFirstOrThrow();
  await stage.files.save(video.poster, { bytes: new TextEncoder().encode("poster") });
  await stage.files.save(video.captions, { bytes: new TextEncoder().encode("WEBVTT\n") });
  await publishPostNow(stage.press, ref);
  return ref;
}

type Call = {
  params?: Record<string, string>;
  headers?: Record<string, string>;
  form?: Record<string, string>;
  method?: string;
};

/** Calls a route as Remix does; what it throws as an answer is its answer. */
async function call(
  route: (args: LoaderFunctionArgs & ActionFunctionArgs) => Promise<Response>,
  path: string,
  { params = {}, headers = { "User-Agent": phone }, form, method = form ? "POST" : "GET" }: Call = {},
): Promise<Response> {
  const context = { everywhere: stage.db, files: stage.files, publicUrl: "http://troupe.test" } as AppLoadContext;
  const body = form && new URLSearchParams(form);
  const request = new Request(`http://troupe.test${path}`, { method, headers, ...(body ? { body } : {}) });
  try {
    return await route({ request, params, context });
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

const act = (
  route: typeof like,
  postId: string,
  form: Record<string, string>,
  headers: Record<string, string> = fromOurPage,
) => call(route, `/showcase/${handle}/${postId}/act`, { params: { handle, postId }, form, headers });
const postsIn = (html: string) => [...html.matchAll(/data-post="([^"]+)"/g)].map((match) => match[1]);
const views = async (postId: string) =>
  (await stage.db.selectFrom("showcaseViews").select("postId").where("postId", "=", postId).execute()).length;

test("the feed shows the newest first, page by page, each post once", async () => {
  const seen: (string | undefined)[] = [];
  let next: string | undefined = "";
  while (next !== undefined) {
    const html: string = await (await call(feedPage, `/showcase/${handle}${next}`, { params: { handle } })).text();
    seen.push(...postsIn(html));
    next = html.match(/rel="next" href="[^"?]*([^"]*)"/)?.[1];
  }
  expect(seen).toEqual(refs.map((ref) => ref.postId).reverse());
});

test("a page says that it is AI-made and an ad, names brand and persona, and leads to the product", async () => {
  const response = await call(feedPage, `/showcase/${handle}`, { params: { handle } });
  const html = await response.text();
  expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  for (const words of ["AI-generated", "Ad", "Nordlys Coffee", "Maja", "Morning roast", "€14.90", "Shop the roast"]) {
    expect(html).toContain(`>${words}<`);
  }
  expect(html).toMatch(/<a class="product" href="\/l\/[2-9a-z]{8}"/);
  expect(html).toMatch(/<track kind="captions"[^>]* default=""/);
  expect(html).toMatch(/<video [^>]*preload="auto"[^>]*controls=""[^>]*muted=""[^>]*playsInline=""/i);
  expect(html.match(/preload="auto"/g)).toHaveLength(1);
});

test("a page fetches nothing but its pictures and videos, and runs nothing but its own script", async () => {
  const response = await call(feedPage, `/showcase/${handle}`, { params: { handle } });
  const html = await response.text();
  expect(html).not.toMatch(/<script[^>]+src=|rel="stylesheet"|polaris/i);
  const nonce = response.headers.get("Content-Security-Policy")?.match(/script-src 'nonce-([^']+)'/)?.[1];
  expect(html).toContain(`<script nonce="${nonce}">`);
  expect(html.length).toBeLessThan(64_000);
});

test("a link to one post shows it first, previews it with its video, and goes on with the older ones", async () => {
  const postId = refs[5]!.postId;
  const html = await (await call(postPage, `/showcase/${handle}/${postId}`, { params: { handle, postId } })).text();
  expect(postsIn(html)).toEqual([5, 4, 3, 2, 1, 0].map((n) => refs[n]!.postId));
  expect(html).toContain(`<meta property="og:url" content="http://troupe.test/showcase/${handle}/${postId}"/>`);
  expect(html).toContain(`<meta property="og:video" content="http://troupe.test/showcase-files/${postId}/video.mp4"/>`);
  expect(html).toContain(`<meta name="twitter:image" content="http://troupe.test/showcase-files/${postId}/poster"/>`);
});

test("an unknown address and a post that is gone say so, with a way on", async () => {
  const unknown = await call(feedPage, "/showcase/nobody", { params: { handle: "nobody" } });
  expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining("There is no Showcase here")]);
  for (const postId of ["no-id", stage.cast.brand.id]) {
    const gone = await call(postPage, `/showcase/${handle}/${postId}`, { params: { handle, postId } });
    const html = await gone.text();
    expect(gone.status).toBe(404);
    expect(html).toContain("This video is no longer here");
    expect(html).toContain(`href="/showcase/${handle}"`);
  }
});

test("files are served in ranges while the post is out, and are gone with it", async () => {
  const ref = await publishOne();
  const params = (part: string) => ({ params: { postId: ref.postId, part } });
  const video = await call(file, "/showcase-files/x/video.mp4", {
    ...params("video.mp4"),
    headers: { Range: "bytes=0-4" },
  });
  expect([video.status, await video.text(), video.headers.get("Content-Type")]).toEqual([206, "video", "video/mp4"]);
  expect(video.headers.get("Cache-Control")).toBe("public, max-age=86400, immutable");
  expect((await call(file, "/x", params("poster"))).headers.get("Content-Type")).toBe("image/jpeg");
  expect((await call(file, "/x", params("captions.vtt"))).headers.get("Content-Type")).toBe("text/vtt; charset=utf-8");
  expect((await call(file, "/x", params("secret"))).status).toBe(404);
  expect((await call(file, "/x", params("portrait"))).status).toBe(404);
  await withdrawPost(stage.press, ref.brandId, stage.by, ref.postId);
  for (const part of ["video.mp4", "poster", "captions.vtt"]) {
    expect((await call(file, "/x", params(part))).status).toBe(404);
  }
  const html = await (await call(feedPage, `/showcase/${handle}`, { params: { handle } })).text();
  expect(postsIn(html)).not.toContain(ref.postId);
});

test("a post that was never published has no files", async () => {
  const ref = await stage.armed();
  expect((await call(file, "/x", { params: { postId: ref.postId, part: "video.mp4" } })).status).toBe(404);
});

test("a view counts from our page and with our cookie; from elsewhere, from a bot or a prefetch it does not", async () => {
  const postId = refs[0]!.postId;
  const elsewhere = await act(view, postId, { watchedMs: "3000" }, { ...fromOurPage, "Sec-Fetch-Site": "cross-site" });
  expect(elsewhere.status).toBe(403);
  const { Cookie: _, ...stranger } = fromOurPage;
  for (const headers of [
    stranger,
    { ...fromOurPage, "User-Agent": "Googlebot/2.1" },
    { ...fromOurPage, "Sec-Purpose": "prefetch" },
  ]) {
    expect((await act(view, postId, { watchedMs: "3000" }, headers)).status).toBe(204);
  }
  for (const watchedMs of ["1999", "", "much", "-1", "Infinity"]) {
    expect((await act(view, postId, { watchedMs })).status).toBe(204);
  }
  expect(await views(postId)).toBe(0);
  expect((await act(view, postId, { watchedMs: "2000" })).status).toBe(204);
  expect(await views(postId)).toBe(1);
});

test("a like answers the script in JSON and a plain form with the way back; the page shows it again", async () => {
  const postId = refs[1]!.postId;
  const script = await act(like, postId, { liked: "true" }, { ...fromOurPage, Accept: "application/json" });
  expect(await script.json()).toEqual({ likes: 1, liked: true });
  const form = await act(like, postId, { liked: "true" });
  expect([form.status, form.headers.get("Location")]).toEqual([303, `/showcase/${handle}/${postId}`]);
  const headers = { "User-Agent": phone, Cookie: cookie };
  const html = await (await call(postPage, "/x", { params: { handle, postId }, headers })).text();
  expect(html).toMatch(/name="liked" value="false"\/><button[^>]*aria-pressed="true"/);
  expect((await act(like, stage.cast.brand.id, { liked: "true" })).status).toBe(404);
});

test("a share without a script leads to the post's own address", async () => {
  const response = await act(share, refs[2]!.postId, {});
  expect(response.headers.get("Location")).toBe(`/showcase/${handle}/${refs[2]!.postId}`);
});

test("a short link leads to the tagged product page; people are counted and remembered, machines are not", async () => {
  const { postId } = refs[3]!;
  const { code } = await stage.db
    .selectFrom("links")
    .select("code")
    .where("postId", "=", postId)
    .executeTakeFirstOrThrow();
  const clicks = async () =>
    (await stage.db.selectFrom("clicks").select("id").where("postId", "=", postId).execute()).length;
  const tap = (headers: Record<string, string>, method = "GET") =>
    call(link, `/l/${code}`, { params: { code }, headers, method });
  for (const [headers, method] of [
    [{ "User-Agent": "facebookexternalhit/1.1" }, "GET"],
    [{ "User-Agent": phone, "Sec-Purpose": "prefetch" }, "GET"],
    [{ "User-Agent": phone }, "HEAD"],
    [{}, "GET"],
  ] as const) {
    const response = await tap(headers, method);
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toMatch(
      /^https:\/\/nordlys\.example\/morning-roast\?utm_source=showcase&/,
    );
    expect(response.headers.get("Set-Cookie")).toBeNull();
  }
  expect(await clicks()).toBe(0);
  const person = await tap({ "User-Agent": phone });
  expect(person.status).toBe(302);
  expect(person.headers.get("Set-Cookie")).toMatch(/^troupe_visitor=/);
  expect(await clicks()).toBe(1);
  const unknown = await call(link, "/l/nothing", { params: { code: "nothing" } });
  expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining("This link leads nowhere")]);
});
