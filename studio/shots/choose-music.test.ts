import { expect, test } from "vitest";
import { chooseMusic } from "./choose-music.ts";

const kit = { slug: "nordlys", music: { bed: "calm" as const, level: -3 } };

test("a persona's own music goes before the brand's, and either may be none", () => {
  expect(chooseMusic(kit, {})).toEqual({ bed: "calm", seed: "nordlys", level: -3 });
  expect(chooseMusic(kit, { music: "driving" })).toEqual({ bed: "driving", seed: "nordlys", level: -3 });
  expect(chooseMusic(kit, { music: "none" })).toBeNull();
  expect(chooseMusic({ ...kit, music: { bed: "none", level: 0 } }, {})).toBeNull();
});

test("what a brief asks for goes before persona and kit, and nothing asked leaves them", () => {
  expect(chooseMusic(kit, { music: "driving" }, { music: "late" })).toEqual({
    bed: "late",
    seed: "nordlys",
    level: -3,
  });
  expect(chooseMusic(kit, { music: "driving" }, { music: "none" })).toBeNull();
  expect(chooseMusic(kit, { music: "driving" }, { music: null })).toMatchObject({ bed: "driving" });
});

test("a kit that says nothing has music all the same, and its own tune", () => {
  expect(chooseMusic({ slug: "nordlys" }, {})).toMatchObject({ bed: "warm", seed: "nordlys" });
});
