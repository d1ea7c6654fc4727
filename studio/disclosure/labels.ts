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

/**
 * The facts of what a brand makes with a persona of this kind (as its row says) for an account of its own. Without a persona
 * nobody is seen. A public post can be seen anywhere, so no place is named, and what any law asks for holds.
 */
export function factsOf(personaKind: string | null): Pick<DisclosureFacts, "persona" | "paid"> {
  const persona = personaKind === null ? "none" : personaKind === "cameo" ? "cameo" : "synthetic";
  return { persona, paid: "own-brand" };
}

/** The line burnt into every frame of a video with these facts. */
export function burntLabel(kit: Pick<Kit, "disclosure">, facts: DisclosureFacts): string {
  return decideLabels(facts, discloseFrom(kit)).burnt;
}

/**
 * What a post on a channel has to say of itself, as its row keeps it and its adapter gets it: the kit's words, the facts,
 * the network's own fields that the adapter has, what is spoken where nothing is seen, the file's kind, and the rows of the
 * table that asked.
 */
export function discloseOn(
  channel: Pick<Channel, "id" | "disclosureFields">,
  words: Disclosure,
  facts: DisclosureFacts,
): PostDisclosure {
  const asked = { ...facts, channel: channel.id };
  const { fields, spoken, digitalSourceType, rows } = decideLabels({ ...asked, carries: carriedBy(channel) }, words);
  return { ...words, facts: asked, fields, spoken, digitalSourceType, rows };
}

export type PostDisclosure = Disclosure & { facts: DisclosureFacts } & Pick<Labels, "spoken" | "rows">;

/**
 * The caption as it is posted: the text, what the network has no field of its own for, then the hashtags. A disclosure
 * comes before the hashtags because a label at the end of a row of tags does not count as clear (FTC, "Disclosures
 * 101").
 */
export function captionFor(
  channel: Pick<Channel, "id" | "disclosureFields">,
  text: { caption: string; hashtags: string[] },
  disclosure: Disclosure,
  facts: DisclosureFacts,
): string {
  const { caption } = decideLabels({ ...facts, channel: channel.id, carries: carriedBy(channel) }, disclosure);
  const tags = text.hashtags.map((tag) => `#${tag}`).join(" ");
  return [text.caption, caption, tags].filter(Boolean).join("\n");
}

function carriedBy({ disclosureFields }: Pick<Channel, "disclosureFields">) {
  return { ai: disclosureFields.ai !== null, paid: disclosureFields.paid !== null };
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
