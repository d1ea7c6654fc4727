import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { announce } from "#db/queries/announcements.ts";
import {
  type BriefValues,
  type BriefWithCast,
  getBrief,
  insertBrief,
  renameBrief,
  setBriefArchived,
  setBriefPersonas,
  updateBriefValues,
} from "#db/queries/briefs.ts";
import { listPersonasByIds } from "#db/queries/personas.ts";
import { findProduct } from "#db/queries/products.ts";
import { inTransaction } from "#db/transaction.ts";
import { countWords, hookTypes, mentions, wordsPerSecond } from "#providers/text/contract.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { changesBetween, recordAct } from "#studio/audit/record.ts";
import { findExperienceClaims } from "../claims/experience.ts";

/** Phrases a person lists: trimmed, the empty ones and repeats left out. */
const phrases = (most: number, longest: number, what: string) =>
  z
    .array(z.string(), `Write ${what} one per line`)
    .default([])
    .transform((lines) => [...new Set(lines.map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean))])
    .refine((lines) => lines.length <= most, `At most ${most} ${what}`)
    .refine((lines) => lines.every((line) => line.length <= longest), `Keep ${what} to ${longest} characters each`);

const text = (missing: string, longest: number) =>
  z
    .string(missing)
    .trim()
    .min(1, missing)
    .max(longest, `Keep it to ${longest} characters`)
    .refine((value) => /[\p{L}\p{N}]/u.test(value), missing);

const oneOf = <const T extends string>(offered: readonly T[], missing: string) =>
  z
    .array(z.enum(offered, `Choose from: ${offered.join(", ")}`), missing)
    .transform((chosen) => [...new Set(chosen)])
    .refine((chosen) => chosen.length > 0, missing);

/** A brief as a form or a YAML file gives it. Money is in US dollars, length in seconds. */
export const briefInput = z
  .object(
    {
      name: text("Give the brief a name", 80),
      goal: text("Say what the videos should achieve", 280),
      audience: text("Say who the videos are for", 280),
      productId: z.uuid("Choose a product"),
      offer: z
        .string()
        .trim()
        .max(120, "Keep the offer to 120 characters")
        .nullish()
        .transform((offer) => offer || null),
      proofPoints: phrases(6, 160, "proof points"),
      mustSay: phrases(4, 160, "must-say lines"),
      neverSay: phrases(40, 80, "never-say words"),
      tone: z.string().trim().max(120, "Keep the tone to 120 characters").default(""),
      hooks: oneOf(hookTypes, "Choose at least one hook"),
      angles: phrases(6, 80, "angles"),
      personaIds: z
        .array(z.uuid("Choose personas of this brand"), "Choose at least one persona")
        .transform((ids) => [...new Set(ids)])
        .refine((ids) => ids.length > 0, "Choose at least one persona")
        .refine((ids) => ids.length <= 50, "A brief has at most 50 personas"),
      channels: oneOf(["showcase"], "Choose at least one channel").default(["showcase"]),
      locales: oneOf(["en"], "Choose at least one language").default(["en"]),
      ratios: oneOf(["9:16"], "Choose at least one format").default(["9:16"]),
      lengthSeconds: z.coerce
        .number("Say how long the videos are, in seconds")
        .int("Give the length in whole seconds")
        .min(15, "A video has at least 15 seconds")
        .max(30, "A video has at most 30 seconds")
        .default(20),
      maxVariants: z.coerce
        .number("Say how many videos to make at most")
        .int("Give a whole number of videos")
        .min(1, "Make at least one video")
        .max(200, "A brief makes at most 200 videos")
        .default(12),
      budget: z
        .union([z.literal("").transform(() => null), z.coerce.number("Give the budget in dollars"), z.null()])
        .optional()
        .transform((budget) => budget ?? null)
        .refine((budget) => budget === null || (budget >= 0 && budget <= 10_000_000), "Give a budget of 0 or more"),
      seed: z.string().trim().max(40).optional(),
    },
    "A brief is a form or a YAML document with a field for each part",
  )
  .superRefine((brief, ctx) => {
    for (const [field, sentence] of contradictions(brief))
      ctx.addIssue({ code: "custom", path: [field], message: sentence });
  });
export type BriefInput = z.input<typeof briefInput>;
export type BriefDraft = z.output<typeof briefInput>;

/** Reads a brief, or says what is wrong with it: `Refused` names the first field at fault. */
export function parseBrief(input: unknown): BriefDraft {
  const parsed = briefInput.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path[0] === undefined ? undefined : String(issue.path[0]);
  throw new Refused("brief-invalid", issue?.message ?? "The brief could not be read.", field);
}

/** Stores a new brief and answers its id. Its product and personas have to be the brand's and in use. */
export async function saveBrief(db: Db, brandId: string, by: Actor, input: unknown): Promise<string> {
  const draft = parseBrief(input);
  return inTransaction(db, async (trx) => {
    await refuseStrangers(trx, brandId, draft);
    const id = await insertBrief(trx, brandId, asValues(draft, draft.seed || randomUUID().slice(0, 8)), personOf(by));
    await setBriefPersonas(trx, brandId, id, draft.personaIds);
    await announce(trx, { brandId, topic: "brief", id });
    await recordAct(trx, by, { act: "brief.created", subject: subjectOf(brandId, id, draft.name), after: draft });
    return id;
  });
}

/** Changes a brief. After its launch only the name may change: what was made has to stay explained by its brief. */
export async function updateBrief(db: Db, brandId: string, by: Actor, id: string, input: unknown): Promise<void> {
  const draft = parseBrief(input);
  await inTransaction(db, async (trx) => {
    const brief = await getBrief(trx, brandId, id);
    if (brief.archivedAt) throw new Refused("brief-archived", "This brief is archived. Bring it back to change it.");
    const values = asValues(draft, draft.seed || brief.seed);
    if (brief.launches.length > 0) {
      const changed = changedField(brief, values, draft.personaIds);
      if (changed)
        throw new Refused(
          "brief-launched",
          "This brief was launched, so only its name can change. Write a new brief for the rest.",
          changed,
        );
      await renameBrief(trx, brandId, id, draft.name);
    } else {
      await refuseStrangers(trx, brandId, draft);
      await updateBriefValues(trx, brandId, id, values);
      await setBriefPersonas(trx, brandId, id, draft.personaIds);
    }
    await announce(trx, { brandId, topic: "brief", id });
    const personaIds = brief.personas.map((persona) => persona.id);
    const changes = changesBetween({ ...brief, personaIds }, { ...values, personaIds: draft.personaIds });
    if (changes)
      await recordAct(trx, by, { act: "brief.changed", subject: subjectOf(brandId, id, draft.name), ...changes });
  });
}

/** Takes a brief out of the lists. Its videos and posts stay. */
export async function archiveBrief(db: Db, brandId: string, by: Actor, id: string): Promise<void> {
  await setArchived(db, brandId, by, id, new Date());
}

/** Undoes `archiveBrief`. */
export async function restoreBrief(db: Db, brandId: string, by: Actor, id: string): Promise<void> {
  await setArchived(db, brandId, by, id, null);
}

function subjectOf(brandId: string, id: string, name: string) {
  return { kind: "brief", id, name, brandId };
}

async function setArchived(db: Db, brandId: string, by: Actor, id: string, at: Date | null): Promise<void> {
  await inTransaction(db, async (trx) => {
    const { name } = await getBrief(trx, brandId, id);
    await setBriefArchived(trx, brandId, id, at);
    await announce(trx, { brandId, topic: "brief", id });
    await recordAct(trx, by, { act: at ? "brief.archived" : "brief.restored", subject: subjectOf(brandId, id, name) });
  });
}

async function refuseStrangers(db: Db, brandId: string, draft: BriefDraft): Promise<void> {
  const product = await findProduct(db, brandId, draft.productId);
  if (!product)
    throw new Refused("product-unknown", "That product is not one of this brand's. Choose another.", "productId");
  if (product.archivedAt) {
    throw new Refused(
      "product-archived",
      `${product.title} is archived. Bring it back or choose another product.`,
      "productId",
    );
  }
  const personas = await listPersonasByIds(db, brandId, draft.personaIds);
  if (personas.length < draft.personaIds.length) {
    throw new Refused(
      "persona-unknown",
      "One of the personas is not this brand's. Choose from the roster.",
      "personaIds",
    );
  }
  const archived = personas.find((persona) => persona.archivedAt);
  if (archived) {
    throw new Refused(
      "persona-archived",
      `${archived.name} is archived. Bring them back or leave them out.`,
      "personaIds",
    );
  }
}

function asValues(draft: BriefDraft, seed: string): BriefValues {
  const { personaIds: _, budget, ...values } = draft;
  return { ...values, budgetCents: budget === null ? null : Math.round(budget * 100), seed };
}

function changedField(brief: BriefWithCast, values: BriefValues, personaIds: string[]): string | undefined {
  const before = brief.personas.map((persona) => persona.id);
  if (JSON.stringify(before) !== JSON.stringify(personaIds)) return "personaIds";
  const fields = Object.keys(values) as (keyof BriefValues)[];
  return fields.find((field) => field !== "name" && JSON.stringify(values[field]) !== JSON.stringify(brief[field]));
}

/** What a brief asks for and forbids at once, or asks for and no synthetic persona may say. */
function* contradictions(brief: {
  mustSay: string[];
  neverSay: string[];
  offer: string | null;
  proofPoints: string[];
  lengthSeconds: number;
}): Generator<[field: string, sentence: string]> {
  const wanted: [string, string][] = [
    ...brief.mustSay.map((line): [string, string] => ["mustSay", line]),
    ...brief.proofPoints.map((line): [string, string] => ["proofPoints", line]),
    ...(brief.offer ? [["offer", brief.offer] as [string, string]] : []),
  ];
  for (const [field, line] of wanted) {
    const never = brief.neverSay.find((word) => mentions(line, word));
    if (never) yield [field, `“${line}” contains “${never}”, which this brief never says. Change one of the two.`];
    if (findExperienceClaims(line).length > 0) {
      yield [field, `“${line}” claims an experience. A synthetic persona has none: say what the product is or does.`];
    }
  }
  const spoken = brief.mustSay.reduce((sum, line) => sum + countWords(line), 0) / wordsPerSecond;
  if (spoken > brief.lengthSeconds * mustSayShare) {
    yield [
      "mustSay",
      `The must-say lines take ${Math.ceil(spoken)} of ${brief.lengthSeconds} seconds. Shorten them or make the videos longer.`,
    ];
  }
}

/** At most this share of the speech may be fixed by must-say lines: a hook and a call to action still have to fit. */
const mustSayShare = 0.5;
