import type { Metric } from "#db/tables/posts.ts";

/**
 * A kind of network that posts go out on. The steps of a post, in order, and what may be repeated under which key:
 *
 * | call        | may be repeated                          | key                                                |
 * |-------------|------------------------------------------|----------------------------------------------------|
 * | preflight   | freely, it only reads                    | -                                                  |
 * | begin       | until its handle is stored               | none: a lost handle costs quota, never a post      |
 * | upload      | freely, it resumes                       | the handle: one handle yields at most one post     |
 * | check       | freely, it only reads                    | the handle                                         |
 * | finalize    | **never by itself**                      | none: whoever calls first commits that it will     |
 * | reconcile   | freely, it only reads                    | the post's id and the handle                       |
 * | withdraw    | freely                                   | the remote id: gone already counts as gone         |
 * | readMetrics | freely, it only reads                    | the remote ids                                     |
 *
 * `begin` must not be able to lead to a post by itself: a network whose opening call does (one that fetches the video
 * from an address) makes that call in `upload`. A network without a call that publishes answers `done` from `check`
 * after the upload, and says `holdsArmed: false`, so that nothing is uploaded before its time.
 *
 * Every failure is a `ProviderError`. From `finalize`, "reject", "reauthorize" and "misconfigured" mean that the
 * network took nothing; "retry" with `retryAfterSeconds` means that it took nothing and says when to come back; any
 * other failure, a timeout first of all, means that nobody knows, and is followed by `reconcile`, never by a second
 * `finalize`.
 */
export type Channel = {
  id: string;
  name: string;
  limits: ChannelLimits;
  /** The network's own fields for the two disclosures; null where it has none, and the caption has to say it. */
  disclosureFields: { ai: string | null; paid: string | null };
  /** The metrics the network offers at all. The others are read as null. */
  metrics: readonly ChannelMetric[];
  /** Whether an armed post waits for `finalize`, so that it can be uploaded before its time. */
  holdsArmed: boolean;
  /** How long after `finalize` the network may still not show a post that is out. Absent after that is absent. */
  reconcileWithinSeconds: number;
  preflight(connection: ChannelConnection, post: ChannelDraft): Promise<ChannelFinding[]>;
  begin(connection: ChannelConnection, post: ChannelPost): Promise<ChannelHandle>;
  upload(connection: ChannelConnection, post: ChannelPost, handle: ChannelHandle): Promise<void>;
  check(connection: ChannelConnection, handle: ChannelHandle): Promise<ChannelCheck>;
  finalize(connection: ChannelConnection, post: ChannelPost, handle: ChannelHandle): Promise<ChannelOutcome>;
  reconcile(connection: ChannelConnection, post: ChannelDraft, handle: ChannelHandle | null): Promise<ChannelTrace>;
  withdraw(connection: ChannelConnection, remoteId: string): Promise<void>;
  /** One entry for every remote id that the network still knows; a metric it does not offer is null, never 0. */
  readMetrics(connection: ChannelConnection, remoteIds: string[]): Promise<Map<string, ChannelReading>>;
};

/** Seconds, bytes and characters are inclusive bounds. `ratios` are written like 9:16, `mime` like video/mp4. */
export type ChannelLimits = {
  captionCharacters: number;
  minSeconds: number;
  maxSeconds: number;
  maxBytes: number;
  ratios: readonly string[];
  mime: readonly string[];
};

/** The account that a post goes out on, as an adapter sees it. */
export type ChannelConnection = {
  id: string;
  brandId: string;
  handle: string;
  name: string;
  settings: Record<string, unknown>;
};

/**
 * What has to be said about a post: the words for the label, or null where the fact does not hold. `fields` are the network's
 * own that say it, by their names in its API, and `digitalSourceType` is IPTC's, as the file has it; both are decided before
 * a post is planned, and an adapter sends what it has a place for.
 */
export type Disclosure = {
  ai: string | null;
  paid: string | null;
  fields?: Record<string, true>;
  digitalSourceType?: string;
};

/** A post as far as its facts go. `id` is ours: the key wherever a network takes one. */
export type ChannelDraft = {
  id: string;
  caption: string;
  disclosure: Disclosure;
  video: {
    id: string;
    seconds: number;
    bytes: number;
    width: number;
    height: number;
    mime: string;
    sha256: string;
  };
};

/** A post with its bytes. `localPath` answers a path on this machine; a remote file store makes a copy first. */
export type ChannelPost = ChannelDraft & { localPath(): Promise<string> };

/** One thing that a network would not take, or would take with a shrug. `message` is a sentence for the marketer. */
export type ChannelFinding = { code: string; severity: "block" | "warn"; message: string };

/** The network's in-flight handle: a container id, a session address, a record key. Plain JSON, and never a secret. */
export type ChannelHandle = Record<string, string | number | null>;

/** Where a network has got to with what was uploaded. `answer` is its raw reply, for the page of failures. */
export type ChannelCheck =
  | { status: "pending"; againInSeconds: number }
  | { status: "ready" }
  | { status: "done"; remoteId: string; url: string; answer?: object }
  /** It lies in the creator's inbox and is not published: a person has to finish it there, before `until`. */
  | { status: "inbox"; until: Date }
  | { status: "failed"; message: string; retriable: boolean; answer?: object };

/** `accepted`: the network took it and the public id comes later, by `check` or `reconcile`. */
export type ChannelOutcome =
  | { status: "published"; remoteId: string; url: string; answer?: object }
  | { status: "accepted"; answer?: object };

/** `absent` means "not seen now", `unknown` that the network cannot tell: then a person is asked. */
export type ChannelTrace =
  | { status: "found"; remoteId: string; url: string; answer?: object }
  | { status: "absent"; answer?: object }
  | { status: "unknown"; answer?: object };

/** What a network can be asked for. Clicks are counted by our own short links, on every channel alike. */
export type ChannelMetric = Exclude<Metric, "clicks">;
export type ChannelReading = Record<ChannelMetric, number | null>;

/** The channels of this studio. `get` throws NotFound for a channel that it does not have. */
export type ChannelRegistry = { get(id: string): Channel; list(): Channel[] };
