import { z } from "zod";
import type { BrandRow } from "#db/queries/brands.ts";
import { listFindings } from "#db/queries/findings.ts";
import { getReviewItem } from "#db/queries/review-queue.ts";
import { getVideo, listPostsOfVariant, listVideos } from "#db/queries/videos.ts";
import { script } from "#providers/text/contract.ts";
import { rangeResponse } from "../range-response.server.ts";
import { apiPath } from "./address.ts";
import { about, id, iso, isoOrNull, model, moment } from "./models.ts";
import { type ApiHouse, type Call, fileOperation, operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";

const fields = {
  id: id(),
  variantId: id(),
  briefId: id(),
  personaId: id(),
  title: z.string().nullable(),
  version: z.int(),
  state: about("Of its variant: where the making or the review stands.", z.string(), "in-review"),
  hook: z.string(),
  angle: z.string(),
  tier: z.string(),
  label: about("What the picture says of its making.", z.string()),
  seconds: z.number(),
  sha256: about("Of the file; a decision names it, so that it is about these bytes.", z.string()),
  published: about("Whether a post of it is out.", z.boolean()),
  createdAt: moment(),
  files: about(
    "Where its files are; each asks for the key again.",
    z.object({ video: z.url(), captions: z.url(), poster: z.url() }),
  ),
};
const summary = model("VideoSummary", z.object(fields));

const video = model(
  "Video",
  z.object({
    ...fields,
    provider: z.string(),
    bytes: z.int(),
    width: z.int(),
    height: z.int(),
    supersededAt: about("When a newer version took its place; null for the current one.", moment().nullable()),
    findings: about(
      "What the checks said, the gravest first; one that blocks keeps it from being approved.",
      z.array(
        z.object({
          gate: z.string(),
          severity: z.enum(["block", "warn", "info"]),
          message: z.string(),
          atSeconds: z.number().nullable(),
        }),
      ),
    ),
  }),
);

export const videoOperations = [
  operation({
    id: "listVideos",
    method: "GET",
    path: "/brands/{brandId}/videos",
    summary: "The current version of every video, newest first",
    scope: "videos:read",
    verb: "brand.read",
    query: z.object({
      ...pageQuery,
      state: z.enum(["in-review", "approved", "rejected", "published"]).optional(),
      briefId: id().optional(),
      personaId: id().optional(),
      hook: z.string().max(60).optional(),
    }),
    response: pageOf(summary),
    run: ({ house, db, brand, query: { state, briefId, personaId, hook, ...page } }) => {
      const filter = { state, briefId, personaId, hook };
      const read = (at: { after?: string; limit: number }) => listVideos(db, brand.id, { ...filter, ...at });
      return readPage(
        "videos",
        page,
        read,
        (row) => toSummary(house, brand.id, row),
        ({ id }) => id,
      );
    },
  }),
  operation({
    id: "getVideo",
    method: "GET",
    path: "/brands/{brandId}/videos/{videoId}",
    summary: "One version of a video, with what the checks said",
    scope: "videos:read",
    verb: "brand.read",
    response: video,
    run: async ({ house, db, brand, params }) => {
      const item = await getReviewItem(db, brand.id, params.videoId);
      const [findings, posts] = await Promise.all([
        listFindings(db, brand.id, item.id),
        listPostsOfVariant(db, brand.id, item.variantId),
      ]);
      const published = posts.some(({ videoId, state }) => videoId === item.id && state === "published");
      const { provider, bytes, width, height } = item;
      const title = script.safeParse(item.script).data?.title ?? null;
      return {
        ...toSummary(house, brand.id, { ...item, title, published }),
        ...{ provider, bytes, width, height, supersededAt: isoOrNull(item.supersededAt) },
        findings: findings.map(({ gate, severity, message, atSeconds }) => ({ gate, severity, message, atSeconds })),
      };
    },
  }),
  fileOperation({
    id: "downloadVideo",
    method: "GET",
    path: "/brands/{brandId}/videos/{videoId}/file",
    summary: "The video as MP4",
    about: "Ranges are answered, so that a download can go on where it broke off. The bytes of a version never change.",
    scope: "videos:read",
    verb: "brand.read",
    file: { types: ["video/mp4"] },
    run: (call) => sendFile(call, "file"),
  }),
  fileOperation({
    id: "downloadCaptions",
    method: "GET",
    path: "/brands/{brandId}/videos/{videoId}/captions",
    summary: "The video's captions as WebVTT",
    scope: "videos:read",
    verb: "brand.read",
    file: { types: ["text/vtt"] },
    run: (call) => sendFile(call, "captions"),
  }),
  fileOperation({
    id: "downloadPoster",
    method: "GET",
    path: "/brands/{brandId}/videos/{videoId}/poster",
    summary: "The video's poster",
    scope: "videos:read",
    verb: "brand.read",
    file: { types: ["image/jpeg", "image/png", "image/webp"] },
    run: (call) => sendFile(call, "poster"),
  }),
];

type Fields = Omit<z.input<typeof summary>, "createdAt" | "files" | "published"> & { published: unknown };
type Row = Fields & { createdAt: Date };

function toSummary({ publicUrl }: ApiHouse, brandId: string, row: Row): z.input<typeof summary> {
  const at = `${publicUrl}${apiPath}/brands/${brandId}/videos/${row.id}`;
  return {
    ...listFields(row),
    createdAt: iso(row.createdAt),
    files: { video: `${at}/file`, captions: `${at}/captions`, poster: `${at}/poster` },
  };
}

function listFields(row: Fields) {
  const { id, variantId, briefId, personaId, title, version, state, hook, angle, tier, label, sha256 } = row;
  const published = Boolean(row.published);
  const seconds = Math.round(row.seconds * 1000) / 1000;
  return {
    id,
    variantId,
    briefId,
    personaId,
    title,
    version,
    state,
    hook,
    angle,
    tier,
    label,
    seconds,
    sha256,
    published,
  };
}

const pictureTypes: Record<string, string> = { png: "image/png", webp: "image/webp" };

async function sendFile(
  {
    house,
    db,
    brand,
    params,
    asked,
  }: Pick<Call, "house" | "db" | "asked"> & {
    brand: BrandRow;
    params: { videoId: string };
  },
  part: "file" | "captions" | "poster",
): Promise<Response> {
  const { sha256, ...files } = await getVideo(db, brand.id, params.videoId);
  const key = files[part];
  const type =
    part === "file"
      ? "video/mp4"
      : part === "captions"
        ? "text/vtt; charset=utf-8"
        : (pictureTypes[key.split(".").at(-1) ?? ""] ?? "image/jpeg");
  const etag = part === "file" ? sha256 : `${sha256}-${part}`;
  return rangeResponse(asked, house.files, key, { type, etag, cache: "private, max-age=86400, immutable" });
}
