import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { type ClaimKind, claimKinds, type ExperienceForm, experienceForms } from "./rules.ts";

export const verdicts = ["allow", "evidence", "block"] as const;
export type Verdict = (typeof verdicts)[number];
/** Who speaks: a synthetic persona, or a real person under consent. */
export const speakers = ["synthetic", "cameo"] as const;
export type Speaker = (typeof speakers)[number];

const verdict = z.enum(verdicts);
const schema = z.strictObject({
  kinds: z.record(
    z.enum(claimKinds),
    z.strictObject({ synthetic: verdict, cameo: verdict, why: z.string(), source: z.string() }),
  ),
  forms: z.record(z.enum([...experienceForms, "cameo"]), z.string()),
  sources: z.record(
    z.string(),
    z.strictObject({
      ...{ law: z.string(), url: z.url().nullable(), written: z.string().or(z.date()) },
      noted: z.enum(["rule and date", "rule", "nothing", "own rule"]),
    }),
  ),
  rewrites: z.record(z.enum([...experienceForms, "prohibited", "last"]), z.array(z.string()).min(1)),
});

/** The policy as its file has it: a verdict and a source of law for every kind of sentence and speaker. */
export const policy = schema.parse(parse(readFileSync(new URL("./data/policy.yaml", import.meta.url), "utf8")));

/** What is found in a sentence, judged for one speaker: the verdict, and one sentence that says why and by which rule. */
export function judge(
  found: { kind: ClaimKind; form?: ExperienceForm | undefined; words: string },
  speaker: Speaker,
): { verdict: Verdict; why: string } {
  const row = policy.kinds[found.kind];
  const verdict = row[speaker];
  const form = found.kind === "experience" ? (verdict === "block" ? (found.form ?? "past") : "cameo") : undefined;
  const why = (form ? policy.forms[form] : row.why).replace("{words}", found.words);
  const law = policy.sources[row.source]?.law;
  return { verdict, why: verdict === "allow" || !law ? why : `${why.replace(/\.$/, "")} (${law}).` };
}
