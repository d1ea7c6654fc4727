import type { Generated } from "kysely";
import type { BrandOwned, Id, Json, Moment, WrittenAt } from "./columns.ts";

/** An authorised account on a channel. Showcase needs no authorisation; its `handle` is its public address. */
export type ConnectionTable = BrandOwned & {
  id: Id;
  channel: string;
  handle: string;
  name: string;
  settings: Json;
  createdAt: WrittenAt;
  disconnectedAt: Moment;
};

export type PostState =
  | "scheduled"
  | "arming"
  | "uploading"
  | "processing"
  | "armed"
  | "publishing"
  | "published"
  | "awaiting-creator"
  | "failed"
  | "unconfirmed"
  | "withdrawn";

/**
 * One video on one connection at one time; exactly one fate. `handle` is the network's in-flight handle, stored before
 * polling. `sha256` is of the approved bytes. `zone` is the IANA zone in which the time was chosen.
 */
export type PostTable = BrandOwned & {
  id: Id;
  videoId: string;
  variantId: string;
  connectionId: string;
  scheduledAt: Date;
  zone: string;
  state: Generated<PostState>;
  handle: Json<object | null> | null;
  remoteId: string | null;
  url: string | null;
  caption: string;
  disclosure: Json;
  sha256: string;
  failure: string | null;
  retriable: boolean | null;
  publishedAt: Moment;
  scheduledBy: string | null;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
};

/** One call to the network for a post: what was tried, how it ended, and the raw answer. */
export type PostAttemptTable = BrandOwned & {
  id: Id;
  postId: string;
  step: string;
  outcome: string;
  answer: Json<object | null> | null;
  startedAt: WrittenAt;
  finishedAt: Moment;
};

/** A short link `/l/<code>` to the product's page with UTM tags, one per post. */
export type LinkTable = BrandOwned & { id: Id; code: string; postId: string; target: string; createdAt: WrittenAt };

/** A visitor is a salted hash that changes daily: enough to count once, not enough to follow anybody. */
export type ClickTable = BrandOwned & {
  id: Id;
  linkId: string;
  postId: string;
  visitor: string;
  counted: boolean;
  at: WrittenAt;
};

/**
 * What the Showcase, as a network, has been given to show: its own record, beside our post's state, so that a post whose
 * outcome we did not hear can be looked for. One per post, whatever happens: the key that makes publishing idempotent.
 */
export type ShowcasePostTable = BrandOwned & {
  id: Id;
  connectionId: string;
  postId: string;
  videoId: string;
  sha256: string;
  caption: string;
  disclosure: Json;
  publishedAt: WrittenAt;
  withdrawnAt: Moment;
};

/** The day's salt of a brand's visitor hashes. It is deleted when the day is over, and with it the way back. */
export type VisitorSaltTable = BrandOwned & { day: string; salt: string };

/** A counted Showcase view: at least 2 s on screen, one per visitor and post in the half hour that `halfHour` begins. */
export type ShowcaseViewTable = BrandOwned & {
  postId: string;
  visitor: string;
  halfHour: Date;
  watchedMs: Generated<number>;
  completed: Generated<boolean>;
  at: WrittenAt;
};

export type ShowcaseLikeTable = BrandOwned & { postId: string; visitor: string; at: WrittenAt };
export type ShowcaseShareTable = BrandOwned & { id: Id; postId: string; visitor: string; at: WrittenAt };

/** What a post is measured by. Each counts since the post was published. */
export type Metric = "views" | "completions" | "likes" | "shares" | "clicks";

/**
 * One metric of one post at one moment; `value` null means that the network does not offer it, never 0. `gain` is the
 * increase since the last known value. A reading that changes nothing makes no row. Written by `recordReadings` only.
 */
export type ReadingTable = BrandOwned & {
  id: Id;
  postId: string;
  metric: Metric;
  value: number | null;
  gain: number | null;
  source: string;
  readAt: WrittenAt;
};

/** The newest figures of a post and when they were last read. Null: not offered, or not read yet. */
export type PostMetricTable = BrandOwned & { postId: string; readAt: Date } & Record<Metric, number | null>;

/** What all posts of a brand gained within the quarter of an hour that starts at `quarter`. */
export type MetricQuarterTable = BrandOwned & { metric: Metric; quarter: Date; gain: number };
