import { countWords, mentions, wordsPerSecond } from "#providers/text/contract.ts";
import { findExperienceClaims } from "../claims/experience.ts";

type Judged = {
  mustSay: string[];
  neverSay: string[];
  offer: string | null;
  offerStarts: string | null;
  offerEnds: string | null;
  proofPoints: string[];
  angles: string[];
  lengths: number[];
  publishFrom: string | null;
  publishUntil: string | null;
};

/** At most this share of the speech may be fixed by must-say lines: a hook and a call to action still have to fit. */
const mustSayShare = 0.5;

/** What a brief asks for and forbids at once, or asks for and no synthetic persona may say; a sentence for each field. */
export function* contradictions(brief: Judged): Generator<[field: string, sentence: string]> {
  const wanted: [string, string][] = [
    ...brief.mustSay.map((line): [string, string] => ["mustSay", line]),
    ...brief.proofPoints.map((line): [string, string] => ["proofPoints", line]),
    ...brief.angles.map((line): [string, string] => ["angles", line]),
    ...(brief.offer ? [["offer", brief.offer] as [string, string]] : []),
  ];
  for (const [field, line] of wanted) {
    const never = brief.neverSay.find((word) => mentions(line, word));
    if (never) yield [field, `“${line}” contains “${never}”, which this brief never says. Change one of the two.`];
    if (field !== "angles" && findExperienceClaims(line).length > 0) {
      yield [field, `“${line}” claims an experience. A synthetic persona has none: say what the product is or does.`];
    }
  }
  yield* tooLong(brief);
  yield* crossedDays(brief);
}

function* tooLong({ mustSay, lengths }: Judged): Generator<[string, string]> {
  const spoken = mustSay.reduce((sum, line) => sum + countWords(line), 0) / wordsPerSecond;
  const shortest = Math.min(...lengths);
  if (spoken <= shortest * mustSayShare) return;
  const instead = lengths.length > 1 ? "leave the shortest length out" : "make the videos longer";
  yield ["mustSay", `The must-say lines take ${Math.ceil(spoken)} of ${shortest} seconds. Shorten them or ${instead}.`];
}

function* crossedDays({
  offer,
  offerStarts,
  offerEnds,
  publishFrom,
  publishUntil,
}: Judged): Generator<[string, string]> {
  if (!offer && (offerStarts || offerEnds)) yield ["offer", "Say what the offer is, or leave its days empty."];
  if (offerStarts && offerEnds && offerEnds < offerStarts) {
    yield ["offerEnds", `The offer ends on ${offerEnds}, before it starts on ${offerStarts}. Change one of the two.`];
  }
  if (publishFrom && publishUntil && publishUntil < publishFrom) {
    yield ["publishUntil", `The last day of going out, ${publishUntil}, is before the first, ${publishFrom}.`];
  }
  if (offer && offerEnds && publishFrom && offerEnds < publishFrom) {
    yield ["offerEnds", `The offer ends on ${offerEnds}, before the first video goes out on ${publishFrom}.`];
  }
}
