import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { rangeResponse } from "./range-response.server.ts";

const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 31) % 251);
const how = { type: "video/mp4", etag: "abc", cache: "public, max-age=60" };
let folder: string;
let files: FileStore;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-range-"));
  files = createFileStore({ dataDir: folder });
  await files.save("video.mp4", { bytes });
  await files.save("empty.vtt", { bytes: new Uint8Array() });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const get = (headers: Record<string, string> = {}, key = "video.mp4", method = "GET") =>
  rangeResponse(new Request("http://troupe.test/video.mp4", { headers, method }), files, key, how);
const bodyOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

test("without a range the whole file is sent, with what a player needs to ask for ranges", async () => {
  const response = await get();
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "accept-ranges": "bytes",
    "cache-control": "public, max-age=60",
    "content-length": "5000",
    "content-type": "video/mp4",
    etag: '"abc"',
  });
  expect(await bodyOf(response)).toEqual(bytes);
});

test("any range is the same slice of the bytes", async () => {
  const ends = fc.tuple(fc.nat(4999), fc.nat(7000));
  const range = fc.oneof(
    ends.map(([a, b]) => ({
      header: `bytes=${Math.min(a, b)}-${Math.max(a, b)}`,
      start: Math.min(a, b),
      end: Math.max(a, b),
    })),
    fc.nat(4999).map((start) => ({ header: `bytes=${start}-`, start, end: 4999 })),
    fc
      .integer({ min: 1, max: 7000 })
      .map((last) => ({ header: `bytes=-${last}`, start: Math.max(0, 5000 - last), end: 4999 })),
  );
  await fc.assert(
    fc.asyncProperty(range, async ({ header, start, end }) => {
      const response = await get({ Range: header });
      const last = Math.min(end, 4999);
      expect(response.status).toBe(206);
      expect(response.headers.get("Content-Range")).toBe(`bytes ${start}-${last}/5000`);
      expect(response.headers.get("Content-Length")).toBe(String(last - start + 1));
      expect(await bodyOf(response)).toEqual(bytes.slice(start, last + 1));
    }),
    { numRuns: 120 },
  );
});

test.each(["bytes=5000-", "bytes=5000-6000", "bytes=-0"])(
  "%s lies outside: 416 says how much there is",
  async (range) => {
    const response = await get({ Range: range });
    expect(response.status).toBe(416);
    expect(response.headers.get("Content-Range")).toBe("bytes */5000");
  },
);

test.each(["bytes=10-5", "bytes=-", "bytes=a-b", "chunks=0-10", "bytes=0-1,5-6"])(
  "%s is no single range: the whole file is sent",
  async (range) => {
    const response = await get({ Range: range });
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Length")).toBe("5000");
    await response.body?.cancel();
  },
);

test("a range of other bytes than the player began with is the whole file", async () => {
  expect((await get({ Range: "bytes=0-9", "If-Range": '"abc"' })).status).toBe(206);
  expect((await get({ Range: "bytes=0-9", "If-Range": '"old"' })).status).toBe(200);
  expect((await get({ Range: "bytes=0-9", "If-Range": 'W/"abc"' })).status).toBe(200);
  expect((await get({ Range: "bytes=0-9", "If-Range": "Wed, 21 Oct 2026 07:28:00 GMT" })).status).toBe(200);
});

test("what the browser has is not sent again", async () => {
  for (const known of ['"abc"', 'W/"abc"', '"x", "abc"', "*"]) {
    const response = await get({ "If-None-Match": known });
    expect(response.status).toBe(304);
    expect(response.body).toBeNull();
  }
  expect((await get({ "If-None-Match": '"x"' })).status).toBe(200);
});

test("HEAD says what GET would, without the bytes", async () => {
  const response = await get({ Range: "bytes=0-99" }, "video.mp4", "HEAD");
  expect([response.status, response.headers.get("Content-Length"), response.body]).toEqual([206, "100", null]);
});

test("a file of no bytes is sent whole and has no ranges", async () => {
  expect((await get({}, "empty.vtt")).headers.get("Content-Length")).toBe("0");
  expect((await get({ Range: "bytes=0-" }, "empty.vtt")).status).toBe(416);
  expect((await get({ Range: "bytes=-5" }, "empty.vtt")).status).toBe(416);
});

test("a file that is not there is not found", async () => {
  await expect(get({}, "gone.mp4")).rejects.toThrow(NotFound);
});

test("a file opened by itself may run nothing", async () => {
  expect((await get()).headers.get("Content-Security-Policy")).toContain("sandbox");
});
