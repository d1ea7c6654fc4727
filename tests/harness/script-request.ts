import type { ScriptRequest } from "#providers/text/contract.ts";

/** What a writer is told about the shared cast's coffee, with whatever a test wants otherwise. */
export function scriptRequestOf(
  wanted: Partial<Omit<ScriptRequest, "brand" | "product" | "persona" | "brief">> & {
    brand?: Partial<ScriptRequest["brand"]>;
    product?: Partial<ScriptRequest["product"]>;
    persona?: Partial<ScriptRequest["persona"]>;
    brief?: Partial<ScriptRequest["brief"]>;
  } = {},
): ScriptRequest {
  return {
    angle: "main benefit",
    hook: "question",
    seconds: 20,
    locale: "en",
    seed: "spring",
    turn: 0,
    revision: null,
    avoid: [],
    ...wanted,
    brand: {
      name: "Nordlys Coffee",
      voice: "Plain and unhurried.",
      never: ["detox"],
      cta: "Find your roast",
      claims: [],
      ...wanted.brand,
    },
    product: {
      title: "Morning roast",
      calledAs: null,
      description: "A light roast for filter coffee.",
      benefits: ["Sweet without sugar", "Tastes of apricot and honey", "One bag for filter and espresso"],
      facts: ["Roasted in Tromsø", "250 grams of whole beans, about 15 cups", "The roast date is printed on every bag"],
      price: "€14.90",
      ...wanted.product,
    },
    persona: {
      name: "Maja",
      kind: "synthetic",
      speechStyle: "warm",
      talk: {},
      wordsPerSecond: 2.5,
      opinions: ["Coffee is better slow", "Water matters more than the machine"],
      taboos: ["politics"],
      ...wanted.persona,
    },
    brief: {
      goal: "Sell the morning roast",
      audience: "Home brewers in small kitchens",
      offer: null,
      proofPoints: [],
      mustSay: [],
      neverSay: [],
      tone: "warm",
      ...wanted.brief,
    },
  };
}
