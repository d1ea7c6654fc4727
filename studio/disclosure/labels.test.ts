import { expect, test } from "vitest";
import { createChannels } from "#providers/channels/index.ts";
import { labelTable, payments, personaKinds, territories } from "./label-table.ts";
import { burntLabel, captionFor, decideLabels, discloseOn, factsOf, labelOf } from "./labels.ts";

const words = { ai: "AI-generated", paid: "Ad" };
const own = factsOf("synthetic");
const text = { caption: "Slow mornings.", hashtags: ["coffee", "ad"] };
const fieldsOf: Record<string, { ai: string | null; own: string | null; partner: string | null }> = {
  tiktok: { ai: "post_info.is_aigc", own: "post_info.brand_organic_toggle", partner: "post_info.brand_content_toggle" },
  instagram: { ai: "is_ai_generated", own: null, partner: "is_paid_partnership" },
  youtube: {
    ai: "status.containsSyntheticMedia",
    own: "paidProductPlacementDetails.hasPaidProductPlacement",
    partner: "paidProductPlacementDetails.hasPaidProductPlacement",
  },
  x: { ai: "made_with_ai", own: null, partner: "paid_partnership" },
  showcase: { ai: "label.ai", own: "label.paid", partner: "label.paid" },
  facebook: { ai: null, own: null, partner: null },
  threads: { ai: null, own: null, partner: null },
  linkedin: { ai: null, own: null, partner: null },
  bluesky: { ai: null, own: null, partner: null },
  mastodon: { ai: null, own: null, partner: null },
  pinterest: { ai: null, own: null, partner: null },
};

const matrix = Object.keys(fieldsOf).flatMap((channel) =>
  personaKinds.flatMap((persona) =>
    payments.flatMap((paid) => [...territories, undefined].map((territory) => ({ channel, persona, paid, territory }))),
  ),
);

test("each fact is told on every channel once: in its own field, or in the caption", () => {
  for (const { channel, persona, paid, territory } of matrix) {
    const facts = { channel, persona, paid, ...(territory && { territories: [territory] }) };
    const labels = decideLabels(facts, words);
    const known = fieldsOf[channel];
    const paidField = paid === "own-brand" ? known?.own : paid === "partnership" ? known?.partner : null;
    expect(Object.keys(labels.fields).toSorted(), JSON.stringify(facts)).toEqual(
      [known?.ai, paidField].filter(Boolean).toSorted(),
    );
    const inCaption = [known?.ai ? "" : "AI-generated", paid === "no" || paidField ? "" : "Ad"]
      .filter(Boolean)
      .join(" · ");
    expect(labels.caption, JSON.stringify(facts)).toBe(inCaption);
  }
});

test("the picture says AI always and Ad whenever it is one, wherever it is seen", () => {
  for (const { channel, persona, paid, territory } of matrix) {
    const facts = { channel, persona, paid, ...(territory && { territories: [territory] }) };
    expect(decideLabels(facts, words).burnt, JSON.stringify(facts)).toBe(
      paid === "no" ? "AI-generated" : "AI-generated · Ad",
    );
  }
});

test("sound alone says it aloud", () => {
  const labels = decideLabels({ persona: "synthetic", paid: "partnership", picture: false }, words);
  expect(labels.rows).not.toContain("new-york-synthetic-performer");
  expect(labels).toMatchObject({ burnt: "", spoken: "This voice is AI-generated. This is an Ad." });
});

test("the file says what made it", () => {
  const typeOf = (persona: (typeof personaKinds)[number]) =>
    decideLabels({ persona, paid: "no" }, words).digitalSourceType;
  expect(personaKinds.map((kind) => typeOf(kind).split("/").at(-1))).toEqual([
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "algorithmicMedia",
  ]);
});

test.each([
  ["EU", "eu-ai-act-visible", "eu-commercial-intent"],
  ["GB", "uk-misleading-by-omission", "uk-ad-upfront"],
  ["US", "ftc-no-pretended-person", "ftc-material-connection"],
  ["US", "new-york-synthetic-performer", "ftc-material-connection"],
  ["US-NY", "new-york-synthetic-performer", "ftc-material-connection"],
] as const)("in %s the law that asks is named: %s, %s", (territory, ai, paid) => {
  const { rows } = decideLabels({ persona: "synthetic", paid: "own-brand", territories: [territory] }, words);
  expect(rows).toEqual(expect.arrayContaining([ai, paid]));
});

test("a law asks for nothing before its first day, and nothing where it does not hold", () => {
  const on = (day: string) =>
    decideLabels({ persona: "synthetic", paid: "own-brand", territories: ["EU"], on: day }, words).rows;
  expect(on("2026-08-01")).not.toContain("eu-ai-act-visible");
  expect(on("2026-08-02")).toContain("eu-ai-act-visible");
  expect(on("2026-08-02")).not.toContain("new-york-synthetic-performer");
});

test("every row is asked for by some facts, and has a source and a day", () => {
  const asked = new Set(
    matrix.flatMap(({ territory, ...facts }) =>
      [true, false].flatMap(
        (picture) => decideLabels({ ...facts, picture, ...(territory && { territories: [territory] }) }, words).rows,
      ),
    ),
  );
  expect(labelTable.map(({ id }) => id).filter((id) => !asked.has(id))).toEqual([]);
  expect(new Set(labelTable.map(({ id }) => id)).size).toBe(labelTable.length);
});

test("the table knows a field for each that an adapter carries", () => {
  const none = { find: async () => undefined } as never;
  for (const channel of createChannels({ showcase: none }).list()) {
    const { fields } = decideLabels({ persona: "synthetic", paid: "own-brand", channel: channel.id }, words);
    const carried = Object.values(channel.disclosureFields).filter((field) => field !== null);
    expect(Object.keys(fields)).toHaveLength(carried.length);
  }
});

test("a network with fields of its own gets a plain caption", () => {
  const disclosureFields = { ai: "is_aigc", paid: "brand_organic_toggle" };
  expect(captionFor({ id: "tiktok", disclosureFields }, text, words, own)).toBe("Slow mornings.\n#coffee #ad");
});

test("what an adapter has no field for is said in the caption, before the hashtags", () => {
  const disclosureFields = { ai: null, paid: null };
  expect(captionFor({ id: "tiktok", disclosureFields }, text, words, own)).toBe(
    "Slow mornings.\nAI-generated · Ad\n#coffee #ad",
  );
  const half = { ai: "is_ai_generated", paid: null };
  expect(captionFor({ id: "instagram", disclosureFields: half }, { ...text, hashtags: [] }, words, own)).toBe(
    "Slow mornings.\nAd",
  );
});

test("what a post says of itself comes from its real facts", () => {
  const channel = { id: "tiktok", disclosureFields: { ai: "is_aigc", paid: "brand_organic_toggle" } };
  const asked = (facts: Parameters<typeof discloseOn>[2]) => discloseOn(channel, words, facts);
  expect(asked(factsOf("cameo"))).toMatchObject({
    ...words,
    facts: { persona: "cameo", paid: "own-brand", channel: "tiktok" },
    fields: { "post_info.is_aigc": true, "post_info.brand_organic_toggle": true },
    digitalSourceType: expect.stringMatching(/compositeWithTrainedAlgorithmicMedia$/),
  });
  expect(asked({ persona: "synthetic", paid: "partnership" }).fields).toEqual({
    "post_info.is_aigc": true,
    "post_info.brand_content_toggle": true,
  });
  expect(asked({ ...own, territories: ["US"] }).rows).toContain("new-york-synthetic-performer");
  expect(asked({ ...own, territories: ["GB"] }).rows).not.toContain("new-york-synthetic-performer");
  expect(
    captionFor({ ...channel, disclosureFields: { ai: null, paid: null } }, text, words, { ...own, paid: "no" }),
  ).toBe("Slow mornings.\nAI-generated\n#coffee #ad");
});

test("a label says what there is to say", () => {
  expect(burntLabel({ disclosure: words }, own)).toBe("AI-generated · Ad");
  expect(labelOf(words)).toBe("AI-generated · Ad");
  expect(labelOf({ ai: "AI", paid: null })).toBe("AI");
  expect(labelOf({ ai: null, paid: null })).toBe("");
});
