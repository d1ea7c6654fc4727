import { randomUUID } from "node:crypto";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { announce } from "#db/queries/announcements.ts";
import {
  type BriefValues,
  type BriefWithCast,
  findToday,
  getBrief,
  insertBrief,
  setBriefArchived,
  setBriefPersonas,
  setBriefProducts,
  updateBriefValues,
} from "#db/queries/briefs.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { changesBetween, recordAct, saysTheSame } from "#studio/audit/record.ts";
import { lockBudget } from "../ledger/budget.ts";
import { sayMoney } from "../ledger/money.ts";
import type { Pricing } from "./estimate.ts";
import { findProblems, type Problem } from "./fitness.ts";
import { type BriefDraft, briefInput, inFull } from "./input.ts";
import type { Means } from "./means.ts";

export { type BriefDraft, type BriefInput, briefInput } from "./input.ts";

/**
 * What the world says at the time of saving: the brand's day and the dossiers' prices, unless a test knows better, and
 * what the studio can do, which is what it came with when nobody says.
 */
type Told = { today?: string; pricing?: Pricing; means?: Means | undefined };

/** A brief that is refused for one thing or for several: `fields` has a sentence for each field at fault. */
export class BriefRefused extends Refused {
  readonly fields: Record<string, string> = {};
  constructor(problems: readonly Problem[]) {
    const [first] = problems;
    super(first?.code ?? "brief-invalid", first?.sentence ?? "The brief could not be read.", first?.field);
    for (const { field, sentence } of problems) this.fields[field] ??= sentence;
  }
}

/** Reads a brief, or says what is wrong with it: `BriefRefused` names the first field at fault, and all of them. */
export function parseBrief(input: unknown): BriefDraft {
  const parsed = briefInput.safeParse(inFull(input));
  if (parsed.success) return parsed.data;
  throw new BriefRefused(
    parsed.error.issues.map(({ path, message }) => ({
      code: "brief-invalid",
      field: path[0] === undefined ? "" : String(path[0]),
      sentence: message,
    })),
  );
}

/** Stores a new brief and answers its id. Its products and personas have to be the brand's and in use. */
export async function saveBrief(db: Db, brandId: string, by: Actor, input: unknown, told: Told = {}): Promise<string> {
  const draft = parseBrief(input);
  return inTransaction(db, async (trx) => {
    await refuseProblems(trx, brandId, draft, told);
    const id = await insertBrief(trx, brandId, asValues(draft, draft.seed || randomUUID().slice(0, 8)), personOf(by));
    await setCast(trx, brandId, id, draft);
    await announce(trx, { brandId, topic: "brief", id });
    await recordAct(trx, by, { act: "brief.created", subject: subjectOf(brandId, id, draft.name), after: draft });
    return id;
  });
}

/**
 * Changes a brief. After its launch it may only grow (more products, personas, hooks, angles, lengths, videos, money) and
 * be renamed or given other days of going out: what was made has to stay explained by its brief.
 */
export async function updateBrief(
  db: Db,
  brandId: string,
  by: Actor,
  id: string,
  input: unknown,
  told: Told = {},
): Promise<void> {
  const draft = parseBrief(input);
  await inTransaction(db, async (trx) => {
    const { spentMicros, heldMicros } = await lockBudget(trx, brandId, id);
    const brief = await getBrief(trx, brandId, id);
    if (brief.archivedAt) throw new Refused("brief-archived", "This brief is archived. Bring it back to change it.");
    const values = asValues(draft, draft.seed || brief.seed);
    if (brief.launches.length > 0) refuseUnexplained(brief, values, draft);
    refuseBelow(values.budgetCents, spentMicros + heldMicros);
    const { productIds, personaIds } = draft;
    const changes = changesBetween({ ...brief, ...castOf(brief) }, { ...values, productIds, personaIds });
    const renamed = changes && Object.keys(changes.after).every((field) => field === "name");
    if (!renamed) await refuseProblems(trx, brandId, draft, told);
    await updateBriefValues(trx, brandId, id, values);
    await setCast(trx, brandId, id, draft);
    await announce(trx, { brandId, topic: "brief", id });
    if (changes)
      await recordAct(trx, by, { act: "brief.changed", subject: subjectOf(brandId, id, draft.name), ...changes });
  });
}

function refuseUnexplained(brief: BriefWithCast, values: BriefValues, draft: BriefDraft): void {
  const field = changedField(brief, values, draft);
  if (!field) return;
  throw new Refused(
    "brief-launched",
    "This brief was launched. It can be renamed and it can grow, but what its videos were made from stays. Duplicate it to change the rest.",
    field,
  );
}

/** Money that is spent or held cannot be taken back by lowering the budget. */
function refuseBelow(budgetCents: number | null, usedMicros: number): void {
  if (budgetCents === null || budgetCents * 10_000 >= usedMicros) return;
  throw new Refused(
    "budget-used",
    `${sayMoney(usedMicros)} is spent or being spent already. The budget cannot be lower than that.`,
    "budget",
  );
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

async function refuseProblems(db: Db, brandId: string, draft: BriefDraft, told: Told): Promise<void> {
  const today = told.today ?? (await findToday(db, brandId));
  const problems = await findProblems(db, brandId, draft, { today, pricing: told.pricing, means: told.means });
  if (problems.length > 0) throw new BriefRefused(problems);
}

function asValues(draft: BriefDraft, seed: string): BriefValues {
  const { productIds, personaIds: _, budget, ...values } = draft;
  return {
    ...values,
    productId: productIds[0] ?? "",
    budgetCents: budget === null ? null : Math.round(budget * 100),
    seed,
  };
}

/** Lists that may grow after a launch, and single values that may still change. */
const growing = ["productIds", "personaIds", "hooks", "angles", "lengths", "ratios", "locales", "channels"] as const;
const free = ["name", "maxVariants", "budgetCents", "publishFrom", "publishUntil", "productId", "captions", "music"];

/** The first field that was changed in a way that would leave what was made unexplained. */
function changedField(brief: BriefWithCast, values: BriefValues, draft: BriefDraft): string | undefined {
  const before = { ...brief, ...castOf(brief) };
  const after = { ...values, productIds: draft.productIds, personaIds: draft.personaIds };
  const shrunk = growing.find((field) => {
    const kept: readonly unknown[] = after[field];
    return before[field].some((value) => !kept.includes(value));
  });
  if (shrunk) return shrunk;
  const fields = Object.keys(values) as (keyof BriefValues)[];
  return fields.find(
    (field) =>
      !free.includes(field) &&
      !(growing as readonly string[]).includes(field) &&
      !saysTheSame(values[field], brief[field]),
  );
}

function castOf({ products, personas }: BriefWithCast) {
  return { productIds: products.map(({ id }) => id), personaIds: personas.map(({ id }) => id) };
}

async function setCast(trx: Db, brandId: string, id: string, { productIds, personaIds }: BriefDraft): Promise<void> {
  await setBriefProducts(trx, brandId, id, productIds.slice(1));
  await setBriefPersonas(trx, brandId, id, personaIds);
}
