import type { Kit } from "#brand-kits/schema.ts";
import { readNevers } from "#brand-kits/voice.ts";
import { type HookType, hookTypes, type ScriptRequest } from "#providers/text/contract.ts";
import { spokenRate } from "#providers/text/timing.ts";
import { kindsOf, type LiveClaim, linkedClaim } from "../claims/evidence.ts";
import { checkClaims } from "../claims/gate.ts";
import { bibleSchema } from "../personas/bible.ts";
import { showPrice } from "../products/price.ts";

/** The rows that a request is made of, as far as a writer may know them. */
export type Sources = {
  kit: Pick<Kit, "name" | "claims">;
  voice: string;
  product: {
    title: string;
    description: string;
    benefits: string[];
    facts: string[];
    priceCents: number | null;
    currency: string | null;
  };
  persona: { name: string; kind: string; bible: unknown; voice: string; pace: number };
  brief: {
    goal: string;
    audience: string;
    offer: string | null;
    proofPoints: string[];
    mustSay: string[];
    neverSay: string[];
    tone: string;
    seed: string;
  };
  cell: { angle: string; hook: string; lengthSeconds: number; locale: string; cta: string };
  turn: number;
  avoid: string[];
  /** What the claims library proves today, for this product and this speaker. */
  proven?: LiveClaim[];
};

/**
 * Everything a writer may know about one cell of a brief. What nobody could prove or nobody lived is left out of the
 * material here, so that no writer is led to say it; what the kit's voice never says becomes a never-say word.
 */
export function composeRequest(sources: Sources): Omit<ScriptRequest, "revision"> {
  const { kit, voice, product, persona, brief, cell, turn, avoid, proven = [] } = sources;
  const bible = voiceOfBible.parse(persona.bible);
  const kind = persona.kind === "cameo" ? "cameo" : "synthetic";
  const price = showPrice(product);
  const facts = [
    ...(price ? [price] : []),
    ...brief.proofPoints,
    ...brief.mustSay,
    ...(brief.offer ? [brief.offer] : []),
  ];
  const judge = (line: string) =>
    checkClaims(line, { speaker: kind, names: [kit.name, product.title], facts: [...facts, line], evidence: proven });
  const sayable = (lines: string[]) => lines.filter((line) => judge(line).verdict === "allow");
  // What the kit says needs evidence may be said once the library has it.
  const unproven = (line: string) => !kindsOf(line).some((kind) => linkedClaim(line, kind, proven));
  return {
    brand: {
      name: kit.name,
      voice,
      never: [...new Set([...kit.claims.banned, ...kit.claims.needEvidence.filter(unproven), ...readNevers(voice)])],
      cta: cell.cta,
      claims: sayable(kit.claims.allowed),
      ...(proven.length > 0 ? { proven: proven.map(({ id, text, kinds }) => ({ id, text, kinds: [...kinds] })) } : {}),
    },
    product: {
      title: product.title,
      calledAs: shortenTitle(product.title, (line) => checkClaims(line, { speaker: kind }).sentences),
      description: product.description,
      benefits: sayable(product.benefits),
      facts: sayable(product.facts),
      price,
    },
    persona: {
      name: persona.name,
      kind,
      speechStyle: bible.speechStyle,
      talk: bible.talk,
      wordsPerSecond: spokenRate(cell.locale, persona.voice, persona.pace),
      opinions: sayable(bible.opinions),
      taboos: bible.taboos,
    },
    brief: {
      goal: brief.goal,
      audience: brief.audience,
      offer: brief.offer,
      proofPoints: sayable(brief.proofPoints),
      mustSay: brief.mustSay,
      neverSay: brief.neverSay,
      tone: brief.tone,
    },
    angle: cell.angle,
    hook: asHook(cell.hook),
    seconds: cell.lengthSeconds,
    locale: cell.locale,
    seed: brief.seed,
    turn,
    avoid,
  };
}

/** What a writer needs of a bible; how the persona looks is nothing to it. */
const voiceOfBible = bibleSchema.pick({ speechStyle: true, talk: true, opinions: true, taboos: true });

/** A title without the words in it that would be a claim ("Biodegradable pots" are "pots"); null when it claims nothing. */
function shortenTitle(title: string, judge: (line: string) => { verdict: string; words: string }[]): string | null {
  let short = title;
  for (let round = 0; round < 3; round++) {
    const wrong = judge(short).find(({ verdict }) => verdict !== "allow");
    if (!wrong) return short === title ? null : short;
    const found = wrong.words === "" ? -1 : short.toLowerCase().indexOf(wrong.words.toLowerCase());
    if (found < 0) return null;
    const rest = `${short.slice(0, found)} ${short.slice(found + wrong.words.length)}`.replace(/\s+/g, " ").trim();
    if (rest.length < 3) return null;
    short = rest.charAt(0).toUpperCase() + rest.slice(1);
  }
  return null;
}

function asHook(hook: string): HookType {
  return hookTypes.find((type) => type === hook) ?? "question";
}
