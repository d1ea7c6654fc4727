import { z } from "zod";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { material, readPrompt } from "#providers/text/prompt.ts";
import type { JudgedSentence, JudgedText } from "./gate.ts";
import { policy, type Speaker, verdicts } from "./policy.ts";

const answer = z.object({
  sentences: z
    .array(z.object({ number: z.number().int(), verdict: z.enum(verdicts), why: z.string().max(400) }))
    .max(400),
});

/**
 * Has a language model read what the rules have judged. It can only make a verdict stricter: what the rules hold back
 * stays held back, whatever it answers, and what it leaves out stands as it was. A sentence that rests on live evidence
 * is not asked about. Without a model the rules' judgement stands alone and `asked` says so. Costs are in millionths of a
 * US dollar. Fails with `ProviderError` as the model does: whoever asked goes on with what the rules say.
 */
export async function askSecondOpinion(
  model: LanguageModel | undefined,
  judged: JudgedText,
  speaker: Speaker,
): Promise<{ judged: JudgedText; asked: "no-model" | "nothing-to-ask" | "answered"; costMicros: number }> {
  if (!model) return { judged, asked: "no-model", costMicros: 0 };
  const open = judged.sentences.filter(({ verdict, claimId }) => verdict !== "block" && claimId === null);
  if (open.length === 0) return { judged, asked: "nothing-to-ask", costMicros: 0 };
  const sentences = material(open.map(({ sentence }, index) => ({ number: index + 1, sentence })));
  const { instructions, input } = readPrompt("judge-claims").render({ speaker: speakers[speaker], sentences });
  const { value, costMicros } = await model.ask({
    ...{ name: "judge_claims", schema: answer, what: "second opinion on claims" },
    ...{ instructions, input, material: sentences },
  });
  const opinions = new Map(value.sentences.map((each) => [open[each.number - 1], each]));
  const stricter = judged.sentences.map((each) => {
    const opinion = opinions.get(each);
    return opinion ? takeStricter(each, opinion) : each;
  });
  return { judged: combine(judged, stricter), asked: "answered", costMicros };
}

const speakers: Record<Speaker, string> = {
  synthetic: "a synthetic persona: nobody, who has lived nothing",
  cameo: "a real person, shown under consent",
};

function takeStricter(
  rules: JudgedSentence,
  opinion: { verdict: JudgedSentence["verdict"]; why: string },
): JudgedSentence {
  if (verdicts.indexOf(opinion.verdict) <= verdicts.indexOf(rules.verdict)) return rules;
  const { verdict } = opinion;
  const kind = verdict === "block" ? "experience" : rules.kind;
  const rewrite = verdict === "block" ? (policy.rewrites.last[0] ?? null) : null;
  return { ...rules, verdict, kind, why: `A second opinion: ${opinion.why}`, rewrite };
}

function combine(before: JudgedText, sentences: JudgedSentence[]): JudgedText {
  const worst = sentences.toSorted((a, b) => verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict))[0];
  if (!worst || worst.verdict === before.verdict) return { ...before, sentences };
  const { verdict, kind, why } = worst;
  const kept = sentences.flatMap(({ verdict: each, sentence, rewrite }) =>
    each === "allow" ? [sentence] : (rewrite ?? []),
  );
  return { verdict, kind, why, rewrite: verdict === "block" ? [...new Set(kept)].join(" ") : null, sentences };
}
