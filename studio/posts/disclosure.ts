import type { Kit } from "#brand-kits/schema.ts";
import type { Channel, Disclosure } from "#providers/channels/contract.ts";

/**
 * The one fact set that every label comes from: the network's field, the caption, the feed and the picture. Everything
 * the studio makes shows a synthetic persona and sells something, so that both facts always hold; a brand chooses the
 * words only.
 */
export function discloseFrom(kit: Pick<Kit, "disclosure">): Disclosure {
  return { ai: kit.disclosure.ai, paid: kit.disclosure.paid };
}

/** The line shown with the video: `AI-generated · Ad`. Empty when there is nothing to say. */
export function labelOf(disclosure: Disclosure): string {
  return [disclosure.ai, disclosure.paid].filter(Boolean).join(" · ");
}

/**
 * The caption as it is posted: the text, what the network has no field of its own for, then the hashtags. A disclosure
 * comes before the hashtags because a label at the end of a row of tags does not count as clear (FTC, "Disclosures
 * 101").
 */
export function captionFor(
  channel: Pick<Channel, "disclosureFields">,
  text: { caption: string; hashtags: string[] },
  disclosure: Disclosure,
): string {
  const unsaid = labelOf({
    ai: channel.disclosureFields.ai ? null : disclosure.ai,
    paid: channel.disclosureFields.paid ? null : disclosure.paid,
  });
  const tags = text.hashtags.map((tag) => `#${tag}`).join(" ");
  return [text.caption, unsaid, tags].filter(Boolean).join("\n");
}
