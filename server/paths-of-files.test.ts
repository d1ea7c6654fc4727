import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addKit } from "#tests/harness/kit.ts";
import { openTestWeb, type TestWeb } from "./web.fixture.ts";

/** What must never be in an answer: it lies beside the store, and in another brand's folder in it. */
const secret = "the-secret-of-the-house";
let web: TestWeb;
let picture: Buffer;

beforeAll(async () => {
  web = await openTestWeb();
  await addKit(web.db, web.cast);
  picture = await sharp({ create: { width: 400, height: 400, channels: 3, background: "#553311" } })
    .png()
    .toBuffer();
  await web.files.save("kits/nordlys/1/logo.png", { bytes: picture });
  await web.files.save("kits/nordlys/1/pictures/a cup.png", { bytes: picture });
  for (const name of ["secret", "secret.png", "auth-secret", "files/secret.png", "files/brands/other/secret.png"]) {
    const file = path.join(web.folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, secret);
  }
  await web.files.save(`kits/nordlys/1/kit.yaml`, { bytes: Buffer.from(secret) });
  await web.files.save(`kits/nordlys/1/evil.html`, { bytes: Buffer.from(secret) });
  await web.files.save(`kits/nordlys/2/secret.png`, { bytes: Buffer.from(secret) });
}, 120_000);
afterAll(() => web.close());

/** Ways out of a folder, as people write them: `%s` stands for the way up. */
const ups = [
  ...["..", "%2e%2e", "%2E%2e", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "%u002e%u002e", "..;", "....", "%ff%ae%ff%ae"],
  ...["..%00", "..%20", " ..", "..%0a", "%09..", "．．", "%ef%bc%8e%ef%bc%8e"],
];
const slashes = ["/", "%2f", "%2F", "%252f", "\\", "%5c", "%255c", "//", "/./", "%c0%af", "%e2%88%95"];
const climbs = ups.flatMap((up) => slashes.map((slash) => `${up}${slash}`));

const absolute = [
  "/etc/passwd",
  "%2fetc%2fpasswd",
  "//etc/passwd",
  "file:///etc/passwd",
  "C:%5cwindows%5cwin.ini",
  "%5c%5chost%5cshare",
];
const odd = [
  "logo.png%00",
  "%00logo.png",
  "logo.png%00.html",
  ".logo.png",
  "logo.png/",
  "logo.png%2f.",
  "%",
  "%zz",
  "logo.png%0d%0aSet-Cookie:a=b",
  "kit.yaml",
  "evil.html",
  "logo.png::$DATA",
  "~/secret.png",
  "x".repeat(300),
];

const asAsked = (address: string) => address.replace(/[^\x21-\x7e]/g, (sign) => encodeURIComponent(sign));

async function readSafely(address: string, cookie = web.cookie) {
  const answer = await web.ask("GET", asAsked(address), { cookie });
  expect(answer.body.includes(secret), address).toBe(false);
  expect(answer.body.includes("root:x:0"), address).toBe(false);
  expect([address, answer.status < 500]).toEqual([address, true]);
  expect(answer.headers["set-cookie"] ?? [], address).not.toContain("a=b");
  return answer;
}

describe("no address leads out of where its files lie", () => {
  test("of a brand kit", async () => {
    const base = "/b/nordlys/brand/kits/1/".replace("nordlys", web.cast.brand.slug);
    const shapes = [
      ...climbs.flatMap((up) => [`${up}2/secret.png`, `${up.repeat(4)}secret.png`, `pictures/${up.repeat(6)}secret`]),
      ...[...absolute, ...odd],
    ];
    expect(shapes.length).toBeGreaterThan(500);
    for (const shape of shapes) expect([shape, (await readSafely(base + shape)).status]).not.toEqual([shape, 200]);
  }, 120_000);

  test("of a version that is none", async () => {
    for (const version of [
      "0",
      "-1",
      "1e0",
      "1.5",
      "NaN",
      "Infinity",
      "99999999999",
      "..",
      "%2e%2e",
      "1%2f..%2f2",
      "0x1",
      "１",
      " 1",
      "1%00",
    ]) {
      const address = `/b/${web.cast.brand.slug}/brand/kits/${version}/secret.png`;
      expect([version, (await readSafely(address)).status === 200]).toEqual([version, false]);
    }
  });

  test("of a video, a post, a portrait, a product's picture, a voice or the app itself", async () => {
    const id = web.cast.product.id;
    const brand = `/b/${web.cast.brand.slug}`;
    const bases = [
      `${brand}/videos/${id}/`,
      `${brand}/videos/`,
      `${brand}/products/`,
      `${brand}/personas/`,
      `${brand}/personas/voices/`,
      `/showcase-files/${id}/`,
      "/showcase-files/",
      "/assets/",
      "/",
    ];
    for (const base of bases) {
      for (const up of climbs.filter((_, index) => index % 13 === 0)) {
        for (const end of [`${up}secret.png`, `${up.repeat(4)}secret`, `${up}${up}files/secret.png/poster`])
          await readSafely(base + end);
      }
      for (const end of [...absolute, ...odd]) await readSafely(base + end);
    }
  }, 120_000);
});

test("what is there is served as what it is, and does nothing by itself", async () => {
  for (const name of ["logo.png", "pictures/a%20cup.png"]) {
    const answer = await web.ask("GET", `/b/${web.cast.brand.slug}/brand/kits/1/${name}`);
    expect(answer.status).toBe(200);
    expect(answer.body.equals(picture)).toBe(true);
    expect(answer.headers).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "content-disposition": `inline; filename="${decodeURIComponent(name).split("/").at(-1)}"`,
      "content-security-policy": expect.stringMatching(/default-src 'none'.*sandbox/),
      "cross-origin-resource-policy": "same-origin",
    });
  }
});

test("nothing is served to somebody who is not signed in", async () => {
  const answer = await web.ask("GET", `/b/${web.cast.brand.slug}/brand/kits/1/logo.png`, { cookie: "" });
  expect(answer.status).toBe(302);
});
