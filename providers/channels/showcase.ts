import type {
  Channel,
  ChannelConnection,
  ChannelDraft,
  ChannelFinding,
  ChannelHandle,
  ChannelReading,
  Disclosure,
} from "./contract.ts";
import { findLimitBreaches } from "./limits.ts";

/**
 * The Showcase as a network: our own public feed, played by the studio's database. `publish` is keyed by our post id:
 * repeated, it answers what it answered first. A listing that was withdrawn stays withdrawn.
 */
export type ShowcaseNetwork = {
  publish(connection: ChannelConnection, listing: ShowcaseListing): Promise<ShowcaseEntry>;
  find(connection: ChannelConnection, key: string): Promise<ShowcaseEntry | undefined>;
  withdraw(connection: ChannelConnection, remoteId: string): Promise<void>;
  metrics(connection: ChannelConnection, remoteIds: string[]): Promise<Map<string, ChannelReading>>;
};

/** `key` is our post's id. */
export type ShowcaseListing = {
  key: string;
  videoId: string;
  sha256: string;
  caption: string;
  disclosure: Disclosure;
};
export type ShowcaseEntry = { remoteId: string; url: string };

const limits = {
  captionCharacters: 2200,
  minSeconds: 1,
  maxSeconds: 180,
  maxBytes: 500_000_000,
  ratios: ["9:16", "4:5", "1:1"],
  mime: ["video/mp4"],
} as const;

/**
 * The first adapter, with nothing to authorise and nothing to upload: the video lies in the studio's own file store.
 */
export function createShowcase(network: ShowcaseNetwork): Channel {
  return {
    id: "showcase",
    name: "Showcase",
    limits,
    disclosureFields: { ai: "label", paid: "label" },
    metrics: ["views", "completions", "likes", "shares"],
    holdsArmed: true,
    reconcileWithinSeconds: 60,
    preflight: async (_connection, post) => [...findLimitBreaches("Showcase", limits, post), ...findMissingLabel(post)],
    begin: async (_connection, post) => ({ key: post.id }),
    upload: async () => undefined,
    check: async (connection, handle) => {
      const entry = await network.find(connection, keyOf(handle));
      return entry ? { status: "done", ...entry } : { status: "ready" };
    },
    finalize: async (connection, post, handle) => ({
      status: "published",
      ...(await network.publish(connection, {
        key: keyOf(handle),
        videoId: post.video.id,
        sha256: post.video.sha256,
        caption: post.caption,
        disclosure: post.disclosure,
      })),
    }),
    reconcile: async (connection, post) => {
      const entry = await network.find(connection, post.id);
      return entry ? { status: "found", ...entry } : { status: "absent" };
    },
    withdraw: (connection, remoteId) => network.withdraw(connection, remoteId),
    readMetrics: (connection, remoteIds) => network.metrics(connection, remoteIds),
  };
}

function findMissingLabel(post: ChannelDraft): ChannelFinding[] {
  if (post.disclosure.ai) return [];
  const message = "The Showcase shows synthetic personas only with an AI label. Give the brand kit its words for it.";
  return [{ code: "label-missing", severity: "block", message }];
}

function keyOf(handle: ChannelHandle): string {
  return String(handle.key);
}
