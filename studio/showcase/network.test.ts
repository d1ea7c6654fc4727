import { afterAll, beforeAll } from "vitest";
import { getPostToPublish } from "#db/queries/posts.ts";
import { describeChannel } from "#providers/channels/contract.suite.ts";
import { toChannelConnection, toChannelPost } from "../posts/channel-post.ts";
import { openPress } from "../posts/press.fixture.ts";

let stage: Awaited<ReturnType<typeof openPress>>;
beforeAll(async () => {
  stage = await openPress();
});
afterAll(() => stage.close());

describeChannel("Showcase on its own database", async () => ({
  channel: stage.channels.get("showcase"),
  connection: toChannelConnection(stage.cast.connection),
  aPost: async (changes) => {
    const ref = await stage.due();
    return { ...toChannelPost(stage.files, await getPostToPublish(stage.db, ref.brandId, ref.postId)), ...changes };
  },
}));
