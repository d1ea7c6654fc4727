import { classifyText } from "./classify.ts";
import type { ExperienceForm } from "./rules.ts";

/** A sentence in which the speaker claims to have lived something, with the words that say so. */
export type ExperienceClaim = { sentence: string; words: string; kind: ExperienceForm };

/**
 * Finds claimed experience, whatever form it hides in: "I used it for three weeks", "Swapped mine out last spring", "Week
 * two and counting", "Ask my sister". From a synthetic persona each of them is a fake testimonial (16 CFR 465.2).
 * `checkClaims` judges all the other kinds too.
 */
export function findExperienceClaims(text: string): ExperienceClaim[] {
  return classifyText(text).flatMap(({ parsed, found }) =>
    found.flatMap(({ kind, form, words }) =>
      kind === "experience" && form ? [{ sentence: parsed.text, words, kind: form }] : [],
    ),
  );
}
