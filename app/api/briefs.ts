import { z } from "zod";
import { type Brief, type BriefInList, type BriefWithCast, getBrief, listBriefs } from "#db/queries/briefs.ts";
import { countBriefProgress } from "#db/queries/variants.ts";
import { briefInput, saveBrief, updateBrief } from "#studio/briefs/brief.ts";
import { footageTiers } from "#studio/briefs/footage.ts";
import { estimateBrief, launchBrief } from "#studio/briefs/launch.ts";
import { briefLaunched } from "#workflows/events.ts";
import { about, id, iso, isoOrNull, model, moment } from "./models.ts";
import { type Call, operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";

const fields = {
  id: id(),
  name: z.string(),
  goal: z.string(),
  audience: z.string(),
  productId: id(),
  offer: z.string().nullable(),
  offerStarts: about("A day, like 2026-11-30, in the brand's zone.", z.string().nullable()),
  offerEnds: z.string().nullable(),
  proofPoints: z.array(z.string()),
  evidence: about("Links by the proof point that they prove.", z.record(z.string(), z.string())),
  mustSay: z.array(z.string()),
  neverSay: z.array(z.string()),
  tone: z.string(),
  hooks: z.array(z.string()),
  angles: z.array(z.string()),
  channels: z.array(z.string()),
  locales: z.array(z.string()),
  ratios: z.array(z.string()),
  lengths: about("In seconds.", z.array(z.int())),
  footage: about(
    "What films the videos: ids of dossiers in the order in which a shot asks them, the free animatic last, and whether a draft comes first.",
    z.object({ models: z.array(z.string()), tier: z.enum(footageTiers) }),
  ),
  captions: about("The style of captions; null for what the kit says.", z.string().nullable()),
  music: about("The music bed, or none; null for what persona and kit say.", z.string().nullable()),
  maxVariants: z.int(),
  budget: about("In US dollars; null for no limit.", z.number().nullable()),
  publishFrom: about("The days within which the videos should go out.", z.string().nullable()),
  publishUntil: z.string().nullable(),
  seed: z.string(),
  createdAt: moment(),
  updatedAt: moment(),
  archivedAt: moment().nullable(),
};

const summary = model(
  "BriefSummary",
  z.object({
    ...fields,
    launchedAt: about("Of the first launch; null before it.", moment().nullable()),
    variants: about("How many variants are in each state.", z.record(z.string(), z.int())),
  }),
);

const launch = model("Launch", z.object({ id: id(), launchedAt: moment(), variants: z.int() }));

const brief = model(
  "Brief",
  z.object({
    ...fields,
    productIds: about("The first is productId.", z.array(id())),
    personaIds: z.array(id()),
    launches: about("The latest first.", z.array(launch)),
    progress: z.object({
      total: z.int(),
      scripts: z.int(),
      videos: z.int(),
      checks: z.int(),
      failed: z.int(),
      settled: about("Need nothing more of the studio.", z.int()),
    }),
  }),
);

const estimate = model(
  "Estimate",
  z.object({
    variants: about("What launching now would make.", z.int()),
    costMicros: about("Of launching it, in millionths of a US dollar.", z.int()),
    laterMicros: about("Of filming every draft once it was approved, when drafts come first.", z.int()),
    seconds: about("Until the last video stands.", z.int()),
    firstAfterSeconds: z.int(),
  }),
);

const body = briefInput.strict();
const example: z.input<typeof body> = {
  name: "Spring launch",
  goal: "Sell the morning roast",
  audience: "Home brewers",
  productIds: ["0199a204-e641-7e42-8e43-7bbfdefe6b68"],
  personaIds: ["0199a204-e641-7e42-8e43-7bbfdefe6b69"],
  hooks: ["question", "myth"],
  angles: ["taste"],
  proofPoints: ["Roasted in Tromsø"],
  lengths: [20],
  maxVariants: 12,
};
const notes = {
  lengths: "In seconds, from 6 to 60; each doubles the matrix.",
  budget: "In US dollars; null for no limit.",
  locales: "As BCP 47 tags, such as de or pt-BR. Others than English need a language model.",
  footage:
    "What films the videos: `models` are ids of dossiers in the order in which a shot asks them, and the free animatic comes last by itself; `tier` is `draft-first` (a video is filmed once its animatic was approved), `filmed-draft` (the draft is filmed, too, coarsely, and finely once it was approved) or `final` (at once). Left out: the animatic alone.",
  seed: "The same brief with the same seed gives the same scripts; drawn by lot when left out.",
};

export const briefOperations = [
  operation({
    id: "listBriefs",
    method: "GET",
    path: "/brands/{brandId}/briefs",
    summary: "The brand's briefs, newest first",
    scope: "briefs:read",
    verb: "brand.read",
    query: z.object({
      ...pageQuery,
      archived: about("true lists the archived ones instead.", z.enum(["true", "false"]).default("false")),
    }),
    response: pageOf(summary),
    run: ({ db, brand, query: { archived, ...page } }) => {
      const read = (at: { after?: string; limit: number }) =>
        listBriefs(db, brand.id, { ...at, archived: archived === "true" });
      return readPage("briefs", page, read, toSummary, ({ id }) => id);
    },
  }),
  operation({
    id: "createBrief",
    method: "POST",
    path: "/brands/{brandId}/briefs",
    summary: "Write a brief",
    about: "Nothing is made before it is launched.",
    scope: "briefs:write",
    verb: "brief.edit",
    body,
    example,
    notes,
    status: 201,
    location: "/brands/{brandId}/briefs/{id}",
    response: brief,
    run: async ({ house, db, brand, by, body }) =>
      readBrief({ db, brand }, await saveBrief(db, brand.id, by, body, { means: house.means })),
  }),
  operation({
    id: "getBrief",
    method: "GET",
    path: "/brands/{brandId}/briefs/{briefId}",
    summary: "One brief, and how far it is",
    scope: "briefs:read",
    verb: "brand.read",
    response: brief,
    run: ({ db, brand, params }) => readBrief({ db, brand }, params.briefId),
  }),
  operation({
    id: "updateBrief",
    method: "PUT",
    path: "/brands/{brandId}/briefs/{briefId}",
    summary: "Change a brief",
    about: "What is left out is emptied. After the first launch only the name can change.",
    scope: "briefs:write",
    verb: "brief.edit",
    body,
    example,
    notes,
    response: brief,
    run: async ({ house, db, brand, by, params, body }) => {
      await updateBrief(db, brand.id, by, params.briefId, body, { means: house.means });
      return readBrief({ db, brand }, params.briefId);
    },
  }),
  operation({
    id: "estimateBrief",
    method: "GET",
    path: "/brands/{brandId}/briefs/{briefId}/estimate",
    summary: "What launching the brief now would make, cost and take",
    scope: "briefs:read",
    verb: "brand.read",
    response: estimate,
    run: ({ db, brand, params }) => estimateBrief(db, brand.id, params.briefId),
  }),
  operation({
    id: "launchBrief",
    method: "POST",
    path: "/brands/{brandId}/briefs/{briefId}/launches",
    summary: "Launch a brief: its variants are made",
    about: "Look at the estimate first. A brief that has nothing new to make is refused.",
    scope: "briefs:write",
    verb: "brief.launch",
    status: 201,
    response: launch,
    run: async ({ house, db, brand, by, params, send }) => {
      const { briefId } = params;
      const { launchId, variants } = await launchBrief(db, brand.id, briefId, by, { means: house.means });
      await send(briefLaunched.create({ workspaceId: brand.workspaceId, brandId: brand.id, briefId, launchId }));
      const { launches } = await getBrief(db, brand.id, briefId);
      const made = launches.find(({ id }) => id === launchId);
      return { id: launchId, launchedAt: iso(made?.launchedAt ?? new Date()), variants: variants.length };
    },
  }),
];

async function readBrief({ db, brand }: Pick<Call<"/brands/{brandId}">, "db" | "brand">, briefId: string) {
  const row = await getBrief(db, brand.id, briefId);
  return toBrief(row, await countBriefProgress(db, brand.id, row.id));
}

function toFields(row: Brief) {
  const { id, name, goal, audience, productId, offer, proofPoints, mustSay, neverSay, tone, hooks, angles } = row;
  const { channels, locales, ratios, lengths, maxVariants, budgetCents, seed } = row;
  const { evidence, footage, captions, music, offerStarts, offerEnds, publishFrom, publishUntil } = row;
  return {
    ...{ id, name, goal, audience, productId, offer, proofPoints, mustSay, neverSay, tone, hooks, angles },
    ...{ channels, locales, ratios, lengths, maxVariants, seed },
    ...{ evidence, footage, captions, music, offerStarts, offerEnds, publishFrom, publishUntil },
    budget: budgetCents === null ? null : budgetCents / 100,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    archivedAt: isoOrNull(row.archivedAt),
  };
}

function toSummary(row: BriefInList): z.input<typeof summary> {
  // The database counts within a JSON document, which has its dates as texts.
  const launchedAt = row.launchedAt && iso(new Date(row.launchedAt));
  return { ...toFields(row), launchedAt, variants: row.variants as Record<string, number> };
}

function toBrief(row: BriefWithCast, progress: Awaited<ReturnType<typeof countBriefProgress>>): z.input<typeof brief> {
  return {
    ...toFields(row),
    productIds: row.products.map(({ id }) => id),
    personaIds: row.personas.map(({ id }) => id),
    launches: row.launches.map(({ id, launchedAt, variants }) => ({ id, launchedAt: iso(launchedAt), variants })),
    progress,
  };
}
