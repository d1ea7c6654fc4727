import { mentions, type ScriptRequest } from "../contract.ts";
import type { VoiceName } from "./phrases.ts";

/** What a reviewer's note asks for, as far as the house writer understands notes. */
export type Wishes = {
  length: "shorter" | "longer" | null;
  newHook: boolean;
  newEnding: boolean;
  /** Name the price, leave it out, or as it comes. */
  price: boolean | null;
  style: VoiceName | null;
  /** Words that must go. */
  drop: string[];
  /** Sentences to be said as they stand. */
  say: string[];
  /** What to bring up, in the reviewer's words: matched against the product's facts. */
  bringUp: string[];
};

const styleWishes: [RegExp, VoiceName][] = [
  [
    /\b(?:serious|factual|sober|professional|neutral|matter[- ]of[- ]fact|less (?:fun|funny|silly|playful))\b/i,
    "matter-of-fact",
  ],
  [/\b(?:funn(?:y|ier)|humou?r|wit(?:ty|tier)|dr(?:y|ier)|ironic|cheek(?:y|ier))\b/i, "dry"],
  [
    /\b(?:calm(?:er)?|soft(?:er)?|warm(?:er)?|gentl(?:e|er)|friendl(?:y|ier)|kind(?:er)?|less (?:pushy|salesy|loud|aggressive|hard))\b/i,
    "warm",
  ],
  [/\b(?:energy|energetic|upbeat|lively|livelier|excit\w+|happ(?:y|ier)|more fun|fun)\b/i, "upbeat"],
  [/\b(?:direct|blunt(?:er)?|punch(?:y|ier)|no[- ]nonsense|to the point|straight(?:er)?)\b/i, "no-nonsense"],
  [/\b(?:curious|intrigu\w+|inquisitive)\b/i, "curious"],
];

/** Reads a note. Every wish that is recognised is listed; a note without any leaves them all empty. */
export function readNote(note: string): Wishes {
  const plain = note.replace(/[“”]/g, '"').replace(/[’‘]/g, "'");
  const drop = captures(
    plain,
    /\b(?:drop|remove|delete|lose|cut out|cut|leave out|take out|avoid|skip|without|no more|(?:don't|do not|never|stop) (?:say|mention|use|using|saying|mentioning))\s+(?:the (?:word|words|phrase|line|part|bit|sentence)s?\s+(?:about\s+)?)?/gi,
  ).filter(
    (phrase) => !/^(?:it|this|that|down|price|the price|length|a bit|some|hook|opening|words|text)$/i.test(phrase),
  );
  const say = quotedAfter(plain, /\b(?:say|add|include|mention|use|end with|start with|write)\s+/gi, drop);
  const price = /\bprices?\b|\bhow much (?:it|they) costs?\b/i.test(plain)
    ? !/\b(?:no|without|drop|remove|don't|do not|leave out|skip|never|not)\b[^.,;]{0,24}\bprices?\b/i.test(plain)
    : null;
  const bringUp = captures(
    plain,
    /\b(?:mention|talk about|bring up|highlight|emphasi[sz]e|focus on|include|add|say (?:that )?|more about)\s+/gi,
  )
    .filter((phrase) => !say.includes(phrase) && !drop.some((word) => mentions(phrase, word)))
    .filter((phrase) => !/^(?:the )?(?:price|hook|opening|energy|fun|humou?r)\b/i.test(phrase));
  return {
    length:
      /\b(?:short(?:er|en)?|trim|tight(?:er|en)?|too long|cut it|cut (?:it )?down|less words|fewer words|brief(?:er)?|snappier)\b/i.test(
        plain,
      )
        ? "shorter"
        : /\b(?:longer|too short|more detail|expand|flesh out)\b/i.test(plain)
          ? "longer"
          : null,
    newHook:
      /\b(?:hook|opening|opener|first line|intro|beginning|start)\b/i.test(plain) &&
      drop.length === 0 &&
      say.length === 0,
    newEnding:
      /\b(?:ending|cta|call to action|last line|closing|close)\b/i.test(plain) && drop.length === 0 && say.length === 0,
    price,
    style: /\btoo (?:dry|funny|warm|soft)\b/i.test(plain)
      ? "matter-of-fact"
      : (styleWishes.find(([pattern]) => pattern.test(plain))?.[1] ?? null),
    drop,
    say,
    bringUp,
  };
}

export function isUnderstood(wishes: Wishes): boolean {
  return (
    wishes.length !== null ||
    wishes.newHook ||
    wishes.newEnding ||
    wishes.price !== null ||
    wishes.style !== null ||
    wishes.drop.length + wishes.say.length + wishes.bringUp.length > 0
  );
}

/** The request as the note changes it: words that go, sentences that come. */
export function applyWishes(request: ScriptRequest, wishes: Wishes): ScriptRequest {
  const { brief, product } = request;
  return {
    ...request,
    product: { ...product, price: wishes.price === false ? null : product.price },
    brief: {
      ...brief,
      neverSay: [...brief.neverSay, ...wishes.drop],
      mustSay: [...brief.mustSay, ...wishes.say],
      offer: brief.offer !== null && wishes.drop.some((word) => mentions(brief.offer ?? "", word)) ? null : brief.offer,
    },
  };
}

/** What follows each verb: the quoted words, or the words up to the next stop or "and". */
function captures(text: string, verb: RegExp): string[] {
  return [...text.matchAll(verb)].flatMap((match) => {
    const rest = text.slice(match.index + match[0].length);
    const quoted = /^"([^"]{2,120})"/.exec(rest)?.[1];
    const bare = /^[^.,;!?"]{2,80}?(?=[.,;!?"]|\s(?:and|but|then|so|please|instead|at the)\b|$)/i.exec(rest)?.[0];
    const phrase = quoted ?? bare?.replace(/^(?:the|a|an|any|all|that|about|please)\s+/i, "");
    return phrase?.trim() ? [phrase.trim()] : [];
  });
}

function quotedAfter(text: string, verb: RegExp, drop: readonly string[]): string[] {
  return [...text.matchAll(verb)].flatMap((match) => {
    const quoted = /^"([^"]{2,160})"/.exec(text.slice(match.index + match[0].length))?.[1]?.trim();
    return quoted && !drop.includes(quoted) ? [quoted] : [];
  });
}
