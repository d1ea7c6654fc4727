import type { Db } from "#db/database.ts";
import { getPostMaterial } from "#db/queries/posts.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { contextOf, judgeText, type TextFinding } from "#studio/claims/judge.ts";
import { gatherRequest } from "#studio/scripts/request.ts";

/**
 * The first thing in a post's caption or in what its video says that may not be said today, as a sentence for a person;
 * undefined when all of it may. Evidence that has expired or was taken back since the script was written counts here, and
 * words that the brand has stopped saying.
 */
export async function findUnsayable(
  db: Db,
  post: { brandId: string; videoId: string; variantId: string },
  caption: string,
): Promise<{ where: "caption" | "video"; message: string } | undefined> {
  const context = contextOf(await gatherRequest(db, post.brandId, post.variantId));
  const [inCaption] = judgeText(caption, context);
  if (inCaption) return { where: "caption", message: `In the caption, ${adviseOn(inCaption)}` };
  const { script } = await getPostMaterial(db, post.brandId, post.videoId);
  const { scenes } = scriptSchema.parse(script);
  const spoken = scenes.flatMap(({ line, onScreen }) => (onScreen ? [line, onScreen] : [line]));
  const [inVideo] = spoken.flatMap((text) => judgeText(text, context));
  return inVideo && { where: "video", message: `In the video, ${adviseOn(inVideo)}` };
}

function adviseOn({ gate, message }: TextFinding): string {
  return gate === "claim" ? `${message} Add its evidence to the claims library, or say less.` : message;
}
