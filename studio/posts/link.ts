import { randomInt } from "node:crypto";
import type { Db } from "#db/database.ts";
import { insertLink } from "#db/queries/links.ts";

/** Without the letters and digits that are mistaken for each other. Eight of them: 1.1 × 10¹² codes. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
const codeLength = 8;

/**
 * Gives a post its short link to the product's page, with the tags that tell a shop where a visit came from. Answers
 * the code; repeated, the code it gave first.
 */
export async function linkPost(
  db: Db,
  brandId: string,
  post: { id: string; productLink: string; channel: string; brief: string; variantId: string },
): Promise<string> {
  const target = withCampaign(post.productLink, {
    source: post.channel,
    campaign: slugOf(post.brief),
    content: post.variantId,
  });
  for (;;) {
    const code = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join("");
    const kept = await insertLink(db, brandId, { code, postId: post.id, target });
    if (kept) return kept;
  }
}

/** The link with its UTM tags: https://support.google.com/analytics/answer/10917952. Its other parameters stay. */
export function withCampaign(link: string, utm: { source: string; campaign: string; content: string }): string {
  const url = new URL(link);
  url.searchParams.set("utm_source", utm.source);
  url.searchParams.set("utm_medium", "video");
  url.searchParams.set("utm_campaign", utm.campaign);
  url.searchParams.set("utm_content", utm.content);
  return url.href;
}

/** Letters and digits of any script, small, joined by dashes. */
function slugOf(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return words?.join("-") ?? "brief";
}
