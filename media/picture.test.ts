import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { type MediaRefused, normalisePicture, probePicture } from "./picture.ts";

let photo: Buffer;
beforeAll(async () => {
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  photo = await sharp({ create: { width: 600, height: 400, channels: 3, background: "#884422", noise } })
    .jpeg()
    .withExif({ IFD0: { Make: "Secret camera" } })
    .toBuffer();
});

test("a whole picture is measured", async () => {
  expect(await probePicture(photo)).toEqual({ format: "jpeg", width: 600, height: 400 });
});

test("a picture is kept upright, bounded and without its metadata", async () => {
  const kept = await normalisePicture(photo, 300);
  expect(kept).toMatchObject({ width: 300, height: 200, mime: "image/jpeg" });
  expect((await sharp(kept.bytes).metadata()).exif).toBeUndefined();
});

test("transparency survives as PNG", async () => {
  const clear = await sharp({
    create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .webp()
    .toBuffer();
  expect(await normalisePicture(clear, 300)).toMatchObject({ mime: "image/png", width: 40 });
});

describe("what is not a usable picture is refused in a sentence", () => {
  const cases: [string, () => Promise<Uint8Array> | Uint8Array, MediaRefused["code"]][] = [
    ["nothing at all", () => new Uint8Array(), "not-a-picture"],
    ["a text", () => Buffer.from("hello, I am not a picture"), "not-a-picture"],
    ["this test's own source", () => readFile(new URL(import.meta.url)), "not-a-picture"],
    [
      "an SVG with a script",
      () => Buffer.from('<?xml version="1.0"?><svg xmlns="x"><script>alert(1)</script></svg>'),
      "format",
    ],
    ["half a photograph", () => photo.subarray(0, photo.length / 2), "truncated"],
    ["a GIF", () => sharp(photo).gif().toBuffer(), "format"],
    ["over 20 MB", () => new Uint8Array(20 * 1024 * 1024 + 1), "too-large"],
    [
      "a few bytes that unfold to 64 megapixels",
      () =>
        sharp({ create: { width: 8000, height: 8000, channels: 3, background: "#000" } })
          .png()
          .toBuffer(),
      "too-many-pixels",
    ],
  ];
  test.each(cases)("%s", async (_, bytes, code) => {
    await expect(probePicture(await bytes())).rejects.toMatchObject({ name: "MediaRefused", code });
  });
});
