import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { getPostToPublish, movePost } from "#db/queries/posts.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Channel } from "#providers/channels/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { captionFor, factsOf, type PostDisclosure } from "#studio/disclosure/labels.ts";
import { findUnsayable } from "./claims.ts";
import type { Press } from "./publish.ts";
import { resendPost } from "./resend.ts";
import type { Scheduled } from "./schedule.ts";

/**
 * Sends a failed post again with another caption. The network is looked at with the caption that it was given, because some
 * networks can only be asked for that; the new one takes its place after. Undefined when the post turned out to be out.
 * `tell` runs in the transaction that puts the post back on the schedule. Refused: `caption-empty`, `caption-too-long`, `caption-unlabelled`, `caption-claim`, and whatever `resendPost` refuses.
 */
export async function mendAndResend(
  press: Press,
  brandId: string,
  by: Actor,
  postId: string,
  text: string,
  tell: (db: Db, scheduled: Scheduled) => Promise<void> = async () => undefined,
): Promise<Scheduled | undefined> {
  const post = await getPostToPublish(press.db, brandId, postId);
  const caption = text.trim().replaceAll("\r\n", "\n");
  const problem = whyNotCaption(press.channels.get(post.channel), post.disclosure as PostDisclosure, caption);
  if (problem) throw problem;
  const unsayable = await findUnsayable(press.db, post, caption);
  if (unsayable?.where === "caption") throw new Refused("caption-claim", unsayable.message, "caption");
  return resendPost(press, brandId, by, postId, async (db, scheduled) => {
    const at = new Date(scheduled.scheduledAt);
    if (caption !== post.caption) {
      await movePost(db, brandId, postId, { from: ["scheduled"], at }, { caption });
      await inTransaction(db, async (trx) => {
        const subject = { kind: "post", id: postId, name: await nameVariant(trx, brandId, post.variantId), brandId };
        const change = { before: { caption: post.caption }, after: { caption } };
        await recordAct(trx, by, { act: "post.changed", subject, ...change });
      });
    }
    await tell(db, scheduled);
  });
}

/** A label that the network has no field for stays in the caption, whoever rewrites it. */
function whyNotCaption(channel: Channel, disclosure: PostDisclosure, caption: string): Refused | undefined {
  const { captionCharacters: most } = channel.limits;
  const label = captionFor(
    channel,
    { caption: "", hashtags: [] },
    disclosure,
    // A post that was planned before its facts were kept has a persona's.
    disclosure.facts ?? factsOf("synthetic"),
  );
  if (!caption) return new Refused("caption-empty", "A post needs a caption. Write one.", "caption");
  if ([...caption].length > most) {
    const over = [...caption].length - most;
    const characters = over === 1 ? "1 character" : `${over} characters`;
    return new Refused("caption-too-long", `${channel.name} takes ${most} characters. Cut ${characters}.`, "caption");
  }
  if (!caption.includes(label)) {
    return new Refused(
      "caption-unlabelled",
      `The caption has to say “${label}”, because ${channel.name} has no field for it.`,
      "caption",
    );
  }
  return undefined;
}
