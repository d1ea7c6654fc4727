/** A form as it stands: what each field holds, in the form's own texts. A field without a value is left out. */
export type FormFields = Record<string, string[]>;

/** What the form starts with. Lists of lines are texts with one on each line. */
export type BriefStart = {
  [field in (typeof single)[number]]: string;
} & { [field in (typeof several)[number]]: string[] };

const single = [
  "name",
  "goal",
  "audience",
  "maxVariants",
  "offer",
  "offerStarts",
  "offerEnds",
  "tone",
  "angles",
  "proofPoints",
  "mustSay",
  "neverSay",
  "budget",
  "publishFrom",
  "publishUntil",
  "footageTier",
  "captions",
  "music",
  "seed",
] as const;
const several = [
  "productIds",
  "personaIds",
  "hooks",
  "lengths",
  "ratios",
  "locales",
  "channels",
  "footageModels",
] as const;
/** Choices of which one is always made: where a form has none, it was kept before they could be chosen. */
const neverEmpty: readonly string[] = ["ratios", "locales", "channels"];

/** A saved form as the form shows it; `otherwise` fills in what it has nothing about, except for choices left empty. */
export function toStart(fields: FormFields, otherwise: BriefStart): BriefStart {
  const texts = single.map((field) => [field, fields[field]?.[0] ?? otherwise[field]]);
  const touched = single.some((field) => field in fields);
  const lists = several.map((field) => [
    field,
    fields[field] ?? (touched && !neverEmpty.includes(field) ? [] : otherwise[field]),
  ]);
  return Object.fromEntries([...texts, ...lists]) as BriefStart;
}

export function toFields(start: BriefStart): FormFields {
  const texts = single.map((field) => [field, [start[field]]]);
  const lists = several.map((field) => [field, start[field]]);
  return Object.fromEntries([...texts, ...lists]) as FormFields;
}

/** What a form holds now. Buttons, files and the hidden fields that say which draft it is stay out. */
export function fieldsOf(form: FormData): FormFields {
  const known: readonly string[] = [...single, ...several];
  const names = [...new Set(form.keys())].filter((name) => known.includes(name));
  return Object.fromEntries(names.map((name) => [name, form.getAll(name).filter((each) => typeof each === "string")]));
}

/** A form as the studio's own schema takes it. Nothing is judged here: the schema says what is wrong and where. */
export function readFields(fields: FormFields) {
  const text = (name: (typeof single)[number]) => fields[name]?.[0] ?? "";
  const lines = (name: (typeof single)[number]) => text(name).split(/\r?\n/);
  const list = (name: (typeof several)[number]) => fields[name] ?? [];
  return {
    ...{ name: text("name"), goal: text("goal"), audience: text("audience"), tone: text("tone") },
    ...{
      productIds: list("productIds"),
      personaIds: list("personaIds"),
      hooks: list("hooks"),
      lengths: list("lengths"),
    },
    ...(list("ratios").length > 0 ? { ratios: list("ratios") } : {}),
    ...(list("locales").length > 0 ? { locales: list("locales") } : {}),
    ...(list("channels").length > 0 ? { channels: list("channels") } : {}),
    ...{ offer: text("offer"), offerStarts: text("offerStarts"), offerEnds: text("offerEnds") },
    ...{ proofPoints: lines("proofPoints"), mustSay: lines("mustSay"), neverSay: lines("neverSay") },
    ...{ angles: lines("angles"), maxVariants: text("maxVariants"), budget: text("budget").trim() },
    ...{ publishFrom: text("publishFrom"), publishUntil: text("publishUntil") },
    footage: { models: list("footageModels"), ...(text("footageTier") === "" ? {} : { tier: text("footageTier") }) },
    ...{ captions: text("captions"), music: text("music") },
    ...(text("seed") === "" ? {} : { seed: text("seed") }),
  };
}

/** What a file says of a brief, as the form holds it, right or wrong. Other fields than the form's are left out. */
export function looseFields({ footage, ...rest }: Record<string, unknown>): FormFields {
  const { models, tier } = (footage ?? {}) as Record<string, unknown>;
  const paid = [models ?? []].flat().filter((id) => id !== "animatic");
  const written: Record<string, unknown> = { ...rest, footageModels: paid, footageTier: tier };
  const evidence = (written.evidence ?? {}) as Record<string, unknown>;
  const say = (value: unknown): string =>
    value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const line = (value: unknown) =>
    [say(value), say(Object.hasOwn(evidence, say(value)) ? evidence[say(value)] : "")].filter(Boolean).join(" ");
  const texts = single.flatMap((field) => {
    const value = written[field];
    if (value === undefined || value === null) return [];
    return [[field, [Array.isArray(value) ? value.map(line).join("\n") : say(value)]]];
  });
  const given = several.filter((field) => written[field] !== undefined || !neverEmpty.includes(field));
  const lists = given.map((field) => [field, [written[field] ?? []].flat().map(say)]);
  return Object.fromEntries([...texts, ...lists]) as FormFields;
}
