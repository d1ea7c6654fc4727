import sharp from "sharp";
import { expect, test } from "vitest";
import { contrastWithin } from "./contrast.ts";

const size = { width: 200, height: 60 };
async function look(ink: string, ground: string) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><rect width="200" height="60" fill="${ground}"/><g fill="${ink}"><rect x="20" y="10" width="6" height="40"/><rect x="40" y="10" width="30" height="6"/><rect x="40" y="30" width="30" height="6"/><rect x="90" y="10" width="6" height="40"/><rect x="110" y="10" width="30" height="6"/></g></svg>`;
  const rgb = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
  return { at: 0, ...size, rgb: new Uint8Array(rgb) };
}

test.each([
  ["#000000", "#ffffff", 21],
  ["#ffffff", "#767676", 4.54],
  ["#ffffff", "#949494", 3.03],
  ["#f3efe6", "#ffffff", 1.15],
])("%s on %s has a contrast of %f to 1", async (ink, ground, ratio) => {
  expect(contrastWithin(await look(ink, ground), { x: 0, y: 0, ...size })).toBeCloseTo(ratio, 0);
});

test("a box outside of the picture tells nothing", async () => {
  expect(contrastWithin(await look("#000000", "#ffffff"), { x: 10, y: 10, width: 0, height: 0 })).toBe(21);
});
