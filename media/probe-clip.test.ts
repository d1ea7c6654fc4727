import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCanvas } from "./canvas/frame.ts";
import { makeClip } from "./clip.fixture.ts";
import { fitOf, readClip } from "./codec/read-clip.ts";
import { probeClip } from "./probe-clip.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-probe-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;
async function fileOf(bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, `${made++}.mp4`);
  await writeFile(file, bytes);
  return file;
}

describe("what a clip is", () => {
  test("is told from decoding all of it", async () => {
    const probe = await probeClip(await fileOf(await makeClip({ seconds: 2 })));
    expect(probe).toMatchObject({
      codec: "h264",
      width: 96,
      height: 160,
      fps: 24,
      hasSound: false,
      black: 0,
      frozen: 0,
    });
    expect(probe.seconds).toBeCloseTo(2, 1);
    expect(probe.sharpness).toBeGreaterThan(2);
  });

  test("another codec is told by its name, and read all the same", async () => {
    expect(await probeClip(await fileOf(await makeClip({ codec: "mpeg4", seconds: 1 })))).toMatchObject({
      codec: "mpeg4",
      fps: 24,
    });
  });

  test("black and frozen shares are counted", async () => {
    const dark = await probeClip(await fileOf(await makeClip({ seconds: 1, luma: () => 16 })));
    expect(dark).toMatchObject({ black: 1, frozen: 1 });
    expect(dark.sharpness).toBeLessThan(0.5);
  });

  test("one that was cut off on its way, and one that is no video, are named as that", async () => {
    const whole = await makeClip({ seconds: 2, luma: (x, y, frame) => 16 + ((x * 97 + y * 57 + frame * 31) % 219) });
    await expect(probeClip(await fileOf(whole.subarray(0, Math.round(whole.length * 0.7))))).rejects.toThrow(
      /^It breaks off after 1\.\d of 2\.0 s\.$/,
    );
    await expect(probeClip(await fileOf(Buffer.from("<html>Not found</html>")))).rejects.toThrow("no video");
    await expect(probeClip(await fileOf(new Uint8Array()))).rejects.toThrow("no video");
    await expect(probeClip(path.join(folder, "nowhere.mp4"))).rejects.toThrow("no video");
  });
});

describe("a clip being played", () => {
  const lumaAt = (canvas: ReturnType<typeof createCanvas>, x: number, y: number) => canvas.y[y * canvas.width + x]!;

  test("comes at the picture's own rate, in order and backwards, and its last frame stays", async () => {
    const file = await fileOf(await makeClip({ fps: 12, seconds: 1, luma: (_x, _y, frame) => 30 + frame * 15 }));
    const clip = readClip(file, { width: 96, height: 160, fps: 24 });
    const canvas = createCanvas(96, 160);
    const looks = [0, 2, 12, 22, 23, 60, 4].map((index) => {
      clip.draw(canvas, index);
      return lumaAt(canvas, 48, 80);
    });
    clip.close();
    const wanted = [30, 45, 120, 195, 195, 195, 60];
    for (const [index, look] of looks.entries())
      expect(Math.abs(look - wanted[index]!), `look ${index}`).toBeLessThan(5);
  });

  test("slower means later", async () => {
    const file = await fileOf(await makeClip({ seconds: 1, luma: (_x, _y, frame) => 30 + frame * 8 }));
    const clip = readClip(file, { width: 96, height: 160, fps: 24, slower: 2 });
    const canvas = createCanvas(96, 160);
    clip.draw(canvas, 20);
    clip.close();
    expect(Math.abs(lumaAt(canvas, 48, 80) - 110)).toBeLessThan(10);
  });

  test("a wide one in an upright picture stands whole before its own blur; a like one fills it", async () => {
    expect(fitOf({ width: 1280, height: 720 }, { width: 1080, height: 1920 })).toBe("blur");
    expect(fitOf({ width: 720, height: 1280 }, { width: 1920, height: 1080 })).toBe("blur");
    expect(fitOf({ width: 720, height: 960 }, { width: 1080, height: 1920 })).toBe("cover");
    expect(fitOf({ width: 720, height: 720 }, { width: 1080, height: 1920 })).toBe("cover");
    const stripes = (x: number) => (x < 80 ? 40 : 200);
    const file = await fileOf(await makeClip({ width: 160, height: 90, seconds: 0.5, luma: stripes }));
    const clip = readClip(file, { width: 108, height: 192, fps: 24 });
    const canvas = createCanvas(108, 192);
    clip.draw(canvas, 3);
    clip.close();
    // The front shows the left edge at the left and the right edge at the right: nothing of it was cut off.
    expect(lumaAt(canvas, 2, 96)).toBeLessThan(60);
    expect(lumaAt(canvas, 106, 96)).toBeGreaterThan(180);
    // Above it, the blur: not as sharp and darker than the clip.
    expect(lumaAt(canvas, 100, 8)).toBeLessThan(195);
    expect(Math.abs(lumaAt(canvas, 53, 8) - lumaAt(canvas, 57, 8))).toBeLessThan(60);
  });
});
