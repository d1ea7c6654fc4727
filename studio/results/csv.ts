import { DateTime } from "luxon";
import type { Db } from "#db/database.ts";
import { listPostResults, type ResultsFilter } from "#db/queries/results.ts";

const pageSize = 2000;

/**
 * The posts of the period as CSV (RFC 4180, UTF-8 with a byte-order mark so that Excel reads the letters), a piece at a time.
 * One row per post; an empty field means that the network does not offer the figure, never 0. Times are on the wall
 * clock of `zone` with their offset, and a column names the zone.
 */
export async function* writeResultsCsv(
  db: Db,
  brandId: string,
  filter: ResultsFilter,
  zone: string,
): AsyncGenerator<string> {
  yield `\ufeff${toCsvLine(columns)}`;
  for (let after: string | undefined; ; ) {
    const posts = await listPostResults(db, brandId, filter, { after, limit: pageSize });
    yield posts.map((post) => toCsvLine(fieldsOf(post, zone))).join("");
    after = posts.at(-1)?.id;
    if (posts.length < pageSize) return;
  }
}

/** One line with its end. Numbers are written as they are; texts are quoted where they must be, and made harmless. */
export function toCsvLine(fields: (string | number | null)[]): string {
  return `${fields.map(toField).join(",")}\r\n`;
}

function toField(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = disarm(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets hide and which keeps it
 * text (OWASP, "CSV Injection"). Full-width signs count: some spreadsheets read them like the plain ones.
 */
function disarm(text: string): string {
  return /^[\s]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}

const columns = [
  "post",
  "video",
  "version",
  "title",
  "brief",
  "persona",
  "hook",
  "angle",
  "locale",
  "ratio",
  "seconds",
  "channel",
  "account",
  "published",
  "zone",
  "url",
  "views",
  "completions",
  "likes",
  "shares",
  "clicks",
  "completion_rate",
  "like_rate",
  "click_rate",
  "last_read",
];

type PostResult = Awaited<ReturnType<typeof listPostResults>>[number];

function fieldsOf(post: PostResult, zone: string): (string | number | null)[] {
  const wall = (at: Date | null) =>
    at ? DateTime.fromJSDate(at, { zone }).toISO({ suppressMilliseconds: true }) : null;
  const share = (hits: number | null) => (hits === null || !post.views ? null : Number((hits / post.views).toFixed(6)));
  return [
    post.id,
    post.videoId,
    post.version,
    post.title,
    post.brief,
    post.persona,
    post.hook,
    post.angle,
    post.locale,
    post.ratio,
    Number(post.seconds.toFixed(2)),
    post.channel,
    post.account,
    wall(post.publishedAt),
    zone,
    post.url,
    post.views,
    post.completions,
    post.likes,
    post.shares,
    post.clicks,
    share(post.completions),
    share(post.likes),
    share(post.clicks),
    wall(post.readAt),
  ];
}
