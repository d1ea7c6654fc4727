import type { Connection } from "#db/queries/connections.ts";
import type { Post, PostToPublish } from "#db/queries/posts.ts";
import type { ChannelConnection, ChannelDraft, ChannelPost, Disclosure } from "#providers/channels/contract.ts";
import type { FileStore } from "#providers/storage/contract.ts";

type VideoFacts = Pick<PostToPublish, "seconds" | "bytes" | "width" | "height">;

/** A row as an adapter sees it. */
export function toChannelDraft(
  post: Pick<Post, "id" | "videoId" | "caption" | "disclosure" | "sha256"> & VideoFacts,
): ChannelDraft {
  return {
    id: post.id,
    caption: post.caption,
    disclosure: post.disclosure as Disclosure,
    video: {
      id: post.videoId,
      seconds: post.seconds,
      bytes: post.bytes,
      width: post.width,
      height: post.height,
      mime: "video/mp4",
      sha256: post.sha256,
    },
  };
}

export function toChannelPost(files: FileStore, post: PostToPublish): ChannelPost {
  return { ...toChannelDraft(post), localPath: () => files.localPath(post.file) };
}

export function toChannelConnection(
  row: Pick<Connection, "id" | "brandId" | "handle" | "name" | "settings">,
): ChannelConnection {
  return { ...row, settings: row.settings as Record<string, unknown> };
}

/** The account of a post that was read together with it. */
export function connectionOf(post: PostToPublish): ChannelConnection {
  const { connectionId: id, brandId, account: handle, accountName: name, settings } = post;
  return toChannelConnection({ id, brandId, handle, name, settings });
}
