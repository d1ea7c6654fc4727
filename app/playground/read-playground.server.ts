import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { findPersona, listPersonas } from "#db/queries/personas.ts";
import { findClipByKey, type PlaygroundClip } from "#db/queries/playground.ts";
import { findProduct, listProducts } from "#db/queries/products.ts";
import { listDossiers, type ShelvedDossier } from "#studio/dossiers/shelf.ts";
import { prepareClip } from "#studio/playground/clip.ts";
import { type PlaygroundForm, playgroundForm, shotOfForm } from "#studio/playground/shot-of-form.ts";
import { compileShot } from "#studio/shots/compile-shot.ts";
import type { CompiledShot, DirectedShot, InputValue } from "#studio/shots/directed-shot.ts";
import { spokenLine } from "./words.ts";

/** What the form begins with: enough of a shot to see something at once. */
export type PlaygroundValues = Record<keyof PlaygroundForm, string>;

/** Everything that the playground shows of one shot, for the brand's people. */
export async function readPlayground(db: Db, brand: { id: string; workspaceId: string }, asked: URLSearchParams) {
  const [personas, products, shelf] = await Promise.all([
    listPersonas(db, brand.id, { limit: 200 }),
    listProducts(db, brand.id, { limit: 200 }),
    listDossiers(db, brand.workspaceId),
  ]);
  const cast = { persona: personas[0], product: products[0] };
  const values = valuesOf(asked, cast);
  const parsed = playgroundForm.safeParse(values);
  const choices = {
    personas: personas.map(({ id, name }) => ({ id, name })),
    products: products.map(({ id, title }) => ({ id, title })),
    models: shelf.map(({ id, dossier }) => ({ id, name: dossier.name })),
  };
  const shown = asked.getAll("m").filter((id) => shelf.some((each) => each.id === id));
  const common = { values, choices, shown };
  if (!parsed.success) {
    const fields: Record<string, string> = {};
    for (const { path, message } of parsed.error.issues) fields[String(path[0])] ??= message;
    return { ...common, error: { message: Object.values(fields)[0] ?? "", fields }, cards: [], run: null };
  }
  const form = parsed.data;
  // Somebody else's, or gone since the address was shared: the shot goes without.
  const persona = form.persona ? await findPersona(db, brand.id, form.persona) : undefined;
  const product = form.product ? await findProduct(db, brand.id, form.product) : undefined;
  const known = { ...form, persona: persona?.id ?? "", product: product?.id ?? "" };
  const shot = shotOfForm(known, persona, product);
  const cards = shelf.filter(({ id }) => shown.length === 0 || shown.includes(id)).map((each) => cardOf(each, shot));
  return {
    ...common,
    error: null,
    cards: cards.sort((a, b) => rankOf(a) - rankOf(b)),
    run: await readRun(db, brand.id, known),
  };
}

export type PlaygroundCard = ReturnType<typeof cardOf>;

/** The free one first, then by price; those that cannot film it last. */
const rankOf = ({ free, fit }: PlaygroundCard) => (free ? -1 : fit ? fit.costMicros : Number.MAX_SAFE_INTEGER);

function cardOf({ id, dossier, changed }: ShelvedDossier, shot: DirectedShot) {
  const compiled = compileShot(shot, dossier);
  const { name, maker, summary, checked, failures, price, prompt } = dossier;
  return {
    ...{
      id,
      name,
      maker,
      summary,
      checked,
      failures,
      free: dossier.provider === "animatic",
      changed: changed !== null,
    },
    ...{ formula: price.formula, language: prompt?.language ?? null },
    fit: compiled.fits ? fitOf(compiled, shot) : null,
    why: compiled.fits ? null : compiled.why,
  };
}

function fitOf(compiled: CompiledShot, shot: DirectedShot) {
  const { seconds, ratio, resolution, costMicros, resolutions, after, clips } = compiled;
  return {
    ...{ seconds, ratio, resolution, costMicros, resolutions, after },
    asked: clips.reduce((sum, clip) => sum + clip.seconds, 0),
    clips: clips.map((clip) => ({
      ...{ seconds: clip.seconds, prompt: clip.prompt, costMicros: clip.costMicros },
      input: Object.entries(clip.input)
        .filter(([, value]) => value !== clip.prompt)
        .map(([parameter, value]) => ({ parameter, value: sayInput(value, shot) })),
    })),
  };
}

/** A value of a request as a person reads it: files by what they show. */
function sayInput(value: InputValue, shot: DirectedShot): string {
  if (Array.isArray(value)) return value.map((each) => sayInput(each, shot)).join(", ");
  if (typeof value !== "object") return String(value);
  if ("lastFrameOf" in value) return `the last frame of clip ${value.lastFrameOf + 1}`;
  if ("recording" in value) {
    return `the recorded line, ${Math.round(value.from * 10) / 10} to ${Math.round(value.to * 10) / 10} s`;
  }
  if ("clipOf" in value) return `clip ${value.clipOf + 1}`;
  const role = shot.pictures.find(({ file }) => file === value.picture)?.role;
  const names = {
    persona: `${shot.persona?.name ?? "the persona"}’s portrait`,
    product: "the product’s picture",
    set: "the set",
  };
  return `${role ? names[role] : value.picture}${value.cutTo ? `, cut to ${value.cutTo}` : ""}`;
}

export type PlaygroundRun = { clip: ShownClip | null; why: string | null };
export type ShownClip = Pick<
  PlaygroundClip,
  "id" | "state" | "stage" | "progress" | "failure" | "seconds" | "madeInMs"
>;

/** The clip of this very shot, when somebody has asked for it; why it cannot be asked for, when it cannot. */
async function readRun(db: Db, brandId: string, form: PlaygroundForm): Promise<PlaygroundRun> {
  try {
    const { key } = await prepareClip(db, brandId, form);
    const clip = await findClipByKey(db, brandId, key);
    if (!clip) return { clip: null, why: null };
    const { id, state, stage, progress, failure, seconds, madeInMs } = clip;
    return { clip: { id, state, stage, progress, failure, seconds, madeInMs }, why: null };
  } catch (error) {
    if (error instanceof Refused) return { clip: null, why: error.message };
    throw error;
  }
}

function valuesOf(
  asked: URLSearchParams,
  {
    persona,
    product,
  }: {
    persona: { id: string; name: string } | undefined;
    product: { id: string; title: string; benefits: string[] } | undefined;
  },
): PlaygroundValues {
  const start: PlaygroundValues = {
    kind: persona ? "talking-head" : "product",
    persona: persona?.id ?? "",
    product: product?.id ?? "",
    line: spokenLine(product),
    ...{ direction: "", set: "", style: "", seconds: "7", ratio: "9:16", tier: "draft" },
    ...{ framing: "medium", move: "push-in", voice: "studio" },
  };
  for (const key of Object.keys(start) as (keyof PlaygroundValues)[]) {
    const given = asked.get(key);
    if (given !== null) start[key] = given;
  }
  return start;
}
