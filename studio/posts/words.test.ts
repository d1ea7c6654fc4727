import { expect, test } from "vitest";
import { withCampaign } from "./link.ts";

test("a link keeps its own parameters and fragment, and is tagged once", () => {
  const utm = { source: "showcase", campaign: "våren-2026", content: "v1" };
  const link = withCampaign("https://shop.example/p?size=250g&utm_source=old#beans", utm);
  const url = new URL(link);
  expect(url.hash).toBe("#beans");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    size: "250g",
    utm_source: "showcase",
    utm_medium: "video",
    utm_campaign: "våren-2026",
    utm_content: "v1",
  });
  expect(withCampaign(link, utm)).toBe(link);
});
