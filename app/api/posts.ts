import { z } from "zod";

import { getPostLine, listPosts, type PostInList } from "#db/queries/post-list.ts";
import { reschedulePost, schedulePost } from "#studio/posts/schedule.ts";
import { withdrawPost } from "#studio/posts/withdraw.ts";
import { postScheduled } from "#workflows/events.ts";
import { about, id, iso, isoOrNull, model, moment } from "./models.ts";
import { type Call, operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";

const states = [
  ...["scheduled", "arming", "uploading", "processing", "armed", "publishing", "published"],
  ...["awaiting-creator", "failed", "unconfirmed", "withdrawn"],
] as [string, ...string[]];

const post = model(
  "Post",
  z.object({
    id: id(),
    videoId: id(),
    variantId: id(),
    connectionId: id(),
    channel: z.string(),
    account: z.string(),
    state: z.enum(states),
    scheduledAt: moment(),
    zone: z.string(),
    publishedAt: moment().nullable(),
    url: about("Where it is out; null before.", z.string().nullable()),
    caption: z.string(),
    failure: about("Why it failed, in a sentence.", z.string().nullable()),
    createdAt: moment(),
  }),
);

const at = about(
  "A time on the wall clock of `zone`, like 2026-11-23T09:00; null or left out is the next free slot of the brand's schedule.",
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, "A time on the wall clock, like 2026-11-23T09:00")
    .nullish(),
);
const zone = about(
  "An IANA time zone; the brand's own when left out.",
  z.string().refine(isZone, "That is no time zone").optional(),
);

export const postOperations = [
  operation({
    id: "listPosts",
    method: "GET",
    path: "/brands/{brandId}/posts",
    summary: "The brand's posts, the one planned last first",
    scope: "posts:read",
    verb: "brand.read",
    query: z.object({
      ...pageQuery,
      state: z.enum(states).optional(),
      connectionId: id().optional(),
      videoId: id().optional(),
      from: about("Due at this moment or after it.", z.iso.datetime({ offset: true }).optional()),
      until: about("Due before this moment.", z.iso.datetime({ offset: true }).optional()),
    }),
    response: pageOf(post),
    run: ({ db, brand, query: { from, until, limit, cursor, ...filter } }) => {
      const due = { from: from ? new Date(from) : undefined, until: until ? new Date(until) : undefined };
      const read = (page: { after?: string; limit: number }) => listPosts(db, brand.id, { ...filter, ...due, ...page });
      return readPage("posts", { limit, cursor }, read, toPost, ({ id }) => id);
    },
  }),
  operation({
    id: "schedulePost",
    method: "POST",
    path: "/brands/{brandId}/posts",
    summary: "Plan a post of an approved video",
    about: "It goes out once, whatever happens. A video has one living post on an account.",
    scope: "posts:write",
    verb: "post.schedule",
    body: z.strictObject({
      videoId: id(),
      connectionId: about("The brand's first account when left out.", id().optional()),
      at,
      zone,
    }),
    example: { videoId: "0199a204-e641-7e42-8e43-7bbfdefe6b70", at: "2026-11-23T09:00", zone: "Europe/Oslo" },
    status: 201,
    location: "/brands/{brandId}/posts/{id}",
    response: post,
    run: async ({ house, db, brand, by, body, send }) => {
      const wanted = { ...body, zone: body.zone ?? brand.zone };
      const scheduled = await schedulePost(db, brand.id, by, wanted, house.channels);
      await send(postScheduled.create(scheduled));
      return readPost({ db, brand }, scheduled.postId);
    },
  }),
  operation({
    id: "getPost",
    method: "GET",
    path: "/brands/{brandId}/posts/{postId}",
    summary: "One post, and what became of it",
    scope: "posts:read",
    verb: "brand.read",
    response: post,
    run: ({ db, brand, params }) => readPost({ db, brand }, params.postId),
  }),
  operation({
    id: "movePost",
    method: "PUT",
    path: "/brands/{brandId}/posts/{postId}/time",
    summary: "Give a post another time",
    about: "Refused once the network was told to publish it.",
    scope: "posts:write",
    verb: "post.schedule",
    body: z.strictObject({ at, zone }),
    example: { at: "2026-11-24T18:00" },
    response: post,
    run: async ({ db, brand, by, params, body, send }) => {
      const wanted = { at: body.at ?? null, zone: body.zone ?? brand.zone };
      const moved = await reschedulePost(db, brand.id, by, params.postId, wanted);
      await send(postScheduled.create(moved));
      return readPost({ db, brand }, params.postId);
    },
  }),
  operation({
    id: "withdrawPost",
    method: "POST",
    path: "/brands/{brandId}/posts/{postId}/withdrawal",
    summary: "Take a post back",
    about:
      "A planned one does not go out; one that is out is taken down on its network. Asked again, it stays as it is.",
    scope: "posts:write",
    verb: "post.withdraw",
    response: post,
    reachesOut: true,
    run: async ({ house, db, brand, by, params }) => {
      await withdrawPost({ db, files: house.files, channels: house.channels }, brand.id, by, params.postId);
      return readPost({ db, brand }, params.postId);
    },
  }),
];

async function readPost({ db, brand }: Pick<Call<"/brands/{brandId}">, "db" | "brand">, postId: string) {
  return toPost(await getPostLine(db, brand.id, postId));
}

function toPost(row: PostInList): z.input<typeof post> {
  const { id, videoId, variantId, connectionId, channel, account, state, zone, url, caption, failure } = row;
  return {
    ...{ id, videoId, variantId, connectionId, channel, account, state, zone, url, caption, failure },
    scheduledAt: iso(row.scheduledAt),
    publishedAt: isoOrNull(row.publishedAt),
    createdAt: iso(row.createdAt),
  };
}

function isZone(text: string): boolean {
  try {
    return /^[A-Za-z_]/.test(text) && new Intl.DateTimeFormat("en", { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}
