import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCanvas } from "../canvas/frame.ts";
import { createPainter } from "../canvas/painter.ts";
import { layOut } from "../layout.ts";
import { stageShot } from "../render-shot.ts";
import { composeSampleBoard } from "../sample-board.ts";
import { planBoard } from "../shot-plan.ts";
import { pixelsOf, ratios, stageOf } from "../stage.ts";
import { type Shot, type Storyboard, storyboard } from "../storyboard.ts";
import { cutOut, readProductPicture } from "./product-picture.ts";

let folder: string;
let board: Storyboard;
const file = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bad-input-"));
  board = await composeSampleBoard(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Draws a frame of a shot at a tenth of the size; answers its mean brightness. */
async function draw(shot: Shot, more: Partial<Storyboard> = {}): Promise<number> {
  const { plan } = planBoard({ ...board, ...more, shots: [shot] })[0]!;
  const scale = 0.1;
  const { width, height } = pixelsOf(stageOf(plan.ratio), scale);
  const canvas = createCanvas(width, height);
  (await stageShot(plan, createPainter(plan.look, scale, plan.ratio))).draw(canvas, 1);
  return canvas.y.reduce((sum, value) => sum + value, 0) / canvas.y.length;
}
const product = (picture: string): Shot => ({
  ...{ type: "product", picture, title: "Morning Roast", price: "€14.90", speech: null, onScreen: null },
});

test("a picture in the inks of print is shown in its right colours", async () => {
  await sharp({ create: { width: 300, height: 300, channels: 3, background: "#d02020" } })
    .composite([
      { input: Buffer.from(`<svg width="300" height="300"><rect width="150" height="300" fill="#2030c0"/></svg>`) },
    ])
    .toColourspace("cmyk")
    .jpeg()
    .toFile(file("print.jpg"));
  const { bytes } = await readProductPicture(file("print.jpg"));
  const { data } = await sharp(bytes).resize(2, 1).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(data[2]).toBeGreaterThan(data[0]!);
  expect(data[3]).toBeGreaterThan(data[5]!);
});

test("a picture of 40 megapixels is drawn, and one of more than 50 refused with a sentence", async () => {
  const large = (width: number, height: number, name: string) =>
    sharp({ create: { width, height, channels: 3, background: "#406080" } })
      .png({ compressionLevel: 1 })
      .toFile(file(name));
  await large(8000, 5000, "large.png");
  expect(await draw(product(file("large.png")))).toBeGreaterThan(16);
  await large(9000, 5700, "huge.png");
  await expect(readProductPicture(file("huge.png"))).rejects.toThrow("more than 50 megapixels");
});

test("of an animated GIF as a logo the first frame is drawn", async () => {
  const frame = (background: string) =>
    sharp({ create: { width: 80, height: 40, channels: 3, background } })
      .png()
      .toBuffer();
  await sharp([await frame("#ff0000"), await frame("#0000ff")], { join: { animated: true } })
    .gif()
    .toFile(file("logo.gif"));
  const end = board.shots.at(-1)!;
  expect(await draw(end, { look: { ...board.look, logo: file("logo.gif") } })).toBeGreaterThan(16);
});

test("a picture that breaks off or is none is named as the picture", async () => {
  await writeFile(file("notes.png"), "not a picture");
  await expect(draw(product(file("notes.png")))).rejects.toThrow("its picture is not a picture");
  const whole = await sharp({ create: { width: 400, height: 400, channels: 3, background: "#123456" } })
    .jpeg()
    .toBuffer();
  await writeFile(file("half.jpg"), whole.subarray(0, whole.length / 2));
  await expect(draw({ ...product(file("half.jpg")), type: "b-roll", move: "in" } as Shot)).rejects.toThrow(
    "its picture",
  );
});

test.each(ratios)(
  "a tall picture fills %s without being stretched, and words too long for it are set smaller",
  async (ratio) => {
    await sharp({ create: { width: 90, height: 400, channels: 3, background: "#8fa060" } })
      .png()
      .toFile(file("tall.png"));
    const words = "Unbelievablylongcompoundwordthatnobodywouldwrite and then some more of the same".slice(0, 60);
    const shots: Shot[] = [
      {
        ...product(file("tall.png")),
        title: "A title that goes on for as long as a title in a shop may possibly go on",
        onScreen: words,
      } as Shot,
      { type: "text-card", text: `${words} ${words}`.slice(0, 140), speech: null, onScreen: null },
      { type: "b-roll", picture: file("tall.png"), move: "right", speech: null, onScreen: words },
    ];
    const { safe, shots: laid } = await layOut(storyboard.parse({ ...board, ratio, shots }));
    for (const box of laid.flatMap(({ boxes }) => boxes).filter(({ kind }) => kind === "text" || kind === "headline")) {
      expect(box.x).toBeGreaterThanOrEqual(safe.x - 0.5);
      expect(box.x + box.width).toBeLessThanOrEqual(safe.x + safe.width + 0.5);
      expect(box.y + box.height).toBeLessThanOrEqual(safe.y + safe.height + 0.5);
    }
    expect(await draw(shots[2]!, { ratio })).toBeGreaterThan(16);
  },
);

test("a thing before one plain colour is cut out with its white label whole; a scene is left as it is", async () => {
  const svg = (ground: string) =>
    Buffer.from(
      `<svg width="120" height="120"><rect width="120" height="120" fill="${ground}"/><rect x="30" y="20" width="60" height="90" fill="#803010"/><rect x="40" y="50" width="40" height="30" fill="#fff"/></svg>`,
    );
  const rgba = async (input: Buffer) => (await sharp(input).ensureAlpha().raw().toBuffer()) as Uint8Array;
  const plain = await rgba(svg("#fff"));
  expect(cutOut(plain, 120, 120)).toBe(true);
  const alpha = (x: number, y: number) => plain[(y * 120 + x) * 4 + 3];
  expect([alpha(2, 2), alpha(60, 65), alpha(60, 30)]).toEqual([0, 255, 255]);
  const scene = await rgba(
    Buffer.from(
      `<svg width="120" height="120"><rect width="120" height="60" fill="#88aaff"/><rect y="60" width="120" height="60" fill="#406020"/></svg>`,
    ),
  );
  expect(cutOut(scene, 120, 120)).toBe(false);
  expect(scene[3]).toBe(255);
});
