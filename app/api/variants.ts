import { z } from "zod";
import { getBrief } from "#db/queries/briefs.ts";
import { getVariant, listVariants, type Variant } from "#db/queries/variants.ts";
import { listVersions } from "#db/queries/videos.ts";
import { tryAgain } from "#studio/briefs/try-again.ts";
import { variantRequested } from "#workflows/events.ts";
import { about, id, iso, model, moment } from "./models.ts";
import { type Call, operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";

const states = ["queued", "writing", "rendering", "checking", "in-review", "approved", "rejected", "failed"] as const;

const variant = model(
  "Variant",
  z.object({
    id: id(),
    briefId: id(),
    personaId: id(),
    productId: id(),
    position: about("Its place in the brief's matrix, from 0.", z.int()),
    hook: z.string(),
    angle: z.string(),
    locale: z.string(),
    ratio: z.string(),
    lengthSeconds: z.int(),
    cta: z.string(),
    state: z.enum(states),
    progress: about("From 0 to 1, within the making.", z.number()),
    stage: z.string().nullable(),
    failure: about("Why it failed, in a sentence.", z.string().nullable()),
    video: about(
      "The current version; null while there is none.",
      z.object({ id: id(), version: z.int(), seconds: z.number() }).nullable(),
    ),
    createdAt: moment(),
    updatedAt: moment(),
  }),
);

export const variantOperations = [
  operation({
    id: "listVariants",
    method: "GET",
    path: "/brands/{brandId}/briefs/{briefId}/variants",
    summary: "The variants of a brief, in the order of its matrix",
    scope: "variants:read",
    verb: "brand.read",
    query: z.object(pageQuery),
    response: pageOf(variant),
    run: async ({ db, brand, params, query }) => {
      await getBrief(db, brand.id, params.briefId);
      const read = (at: { after?: string; limit: number }) => listVariants(db, brand.id, params.briefId, at);
      const show = (row: Awaited<ReturnType<typeof read>>[number]) =>
        toVariant(row, row.videoId ? { id: row.videoId, version: row.videoVersion, seconds: row.videoSeconds } : null);
      return readPage(`variants-${params.briefId}`, query, read, show, ({ id }) => id);
    },
  }),
  operation({
    id: "getVariant",
    method: "GET",
    path: "/brands/{brandId}/variants/{variantId}",
    summary: "One variant, and how far it is",
    scope: "variants:read",
    verb: "brand.read",
    response: variant,
    run: ({ db, brand, params }) => readVariant({ db, brand }, params.variantId),
  }),
  operation({
    id: "retryVariant",
    method: "POST",
    path: "/brands/{brandId}/variants/{variantId}/retries",
    summary: "Have a failed variant made again",
    scope: "variants:write",
    verb: "variant.retry",
    status: 202,
    response: variant,
    run: async ({ db, brand, by, params, send }) => {
      const wanted = await tryAgain(db, brand.id, by, params.variantId);
      await send(variantRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, ...wanted }));
      return readVariant({ db, brand }, params.variantId);
    },
  }),
];

async function readVariant({ db, brand }: Pick<Call<"/brands/{brandId}">, "db" | "brand">, variantId: string) {
  const row = await getVariant(db, brand.id, variantId);
  const current = (await listVersions(db, brand.id, row.id)).find(({ supersededAt }) => supersededAt === null);
  return toVariant(row, current ?? null);
}

type Version = { id: string; version: number | null; seconds: number | null };

function toVariant(row: Variant, video: Version | null): z.input<typeof variant> {
  const { id, briefId, personaId, productId, position, hook, angle, locale, ratio, lengthSeconds, cta } = row;
  const { state, progress, stage, failure } = row;
  return {
    ...{ id, briefId, personaId, productId, position, hook, angle, locale, ratio, lengthSeconds, cta },
    ...{ state, progress: Math.round(progress * 1000) / 1000, stage, failure },
    video: video && { id: video.id, version: video.version ?? 1, seconds: video.seconds ?? 0 },
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}
