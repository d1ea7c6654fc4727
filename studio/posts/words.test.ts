import { expect, test } from "vitest";
import { captionFor, labelOf } from "./disclosure.ts";
import { withCampaign } from "./link.ts";

const both = { ai: "AI-generated", paid: "Ad" };
const text = { caption: "Slow mornings.", hashtags: ["coffee", "ad"] };

test("a network with fields of its own gets a plain caption", () => {
  const caption = captionFor({ disclosureFields: { ai: "is_aigc", paid: "brand_content_toggle" } }, text, both);
  expect(caption).toBe("Slow mornings.\n#coffee #ad");
});

test("what a network has no field for is said in the caption, before the hashtags", () => {
  expect(captionFor({ disclosureFields: { ai: null, paid: null } }, text, both)).toBe(
    "Slow mornings.\nAI-generated · Ad\n#coffee #ad",
  );
  expect(captionFor({ disclosureFields: { ai: "is_ai_generated", paid: null } }, { ...text, hashtags: [] }, both)).toBe(
    "Slow mornings.\nAd",
  );
});

test("a label says what there is to say", () => {
  expect(labelOf(both)).toBe("AI-generated · Ad");
  expect(labelOf({ ai: "AI", paid: null })).toBe("AI");
  expect(labelOf({ ai: null, paid: null })).toBe("");
});

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
