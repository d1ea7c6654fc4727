import type { Kit } from "#brand-kits/schema.ts";
import type { Channel, Disclosure } from "#providers/channels/contract.ts";
import {
  type LabelRow,
  labelTable,
  type payments,
  type personaKinds,
  type Territory,
  territories,
} from "./label-table.ts";

/**
 * Everything that labels depend on. `carries` are the facts that the channel's adapter has a field for. No territories
 * means that it can be seen anywhere; `picture` is false for sound alone. `on` is a day like 2026-11-23.
 */
export type DisclosureFacts = {
  persona: (typeof personaKinds)[number];
  paid: (typeof payments)[number];
  territories?: readonly Territory[];
  channel?: string;
  carries?: { ai: boolean; paid: boolean };
  picture?: boolean;
  on?: string;
};

/**
 * Every label of one post. `fields` are the network's own, by their names in its API; the other texts are what people
 * see, in the kit's words; `digitalSourceType` is IPTC's, for the file. `rows` names the rules that asked for it.
 */
export type Labels = {
  fields: Record<string, true>;
  caption: string;
  burnt: string;
  spoken: string;
  digitalSourceType: string;
  rows: string[];
};

/** Decides every label from one set of facts, by the table in `data/labels.yaml`. */
export function decideLabels(facts: DisclosureFacts, words: Disclosure): Labels {
  const fitting = labelTable.filter((row) => fits(row, facts));
  const fields = fitting.filter(({ label }) => label.field && facts.carries?.[label.field.fact] !== false);
  const said = new Set(fields.map(({ label }) => label.field?.fact));
  const rows = fitting.filter((row) => (row.label.field ? fields.includes(row) : true) && unsaid(row, said));
  const join = (place: "burnt" | "caption" | "spoken", between: string) =>
    [...new Set(rows.flatMap(({ label }) => fill(label[place], words)))].join(between);
  return {
    fields: Object.fromEntries(fields.map(({ label }) => [label.field?.name, true as const])),
    caption: join("caption", " · "),
    burnt: facts.picture === false ? "" : join("burnt", " · "),
    spoken: join("spoken", " "),
    digitalSourceType: sourceTypes[facts.persona],
    rows: rows.map(({ id }) => id),
  };
}

/**
 * The words of a brand's labels. What the studio makes shows a persona that does not exist or a likeness that was
 * generated, and sells something: both facts always hold, and a brand chooses the words only.
 */
export function discloseFrom(kit: Pick<Kit, "disclosure">): Disclosure {
  return { ai: kit.disclosure.ai, paid: kit.disclosure.paid };
}

/** The line burnt into every frame of a video that can be shown anywhere. */
export function burntLabel(kit: Pick<Kit, "disclosure">): string {
  return decideLabels({ persona: "synthetic", paid: "own-brand" }, discloseFrom(kit)).burnt;
}

/**
 * The caption as it is posted: the text, what the network has no field of its own for, then the hashtags. A disclosure
 * comes before the hashtags because a label at the end of a row of tags does not count as clear (FTC, "Disclosures
 * 101").
 */
export function captionFor(
  channel: Pick<Channel, "id" | "disclosureFields">,
  text: { caption: string; hashtags: string[] },
  disclosure: Disclosure,
): string {
  const carries = { ai: channel.disclosureFields.ai !== null, paid: channel.disclosureFields.paid !== null };
  const { caption } = decideLabels(
    { persona: "synthetic", paid: "own-brand", channel: channel.id, carries },
    disclosure,
  );
  const tags = text.hashtags.map((tag) => `#${tag}`).join(" ");
  return [text.caption, caption, tags].filter(Boolean).join("\n");
}

/** The line shown beside a video: `AI-generated · Ad`. Empty when there is nothing to say. */
export function labelOf(disclosure: Disclosure): string {
  return [disclosure.ai, disclosure.paid].filter(Boolean).join(" · ");
}

function fits({ when, since }: LabelRow, facts: DisclosureFacts): boolean {
  const seen = facts.territories?.length ? facts.territories : territories;
  return (
    (when.persona?.includes(facts.persona) ?? true) &&
    (when.paid?.includes(facts.paid) ?? true) &&
    (when.territory?.some((territory) => covers(seen, territory)) ?? true) &&
    (when.channel?.includes(facts.channel ?? "") ?? true) &&
    (when.picture?.includes(facts.picture ?? true) ?? true) &&
    since <= (facts.on ?? "9999-12-31") &&
    // A video by itself has no caption: the rows about fields are a post's.
    (when.field === undefined || facts.channel !== undefined)
  );
}

/** What is seen in the United States is seen in New York. */
function covers(seen: readonly Territory[], territory: Territory): boolean {
  return seen.includes(territory) || (territory === "US-NY" && seen.includes("US"));
}

function unsaid({ when }: LabelRow, said: ReadonlySet<string | undefined>): boolean {
  return when.field?.every((none) => !said.has(none === "no-ai" ? "ai" : "paid")) ?? true;
}

/** A row's words with the kit's in them; nothing when the kit has none for that fact. */
function fill(text: string | undefined, { ai, paid }: Disclosure): string[] {
  if (text === undefined || (text.includes("{ai}") && !ai) || (text.includes("{paid}") && !paid)) return [];
  return [text.replace("{ai}", ai ?? "").replace("{paid}", paid ?? "")];
}

/** IPTC's vocabulary of digital source types. A cameo is a real likeness in a generated picture. */
const sourceTypes: Record<DisclosureFacts["persona"], string> = {
  synthetic: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
  cameo: "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
  none: "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
};
