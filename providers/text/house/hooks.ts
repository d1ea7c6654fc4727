import { countWords, type FactUse, type ScriptRequest } from "../contract.ts";
import { similarityOf, trigramsOf } from "../similarity.ts";
import { createDice } from "./dice.ts";
import type { Claim } from "./facts.ts";
import { fill, type Material } from "./material.ts";
import type { HookPhrase, Phrases } from "./phrases.ts";
import { asSentence, lowerFirst, upperFirst } from "./wording.ts";

/** An opening, ready to be said. `list` is what a listicle counts: facts of the product, or checks that are tips. */
export type Hook = {
  say: string;
  show: string;
  next: string | undefined;
  list: "facts" | "checks" | undefined;
  count: number;
  facts: FactUse[];
  /** Whether the persona's own opinion is in it, or a moment of the viewer's day. */
  uses: "opinion" | "moment" | undefined;
  opinion: string | undefined;
  moment: string | undefined;
  /** Whether it promises help with choosing. */
  choose: boolean;
};

/** Two openings of one brief are less alike than this (pg_trgm); a new one keeps a little more distance. */
export const mostAlike = 0.6;
const distance = 0.5;
/** While so many are left, nothing is put in front of them. */
const enough = 5;
const numbers = ["no", "one", "two", "three", "four", "five"];

/**
 * The openings of a type for this product, in an order of the brief's own, so that the brief's scripts with the same hook
 * type each take the next one. None is like another. Once all are used, they come again behind a moment of the viewer's
 * day, and then behind one of the voice's opening words.
 */
export function listHooks(
  request: ScriptRequest,
  material: Material,
  phrases: Phrases,
  openers: readonly string[],
  fits: (hook: Hook) => boolean = () => true,
): Hook[] {
  const { shuffle } = createDice(request.seed, request.product.title, request.hook);
  const general = phrases.hooks[request.hook].flatMap((phrase) => expand(phrase, material, request.seconds));
  const checks =
    request.hook === "listicle"
      ? phrases.hooks.checks.flatMap((phrase) => expandChecks(phrase, material, request.seconds))
      : [];
  const own = (material.kind[request.hook] ?? []).flatMap((phrase) => expand(phrase, material, request.seconds));
  const personal = shuffle(general.filter((hook) => hook.uses === "opinion"));
  const shared = [...shuffle(own), ...shuffle([...general.filter((hook) => hook.uses !== "opinion"), ...checks])];
  const first = keepApart(takeTurns(shared, personal).filter(fits));
  const free = keepApart(
    first,
    request.avoid.map((say) => ({ say })),
    mostAlike,
  );
  if (request.turn < first.length && free.length >= enough) return first;
  const again = keepApart(
    material.kind.moments.flatMap((moment) =>
      first.filter(({ uses }) => uses !== "moment").flatMap((hook) => behind(hook, moment, material)),
    ),
    first,
  ).filter(fits);
  const last = openers.flatMap((opener) => first.map((hook) => ({ ...hook, say: `${opener} ${hook.say}` })));
  const rest = takeTurns(shared, personal).filter((hook) => fits(hook) && !first.includes(hook));
  return [...first, ...again, ...last, ...rest];
}

/** A shared line, then one that is the persona's own, and so on: two personas never meet in one place. */
function takeTurns(shared: Hook[], personal: Hook[]): Hook[] {
  const hooks: Hook[] = [];
  const most = Math.min(personal.length, shared.length);
  for (let index = 0; index < shared.length; index++) {
    hooks.push(shared[index]!);
    if (index < most) hooks.push(personal[index]!);
  }
  return [...hooks, ...personal.slice(most)];
}

/** Those that are not like one before, nor like what is in use. */
export function keepApart(hooks: readonly Hook[], taken: readonly { say: string }[] = [], most = distance): Hook[] {
  const pieces = taken.map(({ say }) => trigramsOf(say));
  return hooks.filter((hook) => {
    const own = trigramsOf(hook.say);
    if (pieces.some((other) => similarityOf(own, other) >= most)) return false;
    pieces.push(own);
    return true;
  });
}

function expand(phrase: HookPhrase, material: Material, seconds: number): Hook[] {
  const { say } = phrase;
  if (say.includes("{opinion}"))
    return material.opinions
      .slice(0, 4)
      .flatMap((opinion) => hookOf(phrase, material, { opinion }, { uses: "opinion", opinion }));
  if (/\{moment(?:_lower)?\}/.test(say)) {
    return material.kind.moments.flatMap((moment) =>
      hookOf(
        phrase,
        material,
        { moment, moment_lower: lowerFirst(moment) },
        { uses: "moment", moment, show: glanceAt(moment) },
      ),
    );
  }
  if (say.includes("{who}")) return material.kind.who.flatMap((who) => hookOf(phrase, material, { who }));
  if (say.includes("{cannot}")) return material.kind.cannot.flatMap((cannot) => hookOf(phrase, material, { cannot }));
  if (/\{(?:claim|clause)\}/i.test(say)) {
    // In an order that is not this script's own, so that every turn of the brief finds the same list.
    return material.claims
      .toSorted((a, b) => a.use.text.localeCompare(b.use.text, "en"))
      .filter((claim) => countWords(claim.sentence) <= 14)
      .flatMap((claim) => hookOf(phrase, material, wordsOf(claim), { facts: [claim.use], show: claim.show }));
  }
  if (/\{count\}/i.test(say)) {
    const count = Math.min(listLength(seconds), material.claims.length + material.musts.length);
    return count >= 2 ? hookOf(phrase, material, { count: numbers[count] }, { list: "facts", count }) : [];
  }
  const facts = /\{price\}/.test(say) && material.price ? [material.price] : [];
  return hookOf(phrase, material, {}, { facts });
}

/** How many points a list has: as many as can be said without hurrying. */
function listLength(seconds: number): number {
  return seconds < 18 ? 2 : seconds < 40 ? 3 : 4;
}

function expandChecks(phrase: HookPhrase, material: Material, seconds: number): Hook[] {
  const count = Math.min(3, listLength(seconds), material.kind.tips.length);
  return hookOf(phrase, material, { count: numbers[count] }, { list: "checks", count });
}

function wordsOf(claim: Claim): Record<string, string | undefined> {
  return { claim: claim.sentence, clause: claim.clause };
}

function hookOf(
  phrase: HookPhrase,
  material: Material,
  more: Record<string, string | undefined>,
  { show: wanted, ...rest }: Partial<Omit<Hook, "show">> & { show?: string | null | undefined } = {},
): Hook[] {
  const say = fill(phrase.say, material, more);
  const show = (wanted && material.sayable(wanted) ? wanted : fill(phrase.show, material, more))?.slice(0, 60);
  const next = phrase.next === undefined ? undefined : fill(phrase.next, material, more);
  if (!say || !show || (phrase.next !== undefined && !next)) return [];
  const whole = asSentence(say);
  return [
    {
      choose: phrase.choose,
      list: undefined,
      count: 0,
      facts: [],
      uses: undefined,
      opinion: undefined,
      moment: undefined,
      ...rest,
      say: whole,
      show: upperFirst(show),
      next,
    },
  ];
}

function behind(hook: Hook, moment: string, material: Material): Hook[] {
  const say = `${asSentence(moment)} ${hook.say}`;
  return material.sayable(say) ? [{ ...hook, say, uses: "moment", moment }] : [];
}

/** The beginning of a moment, short enough to be read at a glance. */
function glanceAt(moment: string): string {
  const [first = moment, second] = moment.replace(/\.$/, "").split(/,\s+/);
  const both = second === undefined ? first : `${first}, ${second}`;
  return both.length <= 32 ? both : first.slice(0, 48);
}
