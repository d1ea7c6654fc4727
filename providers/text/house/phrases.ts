import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const line = z.string().trim().min(2).max(200);
const hook = z.strictObject({ say: line, show: z.string().trim().min(2).max(60), truth: line.optional() });
export type HookPhrase = z.infer<typeof hook>;

const hooks = z.strictObject({
  question: z.array(hook),
  problem: z.array(hook),
  "bold-claim": z.array(hook),
  myth: z.array(hook.required({ truth: true })),
  demo: z.array(hook),
  listicle: z.array(hook),
});

const general = hooks.extend({ opinion: z.array(line), audience: z.array(line), moments: z.array(line).min(1) });

const styleSchema = z.strictObject({
  openers: z.array(line).min(3),
  "after-problem": z.array(line).min(3),
  "after-question": z.array(line).min(3),
  "after-claim": z.array(line).min(3),
  intro: z.array(line).min(4),
  proof: z.array(line).min(6),
  pair: z.array(line).min(1),
  how: z.array(line).min(3),
  aside: z.array(line).min(2),
  setting: z.array(line).min(1),
  price: z.array(line).min(1),
  offer: z.array(line).min(2),
  must: z.array(line).min(1),
  cta: z.array(line).min(4),
});
export type Style = z.infer<typeof styleSchema>;

const styles = z.strictObject({
  warm: styleSchema,
  dry: styleSchema,
  upbeat: styleSchema,
  "matter-of-fact": styleSchema,
  curious: styleSchema,
  "no-nonsense": styleSchema,
});
export type StyleName = keyof z.infer<typeof styles>;

const category = hooks.partial().extend({
  name: z.string(),
  noun: z.string(),
  /** Takes no article: "coffee", not "a coffee". */
  mass: z.boolean().default(false),
  /** The product is better called by the last word of its title than by the category's noun. */
  headNoun: z.boolean().default(false),
  words: z.array(z.string()).min(1),
  tags: z.array(z.string()),
  moments: z.array(line).min(1),
});
export type Category = z.infer<typeof category>;

export type Phrases = { styles: z.infer<typeof styles>; general: z.infer<typeof general>; categories: Category[] };

/** Reads the phrase files beside this one. A line that does not fit its place is named with its file. */
export function readPhrases(): Phrases {
  return {
    styles: read("styles.yaml", styles),
    general: read("hooks.yaml", general),
    categories: read("categories.yaml", z.array(category)),
  };
}

function read<T>(file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parse(readFileSync(new URL(file, import.meta.url), "utf8")));
  if (!parsed.success) throw new Error(`${file} cannot be used: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
