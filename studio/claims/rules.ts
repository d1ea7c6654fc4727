import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { lexicon } from "./lexicon.ts";
import { compilePattern, indexNeeds, type Pattern } from "./pattern.ts";

/** What a sentence can be. The first four need nothing; the rest are the claims of the law. */
export const claimKinds = [
  "fact",
  "opinion",
  "invitation",
  "question",
  "experience",
  "prohibited",
  "third-party proof",
  "comparison",
  "superlative",
  "health",
  "finance",
  "environment",
  "price or scarcity",
  "guarantee",
] as const;
export type ClaimKind = (typeof claimKinds)[number];

/** The forms in which an experience hides; each has its own words for why. */
export const experienceForms = [
  "past",
  "habit",
  "possession",
  "on-me",
  "elliptical",
  "elapsed",
  "vicarious",
  "identity",
  "narrated",
] as const;
export type ExperienceForm = (typeof experienceForms)[number];

export type Rule<Name> = { name: Name; patterns: Pattern[]; unless: Pattern | undefined };

const patterns = z.array(z.string()).min(1);
const schema = z.strictObject({
  macros: z.record(z.string(), z.string()),
  release: patterns,
  aware: patterns,
  releaseWhenAware: patterns,
  neutral: patterns,
  experience: z.array(z.strictObject({ form: z.enum(experienceForms), patterns, unless: z.string().optional() })),
  prohibited: z.array(z.strictObject({ form: z.string(), patterns, unless: z.string().optional() })),
  evidence: z.array(z.strictObject({ kind: z.enum(claimKinds), patterns, unless: z.string().optional() })),
});

export const rules = readRules();

function readRules() {
  const read = schema.parse(parse(readFileSync(new URL("./data/rules.yaml", import.meta.url), "utf8")));
  const problems: string[] = [];
  const compile = (source: string): Pattern => {
    try {
      return { ...compilePattern(expandMacros(source, read.macros), lexicon.phrasesOf), source };
    } catch (error) {
      problems.push(`“${source}”: ${error instanceof Error ? error.message : error}`);
      return { source, regex: /(?!)/g, needs: [] };
    }
  };
  const rule = <Name>(
    name: Name,
    { patterns, unless }: { patterns: string[]; unless?: string | undefined },
  ): Rule<Name> => ({
    name,
    patterns: patterns.map(compile),
    unless: unless === undefined ? undefined : compile(unless),
  });
  const compiled = {
    release: read.release.map(compile),
    aware: read.aware.map(compile),
    releaseWhenAware: read.releaseWhenAware.map(compile),
    neutral: read.neutral.map(compile),
    experience: read.experience.map((each) => rule(each.form, each)),
    prohibited: read.prohibited.map((each) => rule(each.form, each)),
    evidence: read.evidence.map((each) => rule(each.kind, each)),
  };
  if (problems.length > 0) throw new Error(`studio/claims/data/rules.yaml cannot be read:\n${problems.join("\n")}`);
  const every = [...compiled.experience, ...compiled.prohibited, ...compiled.evidence];
  const needs = indexNeeds([
    ...[compiled.release, compiled.aware, compiled.releaseWhenAware, compiled.neutral].flat(),
    ...every.flatMap(({ patterns, unless }) => (unless ? [...patterns, unless] : patterns)),
  ]);
  return { ...compiled, needs };
}

/** Puts a macro's pattern where its name stands; the quantifier behind the name stays behind it. */
function expandMacros(source: string, macros: Record<string, string>): string {
  return source.replace(/(?<=^|\s)@(\w+)(?=[*+?{\s]|$)/g, (found, name: string) => macros[name] ?? found);
}
