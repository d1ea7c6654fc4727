import { expect, test } from "vitest";
import { colourDifference, type Lab, toLab } from "./colour-difference.ts";

/** From the test data of Sharma, Wu and Dalal (2005), table 1. */
const known: [Lab, Lab, number][] = [
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
  [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.5, 0], [58, 24, 15], 19.4535],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
];
test.each(known)("%j and %j differ by %f", (a, b, difference) => {
  expect(colourDifference(a, b)).toBeCloseTo(difference, 4);
  expect(colourDifference(b, a)).toBeCloseTo(difference, 4);
});

test.each([
  [
    [255, 255, 255],
    [100, 0, 0],
  ],
  [
    [255, 0, 0],
    [53.24, 80.09, 67.2],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
  ],
] as const)("sRGB %j is CIELAB %j", ([red, green, blue], lab) => {
  for (const [at, value] of toLab(red, green, blue).entries()) expect(value).toBeCloseTo(lab[at]!, 0);
});
