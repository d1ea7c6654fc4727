import type { Db } from "#db/database.ts";
import { getPostMaterial } from "#db/queries/posts.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { checkClaims } from "#studio/claims/gate.ts";
import { knownOf } from "#studio/scripts/line-judge.ts";
import { gatherRequest } from "#studio/scripts/request.ts";

/**
 * The first thing in a post's caption or in what its video says that may not be said today, as a sentence for a person;
 * undefined when all of it may. Evidence that has expired or was taken back since the script was written counts here.
 */
export async function findUnprovenWords(
  db: Db,
  post: { brandId: string; videoId: string; variantId: string },
  caption: string,
): Promise<{ where: "caption" | "video"; message: string } | undefined> {
  const { kind: speaker, ...known } = knownOf({
    ...(await gatherRequest(db, post.brandId, post.variantId)),
    revision: null,
  });
  const find = (text: string) =>
    checkClaims(text, { speaker, ...known }).sentences.find(({ verdict }) => verdict !== "allow");
  const inCaption = find(caption);
  if (inCaption) return { where: "caption", message: `The caption says “${inCaption.sentence}”: ${inCaption.why}` };
  const { script } = await getPostMaterial(db, post.brandId, post.videoId);
  const { scenes } = scriptSchema.parse(script);
  const inVideo = find(scenes.flatMap(({ line, onScreen }) => (onScreen ? [line, onScreen] : [line])).join("\n"));
  return inVideo && { where: "video", message: `The video says “${inVideo.sentence}”: ${inVideo.why}` };
}
