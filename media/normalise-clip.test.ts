import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClip } from "./clip.fixture.ts";
import { normaliseClip } from "./normalise-clip.ts";
import { probeClip } from "./probe-clip.ts";

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-clips-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function give(bytes: Uint8Array) {
  const base = path.join(folder, String(made++));
  const order = { file: `${base}.in`, out: `${base}.mp4`, poster: `${base}.jpg` };
  await writeFile(order.file, bytes);
  return { order, clip: await normaliseClip(order) };
}

/** As a phone writes it that was held upright: the picture lies, and a matrix in the header says how it is to be turned. */
function turned(mp4: Buffer, [cos, sin]: [number, number]): Buffer {
  const bytes = Buffer.from(mp4);
  const matrix = bytes.indexOf("tkhd") + 4 + 40;
  const fixed = [cos * 65536, sin * 65536, 0, -sin * 65536, cos * 65536, 0, 0, 0, 0x40000000];
  for (const [index, value] of fixed.entries()) bytes.writeInt32BE(value, matrix + index * 4);
  return bytes;
}

/** Bright at its left, dark at its right. */
const slope = (width: number) => (x: number) => 230 - Math.round((200 * x) / width);

test("a clip is kept upright and silent, at the renderer's rate, with its first look beside it", async () => {
  const { order, clip } = await give(await makeClip({ width: 320, height: 240, seconds: 1.5, codec: "mpeg4" }));
  expect(clip).toEqual({ width: 320, height: 240, seconds: expect.closeTo(1.5, 1) });
  const probe = await probeClip(order.out);
  expect(probe).toMatchObject({ codec: "h264", width: 320, height: 240, fps: 30, hasSound: false });
  expect(await sharp(order.poster).metadata()).toMatchObject({ width: 320, height: 240, format: "jpeg" });
});

test.each([
  ["a quarter to the right", [0, 1], { top: "bright", bottom: "dark" }],
  ["a quarter to the left", [0, -1], { top: "dark", bottom: "bright" }],
] as const)("a clip that was filmed upright stands upright, turned %s", async (_, matrix, looks) => {
  const lying = await makeClip({ width: 320, height: 240, seconds: 1, luma: slope(320) });
  const { order, clip } = await give(turned(lying, [matrix[0], matrix[1]]));
  expect(clip).toMatchObject({ width: 240, height: 320 });
  const at = async (top: number) => {
    const part = await sharp(order.poster).extract({ left: 0, top, width: 240, height: 20 }).toBuffer();
    return (await sharp(part).stats()).channels[0]!.mean;
  };
  const [top, bottom] = [await at(4), await at(296)];
  expect({ top: top > bottom ? "bright" : "dark", bottom: bottom > top ? "bright" : "dark" }).toEqual(looks);
});

test("what is no clip, too short, too small or breaks off is refused in a sentence", async () => {
  const whole = await makeClip({ width: 320, height: 240, seconds: 3 });
  const playlist = "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:1/inside.ts\n";
  const cases: [string, Uint8Array, string][] = [
    ["a play list", Buffer.from(playlist), "not an MP4, MOV or WebM"],
    [
      "a picture",
      await sharp({ create: { width: 9, height: 9, channels: 3, background: "#fff" } })
        .png()
        .toBuffer(),
      "not an MP4",
    ],
    ["a broken head", Buffer.concat([whole.subarray(0, 40), Buffer.alloc(4000, 7)]), "no picture"],
    ["half a clip", whole.subarray(0, Math.round(whole.length * 0.45)), "breaks off after"],
    ["a blink", await makeClip({ width: 320, height: 240, seconds: 0.5 }), "shorter than a second"],
    ["a stamp", await makeClip({ width: 96, height: 160, seconds: 1 }), "needs 240 or more"],
  ];
  for (const [name, bytes, sentence] of cases) {
    await expect(give(bytes), name).rejects.toThrow(sentence);
  }
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect((await readFile(path.join(folder, "0.mp4"))).length).toBeGreaterThan(1000);
});
