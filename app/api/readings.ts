import { z } from "zod";
import { getPost } from "#db/queries/posts.ts";
import { listReadings } from "#db/queries/reading-list.ts";
import { listPostResults, type ResultsFilter } from "#db/queries/results.ts";
import { type Period, readPeriod } from "#studio/results/period.ts";
import { getReport } from "#studio/results/report.ts";
import { readingsRequested } from "#workflows/events.ts";
import { about, id, iso, isoOrNull, model, moment } from "./models.ts";
import { operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";
import { Problem } from "./problem.ts";

const figure = () => z.number().nullable();
const figures = { views: figure(), completions: figure(), likes: figure(), shares: figure(), clicks: figure() };
const totals = model("Figures", z.object(figures));

const rate = about(
  "Hits out of trials with a 95 % interval; null when the network offers neither. Not `sure` means too little to say.",
  z
    .object({
      ...{ hits: z.number(), trials: z.number(), posts: z.int(), rate: z.number(), low: z.number(), high: z.number() },
      sure: z.boolean(),
    })
    .nullable(),
);
const rates = model("Rates", z.object({ completions: rate, likes: rate, clicks: rate }));

const reading = model(
  "Reading",
  z.object({
    id: id(),
    metric: z.enum(["views", "completions", "likes", "shares", "clicks"]),
    value: about("Counts since the post went out; null when the network does not offer it, never 0.", figure()),
    gain: about("The increase since the last known value.", figure()),
    source: z.string(),
    readAt: moment(),
  }),
);

const postResult = model(
  "PostResult",
  z.object({
    postId: id(),
    videoId: id(),
    ...{ title: z.string().nullable(), brief: z.string(), persona: z.string(), hook: z.string(), angle: z.string() },
    ...{ channel: z.string(), account: z.string(), url: z.string().nullable(), publishedAt: moment() },
    figures: totals,
    readAt: about("When they were last read; null before the first time.", moment().nullable()),
  }),
);

const group = model("ResultGroup", z.object({ key: z.string(), label: z.string(), posts: z.int(), totals, rates }));

const results = model(
  "Results",
  z.object({
    from: z.iso.date(),
    to: z.iso.date(),
    zone: z.string(),
    posts: about("Published in the period.", z.int()),
    read: about("Of those, the ones with any reading.", z.int()),
    lastReadAt: moment().nullable(),
    totals,
    rates,
    days: about(
      "What each day brought, whenever the post was published.",
      z.array(z.object({ date: z.iso.date(), views: figure(), likes: figure(), clicks: figure() })),
    ),
    hooks: z.array(group),
    personas: z.array(group),
    connections: z.array(group),
  }),
);

const periodQuery = {
  from: about("The first day, on the brand's clock; 28 days before `to` when left out.", z.string().max(20).optional()),
  to: about("The last day, included; today when left out.", z.string().max(20).optional()),
  personaId: id().optional(),
  briefId: id().optional(),
  hook: z.string().max(60).optional(),
};

export const readingOperations = [
  operation({
    id: "listReadings",
    method: "GET",
    path: "/brands/{brandId}/posts/{postId}/readings",
    summary: "Every reading of a post, oldest first",
    about: "A reading that changed nothing was not kept.",
    scope: "readings:read",
    verb: "results.read",
    query: z.object(pageQuery),
    response: pageOf(reading),
    run: async ({ db, brand, params, query }) => {
      await getPost(db, brand.id, params.postId);
      const read = (at: { after?: string; limit: number }) => listReadings(db, brand.id, params.postId, at);
      return readPage(`readings-${params.postId}`, query, read, toReading, ({ id }) => id);
    },
  }),
  operation({
    id: "listPostResults",
    method: "GET",
    path: "/brands/{brandId}/results/posts",
    summary: "The newest figures of every post published in a period",
    scope: "readings:read",
    verb: "results.read",
    query: z.object({ ...pageQuery, ...periodQuery }),
    response: pageOf(postResult),
    run: ({ db, brand, query: { from, to, limit, cursor, ...tags } }) => {
      const period = readDays(from, to, brand.zone);
      const filter: ResultsFilter = { ...tags, from: period.start, until: period.until };
      const read = (at: { after?: string; limit: number }) => listPostResults(db, brand.id, filter, at);
      return readPage("post-results", { limit, cursor }, read, toPostResult, ({ id }) => id);
    },
  }),
  operation({
    id: "getResults",
    method: "GET",
    path: "/brands/{brandId}/results",
    summary: "What the brand's posts of a period came to",
    about: "All together, by day, by hook, by persona and by account.",
    scope: "readings:read",
    verb: "results.read",
    query: z.object(periodQuery),
    response: results,
    run: async ({ db, brand, query: { from, to, ...tags } }) => {
      const period = readDays(from, to, brand.zone);
      const { videos: _, lastReadAt, ...report } = await getReport(db, brand.id, period, tags, 1);
      const seen = lastReadAt && iso(new Date(lastReadAt));
      return { from: period.from, to: period.to, zone: brand.zone, ...report, lastReadAt: seen };
    },
  }),
  operation({
    id: "requestReadings",
    method: "POST",
    path: "/brands/{brandId}/readings",
    summary: "Ask the networks for new readings now",
    about: "They are read by themselves, too: new posts every two minutes, older ones by the hour.",
    scope: "readings:write",
    verb: "results.refresh",
    status: 202,
    response: z.object({ askedAt: moment() }),
    run: async ({ brand, send }) => {
      await send(readingsRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id }));
      return { askedAt: iso(new Date()) };
    },
  }),
];

/** A page shows other days instead of such that cannot be; a program is told. */
function readDays(from: string | undefined, to: string | undefined, zone: string): Period {
  const period = readPeriod({ from, to }, zone, new Date());
  if (!period.problem) return period;
  const message = period.problem.replace(" Here are the last 28 days instead.", "");
  const field = from === undefined ? "/query/to" : "/query/from";
  throw new Problem("invalid-request", message, { errors: [{ field, message }] });
}

type ReadingRow = Awaited<ReturnType<typeof listReadings>>[number];

function toReading({ id, metric, value, gain, source, readAt }: ReadingRow): z.input<typeof reading> {
  return { id, metric, value, gain, source, readAt: iso(readAt) };
}

function toPostResult(row: Awaited<ReturnType<typeof listPostResults>>[number]): z.input<typeof postResult> {
  const { id: postId, videoId, title, brief, persona, hook, angle, channel, account, url } = row;
  const { views, completions, likes, shares, clicks } = row;
  return {
    ...{ postId, videoId, title, brief, persona, hook, angle, channel, account, url },
    publishedAt: iso(row.publishedAt ?? new Date(0)),
    figures: { views, completions, likes, shares, clicks },
    readAt: isoOrNull(row.readAt),
  };
}
