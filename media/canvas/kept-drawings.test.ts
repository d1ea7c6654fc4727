import { expect, test } from "vitest";
import { keepDrawings } from "./kept-drawings.ts";
import { spriteFromRgba } from "./sprite.ts";

const draw = () => spriteFromRgba(new Uint8Array(10 * 10 * 4), 10, 10);

test("a drawing is made once, until there is no room for it", () => {
  const { keep } = keepDrawings(600); // two of 275 bytes
  let made = 0;
  const get = (name: string) => {
    made = 0;
    keep(name, () => {
      made = 1;
      return draw();
    });
    return made === 1;
  };
  expect([get("a"), get("b"), get("a")]).toEqual([true, true, false]);
  expect(get("c")).toBe(true); // b was not used for longest
  expect([get("a"), get("b")]).toEqual([false, true]);
});

test("one that is larger than all the room is drawn and not kept", () => {
  const { keep } = keepDrawings(100);
  expect(keep("a", draw).width).toBe(10);
  expect(keep("a", draw)).not.toBe(keep("a", draw));
});
