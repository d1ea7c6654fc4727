import type { Db } from "#db/database.ts";
import { countClicks } from "#db/queries/links.ts";
import { listPostsToRead } from "#db/queries/posts.ts";
import { listPostsReadAt, type NewReading, recordReadings } from "#db/queries/readings.ts";
import { inTransaction } from "#db/transaction.ts";
import type { ChannelMetric, ChannelRegistry } from "#providers/channels/contract.ts";
import { tellEndpoints } from "../webhooks/tell.ts";
import { toChannelConnection } from "./channel-post.ts";

const channelMetrics = ["views", "completions", "likes", "shares"] as const satisfies ChannelMetric[];

/** Networks keep counting for months, but after this long nothing is decided on it any more. */
const readForDays = 90;

/** A post does most of its counting in its first two days; older ones are read by the hour. */
const newForDays = 2;
const dayMs = 86_400_000;
const pageSize = 200;

/**
 * From when on posts are read in a round: the new ones, or all of them, which is also what the first round of an hour
 * reads.
 */
export function readSince(round: "new" | "all", now = new Date()): Date {
  const all = round === "all" || now.getUTCMinutes() === 0;
  return new Date(now.getTime() - (all ? readForDays : newForDays) * dayMs);
}

/**
 * Reads a brand's posts published since then from their networks, and their clicks from our own links. A metric that a
 * network does not offer is recorded as null. Answers how many readings were new; safe to repeat. An account that
 * cannot be read does not keep the others from being read: its error is thrown when they are done.
 */
export async function collectReadings(
  db: Db,
  channels: ChannelRegistry,
  brandId: string,
  since: Date,
  now = new Date(),
): Promise<number> {
  const failures: unknown[] = [];
  let recorded = 0;
  for (let after: string | undefined; ; ) {
    const posts = await listPostsToRead(db, brandId, { since, after, limit: pageSize });
    for (const account of byAccount(posts)) {
      try {
        const readings = await readAccount(channels, brandId, account, now);
        recorded += await keep(db, brandId, readings, now);
      } catch (error) {
        failures.push(error);
      }
    }
    recorded += await keep(db, brandId, await readClicks(db, brandId, posts, now), now);
    after = posts.at(-1)?.id;
    if (posts.length < pageSize) break;
  }
  if (failures.length > 0) throw failures[0];
  return recorded;
}

/** Records what was read, and tells which posts it changed the figures of. */
function keep(db: Db, brandId: string, rows: NewReading[], now: Date): Promise<number> {
  return inTransaction(db, async (trx) => {
    const readings = await recordReadings(trx, brandId, rows);
    if (readings === 0) return 0;
    const postIds = await listPostsReadAt(trx, brandId, now);
    await tellEndpoints(trx, brandId, "readings.collected", { postIds, readings, readAt: now.toISOString() });
    return readings;
  });
}

type PostToRead = Awaited<ReturnType<typeof listPostsToRead>>[number];
type Account = [PostToRead, ...PostToRead[]];

function byAccount(posts: PostToRead[]): Account[] {
  const accounts = new Map<string, Account>();
  for (const post of posts) {
    const account = accounts.get(post.connectionId);
    if (account) account.push(post);
    else accounts.set(post.connectionId, [post]);
  }
  return [...accounts.values()];
}

async function readAccount(
  channels: ChannelRegistry,
  brandId: string,
  posts: Account,
  readAt: Date,
): Promise<NewReading[]> {
  const [{ connectionId: id, channel, handle, name, settings }] = posts;
  const remoteIds = posts.flatMap((post) => post.remoteId ?? []);
  const connection = toChannelConnection({ id, brandId, handle, name, settings });
  const read = await channels.get(channel).readMetrics(connection, remoteIds);
  return posts.flatMap((post) => {
    const reading = read.get(post.remoteId ?? "");
    if (!reading) return [];
    return channelMetrics.map((metric) => ({
      postId: post.id,
      metric,
      value: reading[metric],
      source: channel,
      readAt,
    }));
  });
}

async function readClicks(db: Db, brandId: string, posts: PostToRead[], readAt: Date): Promise<NewReading[]> {
  const postIds = posts.map((post) => post.id);
  const clicks = await countClicks(db, brandId, postIds);
  return postIds.map((postId) => ({
    postId,
    metric: "clicks",
    value: clicks.get(postId) ?? 0,
    source: "links",
    readAt,
  }));
}
