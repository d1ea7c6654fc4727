import { expect, test } from "vitest";
import { kitNetworks } from "#brand-kits/schema.ts";
import { networksOf } from "#media/quality/networks.ts";
import { cutFor, cutsFor, unusualCuts } from "./choose-cut.ts";

test("a kit may say something of every network that the checks know", () => {
  expect(networksOf(kitNetworks).map(({ id }) => id)).toEqual([...kitNetworks]);
});

test("TikTok gets the clean cut and the others the branded one, unless the kit says otherwise", () => {
  expect(kitNetworks.map((network) => cutFor({}, network))).toEqual([
    ...["branded", "clean", "branded", "branded", "branded"],
  ]);
  const kit = { video: { cuts: { tiktok: "branded", instagram: "clean" } } } as const;
  expect(cutFor(kit, "tiktok")).toBe("branded");
  expect(cutFor(kit, "instagram")).toBe("clean");
  expect(cutFor(kit, "a network of tomorrow")).toBe("branded");
});

test("a video has the cuts that its networks need, the branded one first", () => {
  expect(cutsFor({}, [])).toEqual(["branded"]);
  expect(cutsFor({}, ["showcase", "instagram"])).toEqual(["branded"]);
  expect(cutsFor({}, ["tiktok", "showcase"])).toEqual(["branded", "clean"]);
  expect(cutsFor({}, ["tiktok"])).toEqual(["clean"]);
});

test("a kit says only what is not so already", () => {
  expect(unusualCuts({ tiktok: "clean", showcase: "branded", youtube: "clean" })).toEqual({ youtube: "clean" });
});
