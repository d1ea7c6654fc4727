import {
  armPost,
  beginPost,
  checkPost,
  findStart,
  giveUpOnPost,
  type PostRef,
  type Press,
  publishPostNow,
  settlePost,
  uploadPost,
} from "#studio/posts/publish.ts";
import type { Client } from "./client.ts";
import { postScheduled } from "./events.ts";
import { orGiveUp, sentenceOf } from "./failures.ts";
import { type Archive, inside } from "./inside.ts";

/** A network that is not through with a video after this many looks will not be; most need one. */
const maxChecks = 90;

/** Looks after a post of unknown fate; then the sweep goes on looking, once a minute. */
const settleLooks = 12;

/**
 * Takes a post from its plan to the network, on time. Safe to repeat and to run twice: every verb does its step only
 * when the post is there, at the time this event names, so that a run whose time no longer holds does nothing. It
 * uploads ahead where the network holds posts back, because only the last call has to be on the second.
 */
export const publishPost = (inngest: Client, house: Archive & Press) =>
  inngest.createFunction(
    {
      id: "publish-post",
      triggers: [postScheduled],
      concurrency: { limit: 8, key: "event.data.brandId" },
      onFailure: async ({ event, step, error }) => {
        const ref = event.data.event.data as PostRef & { workspaceId: string };
        await step.run("say-why", () => giveUpOnPost(inside(house, ref).db, ref, sentenceOf(error)));
      },
    },
    async ({ event, step }) => {
      const { brandId, postId, scheduledAt } = event.data;
      const ref = { brandId, postId, scheduledAt };
      const press = inside(house, event.data);
      const start = await step.run("find-start", () => orGiveUp(findStart(press, ref)).then((at) => at ?? null));
      if (!start) return { state: "moved" };
      await step.sleepUntil("wait-to-prepare", start);
      const armed = await step.run("arm", () => orGiveUp(armPost(press, ref)));
      if (armed.state === "moved" || armed.state === "failed" || armed.state === "withdrawn") return armed;
      await step.run("begin", () => orGiveUp(beginPost(press, ref)));
      let post = await step.run("upload", () => orGiveUp(uploadPost(press, ref)));
      for (let look = 0; look < maxChecks && post.state === "processing"; look++) {
        post = await step.run(`check-${look}`, () => orGiveUp(checkPost(press, ref)));
        if (post.state === "processing") await step.sleep(`processing-${look}`, `${post.againInSeconds ?? 10}s`);
      }
      if (post.state === "processing") {
        const sentence = "The network did not get through with this video. Look at it there, then send it again.";
        await step.run("give-up", () => giveUpOnPost(press.db, ref, sentence));
        return post;
      }
      await step.sleepUntil("wait-for-the-time", scheduledAt);
      for (let call = 0; post.state === "armed"; call++) {
        post = await step.run(`publish-${call}`, () => orGiveUp(publishPostNow(press, ref)));
        if (post.state === "armed") await step.sleep(`come-back-${call}`, `${post.againInSeconds ?? 1}s`);
      }
      for (let look = 0; look < settleLooks && isOpen(post.state); look++) {
        await step.sleep(`settle-wait-${look}`, `${post.againInSeconds ?? 10}s`);
        post = await step.run(`settle-${look}`, () => orGiveUp(settlePost(press, brandId, postId)));
      }
      return post;
    },
  );

function isOpen(state: string): boolean {
  return state === "publishing" || state === "unconfirmed";
}
