import { expect, test } from "vitest";
import { bedIds } from "#media/music/beds.ts";
import { kitSchema } from "./schema.ts";

const { music, pronunciations } = kitSchema.shape;

test("a kit may choose every bed that there is, and silence", () => {
  for (const bed of [...bedIds, "none"]) expect(music.parse({ bed })).toEqual({ bed, level: 0 });
  expect(music.safeParse({ bed: "dubstep" }).error?.issues[0]?.message).toMatch(/^Choose a bed: warm, calm/);
  expect(music.safeParse({ bed: "warm", level: 40 }).success).toBe(false);
});

test("a pronunciation is given for one word, in letters that a voice can say", () => {
  expect(pronunciations.parse({ Tromsø: "Troom-sah", "O'Hara": "oh HAH rah" })).toBeDefined();
  for (const wrong of [{ "two words": "to words" }, { Tromsø: "Tɾumsø" }, { Tromsø: "" }, { "": "nothing" }]) {
    expect(pronunciations.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
  }
});
