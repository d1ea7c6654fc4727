import type { BriefInput } from "#studio/briefs/brief.ts";

/** The brand whose brief the demo launches, and the brief as a marketer would fill in the form. */
export const demoBrand = "nordlys-coffee";

export function demoBrief(productId: string, personaIds: string[]): BriefInput {
  return {
    name: "Slower mornings",
    goal: "Get home brewers to try the flagship roast this season",
    audience: "People who brew filter coffee at home and are curious about lighter roasts",
    productId,
    personaIds,
    tone: "Warm, unhurried, a little dry",
    hooks: ["question", "myth", "problem"],
    lengthSeconds: 18,
    maxVariants: 9,
    seed: "slower-mornings",
  };
}
