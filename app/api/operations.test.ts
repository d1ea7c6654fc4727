import { randomUUID } from "node:crypto";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { listAuditEntries } from "#db/queries/audit.ts";
import { insertFindings } from "#db/queries/findings.ts";
import { recordReadings } from "#db/queries/readings.ts";
import { failVariant } from "#db/queries/variants.ts";
import { importKitFolder } from "#studio/brands/import-kit.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast } from "#tests/harness/cast.ts";
import { openTestApi, type TestApi } from "./api.fixture.ts";
import { operations } from "./index.ts";

let api: TestApi;
let cast: Cast;
let brand: string;

beforeAll(async () => {
  api = await openTestApi();
  ({ cast, brand } = api);
  const folder = path.resolve(import.meta.dirname, "../../brand-kits/nordlys-coffee");
  const by = actorOf(null, cast.workspace.id);
  const imported = await importKitFolder(api.db, api.files, { workspaceId: cast.workspace.id }, by, folder);
  // The cast's brand gets the kit of the imported one: what is posted needs a kit.
  await api.database.pool.query("update brand_kits set brand_id = $1 where brand_id = $2", [
    cast.brand.id,
    imported.brand.id,
  ]);
});
afterAll(() => api.close());
afterEach(() => expect(api.faults.splice(0)).toEqual([]));

const get = (at: string) => api.ask("GET", at);
const post = (at: string, body?: unknown) => api.ask("POST", at, body === undefined ? {} : { body });
const put = (at: string, body: unknown) => api.ask("PUT", at, { body });

test("the key tells what it is", async () => {
  const { status, body } = await get("/me");
  expect(status).toBe(200);
  expect(body).toMatchObject({ key: { name: "Test" }, workspace: { id: cast.workspace.id, name: "Nordlys" } });
});

test("brands and their accounts are listed and read", async () => {
  const list = await get("/brands");
  expect(list.body.data.map(({ id }: { id: string }) => id)).toContain(cast.brand.id);
  expect((await get(brand)).body).toMatchObject({ id: cast.brand.id, zone: "Europe/Oslo", name: "Nordlys Coffee" });
  const accounts = await get(`${brand}/connections`);
  expect(accounts.body.data).toMatchObject([{ id: cast.connection.id, channel: "showcase" }]);
});

test("a product is added, read, changed and found", async () => {
  const sent = { title: "Evening roast", benefits: ["Dark", " Round  "], price: "12.5", currency: "eur" };
  const made = await post(`${brand}/products`, sent);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    ...{ title: "Evening roast", benefits: ["Dark", "Round"], facts: [], price: "12.50", currency: "EUR", url: null },
    handle: "evening-roast",
  });
  expect(made.headers.get("location")).toBe(`https://studio.example/api/v1${brand}/products/${made.body.id}`);
  const at = `${brand}/products/${made.body.id}`;
  expect((await get(at)).body).toEqual(made.body);
  const changed = await put(at, { title: "Evening roast", facts: ["Roasted twice"], price: null });
  expect(changed.body).toMatchObject({ benefits: [], facts: ["Roasted twice"], price: null, currency: null });
  expect((await get(`${brand}/products?search=EVENING`)).body.data).toHaveLength(1);
  expect((await get(`${brand}/products?archived=true`)).body).toEqual({ data: [], next: null });
});

test("a persona is added with a face, and keeps it when it is changed", async () => {
  const sent = { name: "Ida", audience: "Home brewers", speechStyle: "warm", voice: "slt", seed: "seven" };
  const made = await post(`${brand}/personas`, sent);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ name: "Ida", pace: 1, seed: "seven", kind: "synthetic", opinions: [] });
  const at = `${brand}/personas/${made.body.id}`;
  const changed = await put(at, { ...sent, seed: undefined, look: { hair: "bob", glasses: true }, pace: 1.1 });
  expect(changed.body).toMatchObject({ seed: "seven", look: { hair: "bob", glasses: true }, pace: 1.1 });
  expect((await get(at)).body).toEqual(changed.body);
  expect((await get(`${brand}/personas`)).body.data.map(({ name }: { name: string }) => name)).toEqual(["Maja", "Ida"]);
  const taken = await post(`${brand}/personas`, sent);
  expect([taken.status, taken.body.code, taken.body.errors[0].field]).toEqual([422, "name-taken", "/body/name"]);
});

describe("from brief to variant", () => {
  let briefId = "";

  test("a brief is written, priced, changed, launched, and its making is asked for", async () => {
    const sent = {
      ...{ name: "Autumn", goal: "Sell", audience: "All", hooks: ["question"], angles: ["taste"] },
      ...{ productIds: [cast.product.id], personaIds: [cast.persona.id], budget: 10, maxVariants: 3 },
    };
    const made = await post(`${brand}/briefs`, sent);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "Autumn", budget: 10, personaIds: [cast.persona.id], launches: [] });
    briefId = made.body.id;
    const at = `${brand}/briefs/${briefId}`;
    expect((await put(at, { ...sent, name: "Winter" })).body).toMatchObject({ id: briefId, name: "Winter" });
    expect((await get(`${at}/estimate`)).body).toMatchObject({ variants: 1, costMicros: 0 });
    const launch = await post(`${at}/launches`);
    expect(launch).toMatchObject({ status: 201, body: { variants: 1 } });
    const { workspace } = cast;
    expect(api.events.at(-1)).toMatchObject({
      name: "brief/launched",
      data: { workspaceId: workspace.id, brandId: cast.brand.id, briefId, launchId: launch.body.id },
    });
    expect((await get(at)).body).toMatchObject({ launches: [{ id: launch.body.id }], progress: { total: 1 } });
    expect((await get(`${brand}/briefs`)).body.data[0]).toMatchObject({ id: briefId, variants: { queued: 1 } });
    const again = await post(`${at}/launches`, {});
    expect([again.status, again.body.code]).toEqual([422, "already-launched"]);
  });

  test("its variants are listed and read, and one that failed is made again", async () => {
    const { body } = await get(`${brand}/briefs/${briefId}/variants`);
    expect(body.data).toMatchObject([{ briefId, state: "queued", video: null }]);
    const at = `${brand}/variants/${body.data[0].id}`;
    expect((await get(at)).body).toEqual(body.data[0]);
    expect((await post(`${at}/retries`)).body.code).toBe("not-failed");
    await failVariant(api.db, cast.brand.id, body.data[0].id, "The renderer stopped.");
    expect((await get(at)).body.failure).toBe("The renderer stopped.");
    expect(await post(`${at}/retries`)).toMatchObject({ status: 202, body: { state: "queued", failure: null } });
    expect(api.events.at(-1)).toMatchObject({ name: "variant/requested", data: { variantId: body.data[0].id } });
  });
});

describe("a video", () => {
  test("is listed, narrowed, read with its findings, and downloaded", async () => {
    const { video, variant } = await addVideo(api.db, cast, 1);
    const finding = { variantId: variant.id, videoId: video.id, gate: "loudness", message: "Quiet", atSeconds: 2.5 };
    await insertFindings(api.db, cast.brand.id, [{ ...finding, severity: "warn" }]);
    const list = await get(`${brand}/videos?state=in-review&hook=question&limit=1`);
    expect(list.body.data).toMatchObject([{ id: video.id, title: "Slow mornings", published: false, seconds: 20 }]);
    expect((await get(`${brand}/videos?briefId=${cast.brief.id}&personaId=${cast.persona.id}`)).body.data).toHaveLength(
      1,
    );
    expect((await get(`${brand}/videos?state=rejected`)).body.data).toEqual([]);
    const one = await get(`${brand}/videos/${video.id}`);
    expect(one.body).toMatchObject({
      ...list.body.data[0],
      ...{ bytes: 2_000_000, width: 1080, supersededAt: null },
      findings: [{ gate: "loudness", severity: "warn", message: "Quiet", atSeconds: 2.5 }],
    });
    await keepFile(video.file, "0123456789");
    await keepFile(video.poster, "jpeg");
    await keepFile(video.captions, "WEBVTT");
    const { files } = one.body;
    const below = (url: string) => url.replace("https://studio.example/api/v1", "");
    const file = await get(below(files.video));
    expect([file.status, file.text, file.headers.get("content-type")]).toEqual([200, "0123456789", "video/mp4"]);
    const part = await api.ask("GET", below(files.video), { headers: { range: "bytes=2-4" } });
    expect([part.status, part.text, part.headers.get("content-range")]).toEqual([206, "234", "bytes 2-4/10"]);
    expect((await get(below(files.captions))).headers.get("content-type")).toBe("text/vtt; charset=utf-8");
    expect((await get(below(files.poster))).text).toBe("jpeg");
  });

  test("waits in the queue, is decided on, and the decision is taken back", async () => {
    const { video, variant } = await addVideo(api.db, cast, 2, "myth");
    const at = `${brand}/videos/${video.id}`;
    const { sha256 } = video;
    const queue = async () =>
      (await get(`${brand}/reviews`)).body.data.map(({ videoId }: { videoId: string }) => videoId);
    expect(await queue()).toContain(video.id);
    expect(await post(`${at}/approval`, { sha256: "0".repeat(64) })).toMatchObject({
      status: 422,
      body: { code: "changed" },
    });
    expect(await post(`${at}/approval`, { sha256 })).toMatchObject({ status: 200, body: { decision: "approved" } });
    expect(await queue()).not.toContain(video.id);
    expect((await post(`${at}/rejection`, { sha256 })).body.code).toBe("already-decided");
    expect((await api.ask("DELETE", `${at}/decision`)).body).toMatchObject({
      decision: "undone",
      variantId: variant.id,
    });
    const rejected = await post(`${at}/rejection`, { sha256, note: "Off the brief" });
    expect(rejected.body.decision).toBe("rejected");
    expect((await get(`${at}/decisions`)).body.data).toMatchObject([
      { decision: "rejected", note: "Off the brief", decidedBy: "Rune", withdrawnAt: null },
      { decision: "approved", withdrawnAt: expect.any(String) },
    ]);
    const acts = await listAuditEntries(api.db, cast.workspace.id, { subjectId: video.id }, { limit: 3 });
    expect(acts.map(({ act, actorKind, actorName, address }) => [act, actorKind, actorName, address])).toEqual([
      ["video.rejected", "api-key", "Test", "192.0.2.9"],
      ["video.reopened", "api-key", "Test", "192.0.2.9"],
      ["video.approved", "api-key", "Test", "192.0.2.9"],
    ]);
  });

  test("is sent back, and the next version is asked for", async () => {
    const { video, variant } = await addVideo(api.db, cast, 3);
    const sent = { sha256: video.sha256, note: "Slower" };
    const back = await post(`${brand}/videos/${video.id}/return`, sent);
    expect(back).toMatchObject({ status: 200, body: { decision: "sent-back", variantId: variant.id } });
    expect(api.events.at(-1)).toMatchObject({
      name: "variant/requested",
      data: { variantId: variant.id, version: 2, note: "Slower" },
    });
  });
});

describe("a post", () => {
  let at = "";
  let postId = "";
  let videoId = "";

  test("is planned, listed, moved, and read", async () => {
    const { video } = await addVideo(api.db, cast, 4);
    videoId = video.id;
    const refused = await post(`${brand}/posts`, { videoId: video.id });
    expect([refused.status, refused.body.code]).toEqual([422, "not-approved"]);
    const unknown = await post(`${brand}/posts`, { videoId: randomUUID() });
    expect([unknown.status, unknown.body.errors]).toEqual([
      404,
      [{ field: "/body/videoId", message: "There is no such video here." }],
    ]);
    await post(`${brand}/videos/${video.id}/approval`, { sha256: video.sha256 });
    const made = await post(`${brand}/posts`, { videoId: video.id, at: "2099-01-05T09:00", zone: "Europe/Oslo" });
    expect(made).toMatchObject({ status: 201, body: { state: "scheduled", scheduledAt: "2099-01-05T08:00:00.000Z" } });
    postId = made.body.id;
    at = `${brand}/posts/${postId}`;
    const scheduled = { name: "post/scheduled", data: { postId, scheduledAt: "2099-01-05T08:00:00.000Z" } };
    expect(api.events.at(-1)).toMatchObject(scheduled);
    const moved = await put(`${at}/time`, { at: "2099-01-06T09:00", zone: "Etc/UTC" });
    expect(moved.body).toMatchObject({ scheduledAt: "2099-01-06T09:00:00.000Z", zone: "Etc/UTC" });
    expect((await get(at)).body).toEqual(moved.body);
    const slot = await put(`${at}/time`, {});
    expect(slot.body.state).toBe("scheduled");
    const filters = `state=scheduled&connectionId=${cast.connection.id}&videoId=${video.id}&until=2100-01-01T00:00:00Z`;
    expect((await get(`${brand}/posts?${filters}`)).body.data).toEqual([slot.body]);
    expect((await get(`${brand}/posts?from=2100-01-01T00:00:00%2B01:00`)).body.data).toEqual([]);
  });

  test("that cannot be at that time is refused at the field", async () => {
    for (const [time, field] of [
      ["2020-01-05T09:00", "/body/at"],
      ["2099-02-31T09:00", "/body/at"],
    ]) {
      const { status, body } = await put(`${at}/time`, { at: time });
      expect([status, body.errors[0].field]).toEqual([422, field]);
    }
    expect((await put(`${at}/time`, { zone: "Mars/Olympus" })).body.errors[0].field).toBe("/body/zone");
  });

  test("has readings and results", async () => {
    await api.db
      .updateTable("posts")
      .set({ state: "published", publishedAt: new Date(), remoteId: "r-1", url: "https://show.example/1" })
      .where("id", "=", postId)
      .execute();
    const reading = { postId, source: "showcase", readAt: new Date() };
    await recordReadings(api.db, cast.brand.id, [
      { ...reading, metric: "views", value: 200 },
      { ...reading, metric: "likes", value: 12 },
      { ...reading, metric: "shares", value: null },
    ]);
    const readings = await get(`${at}/readings`);
    expect(readings.body.data).toMatchObject([
      { metric: "views", value: 200, gain: 200 },
      { metric: "likes", value: 12 },
      { metric: "shares", value: null, gain: null },
    ]);
    const posts = await get(`${brand}/results/posts?hook=question`);
    expect(posts.body.data).toMatchObject([{ postId, figures: { views: 200, likes: 12, shares: null, clicks: null } }]);
    const results = await get(`${brand}/results`);
    expect(results.body).toMatchObject({ posts: 1, read: 1, totals: { views: 200 }, rates: { likes: { rate: 0.06 } } });
    expect(results.body.days.at(-1)).toMatchObject({ views: 200 });
    expect((await get(`${brand}/videos?state=published`)).body.data).toMatchObject([{ id: videoId, published: true }]);
    const wrong = await get(`${brand}/results?from=2026-13-01`);
    expect([wrong.status, wrong.body.errors]).toEqual([
      400,
      [{ field: "/query/from", message: "That is not a day. Write it like 2026-11-23." }],
    ]);
    expect(await post(`${brand}/readings`)).toMatchObject({ status: 202, body: { askedAt: expect.any(String) } });
    expect(api.events.at(-1)?.name).toBe("readings/requested");
  });

  test("is taken back, and asked again it stays so", async () => {
    await api.db.updateTable("posts").set({ state: "scheduled", remoteId: null }).where("id", "=", postId).execute();
    expect((await post(`${at}/withdrawal`)).body).toMatchObject({ id: postId, state: "withdrawn" });
    expect((await post(`${at}/withdrawal`)).body).toMatchObject({ id: postId, state: "withdrawn" });
  });
});

const keepFile = (key: string, text: string) => api.files.save(key, { bytes: Buffer.from(text) });

test("every operation was answered here as it should be", () => {
  expect(operations.map(({ id }) => id).filter((id) => !api.answered.has(id))).toEqual([]);
});
