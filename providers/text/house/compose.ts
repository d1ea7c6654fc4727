import { countWords, endCardSeconds, type Scene, type ScriptRequest, wordsPerSecond } from "../contract.ts";
import { timeScenes } from "../timing.ts";
import type { Dice } from "./dice.ts";
import { type Claim, fill, type Material } from "./material.ts";
import type { HookPhrase } from "./phrases.ts";

/** A scene before it has its times. `preferred` shots are tried in order; the first that differs from its neighbour wins. */
export type Beat = Pick<Scene, "beat" | "line" | "onScreen"> & { preferred: Scene["shot"][] };

export type Wish = { priced: boolean | undefined; keepClaims: readonly string[]; wordsWanted: number };

/** How many speeches are tried before the one nearest to the wanted length is taken. */
const tries = 300;
export const fewestScenes = 4;
const mostScenes = 7;

/** How many words fit a video of a length, the end card taken off. */
export function wordsFor(seconds: number): number {
  return Math.round((seconds - endCardSeconds) * wordsPerSecond);
}

/**
 * Puts a speech together: hook, story, product, proof, offer, call to action, in the order that the hook asks for. Every
 * try rolls other phrases and another number of proofs; the try nearest to the wanted number of words is taken.
 */
export function composeBeats(
  request: ScriptRequest,
  material: Material,
  hook: HookPhrase,
  wish: Wish,
  dice: Dice,
): Beat[] {
  let best: Beat[] = [];
  let bestScore = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < tries && bestScore > (attempt < tries / 5 ? 1 : 4); attempt++) {
    // When nothing fits half way, the hook is long or much must be said: then say the rest in as few words as there are.
    const beats = roll(request, material, hook, wish, dice, attempt > tries / 2);
    const score = judge(beats, material, wish);
    if (score < bestScore) [best, bestScore] = [beats, score];
  }
  return best;
}

export function countBeatWords(beats: readonly Beat[]): number {
  return beats.reduce((sum, beat) => sum + countWords(beat.line), 0);
}

/** Gives every beat its shot, never the same twice running where there is a choice, and its times. */
export function filmBeats(beats: readonly Beat[]): Scene[] {
  let before: Scene["shot"] | undefined;
  return timeScenes(
    beats.map(({ preferred, ...beat }) => {
      const possible = preferred.filter((shot) => shot !== "text-card" || beat.onScreen !== null);
      const shot = possible.find((candidate) => candidate !== before) ?? possible[0] ?? "talking-head";
      before = shot;
      return { ...beat, shot };
    }),
  );
}

function roll(
  request: ScriptRequest,
  material: Material,
  hook: HookPhrase,
  wish: Wish,
  dice: Dice,
  lean: boolean,
): Beat[] {
  const { style, general } = material;
  const say = (phrases: readonly string[], more?: Record<string, string | undefined>) =>
    firstFilled(lean ? shortest(phrases, dice) : dice.shuffle(phrases), material, more);
  const listed = /\{count\}/i.test(hook.say);
  const claims = claimsInOrder(material, wish, dice);
  const items = listed ? itemsOf(claims, material, lean ? 2 : 2 + dice.roll(2)) : [];
  const musts = material.musts.filter((must) => !items.some((item) => item.sentence === must));
  const least = lean && musts.length > 0 ? 0 : 1;
  const told = listed ? items : claims.slice(0, least + dice.roll(4));
  const count = numbers[told.length];
  const opening = fill(hook.say, material, { count, opinion: material.opinions[0] });
  if (!opening) return [];
  const beats: Beat[] = [];
  const show = fill(hook.show, material, { count })?.slice(0, 60) ?? null;
  beats.push({ beat: "hook", line: opening, onScreen: show, preferred: ["talking-head"] });

  if (hook.truth) push(beats, "problem", fill(hook.truth, material), ["text-card", "talking-head"], true);
  const after = afterHook[request.hook];
  if (after && dice.chance(lean ? 0.2 : 0.85))
    push(beats, "problem", say(style[after]), ["text-card", "talking-head"], true);
  if (dice.chance(0.35)) {
    const moment = dice.pick(material.moments);
    push(beats, "problem", say(style.setting, { moment }), ["text-card", "talking-head"], true);
  }
  if (!hook.say.includes("{opinion}") && !listed && dice.chance(0.2)) {
    const opinion = dice.pick(material.opinions.slice(0, material.fitting));
    push(beats, "problem", say(general.opinion, { opinion }), ["talking-head"]);
  }
  if (dice.chance(0.15)) push(beats, "product", say(general.audience), ["talking-head"]);
  if (!/\{product\}/i.test(hook.say) && !(lean && dice.chance(0.4)))
    push(beats, "product", say(style.intro), ["product"]);

  const used = new Set<string>();
  for (const [index, claim] of told.entries()) {
    const line = listed ? numbered(index, told.length, claim) : proof(request, material, claim, index, dice, used);
    push(
      beats,
      request.hook === "demo" && index === 0 ? "how-to" : "proof",
      line,
      proofShots(index, claim),
      false,
      claim,
    );
  }
  const [claim, also] = claims.slice(told.length);
  if (!listed && claim && dice.chance(0.25)) {
    const line = say(style.pair, { claim: claim.sentence, also: also?.sentence });
    push(beats, "proof", line, ["talking-head", "product"]);
  }
  for (const must of musts) {
    const line = dice.chance(lean ? 0.1 : 0.4) ? say(style.must, { must }) : must;
    beats.push({
      beat: "proof",
      line: line ?? must,
      onScreen: atAGlance(must),
      preferred: ["text-card", "talking-head", "product"],
    });
  }
  if (!told.some((each) => each.source === "price")) {
    const priced = wish.priced ?? (material.words.price !== undefined && dice.chance(0.3));
    if (priced) push(beats, "offer", say(style.price), ["product", "talking-head"]);
  }
  if (material.offer) {
    const line = dice.chance(lean ? 0.8 : 0.3) ? material.offer : say(style.offer, { offer: material.offer });
    if (line)
      beats.push({ beat: "offer", line, onScreen: atAGlance(material.offer), preferred: ["text-card", "product"] });
  }
  if (dice.chance(0.3)) addAside(beats, say(style.aside));
  const closing = dice.chance(0.1)
    ? `${material.words.cta}.`
    : say(style.cta.filter((phrase) => !echoes(phrase, material)));
  push(beats, "cta", closing, ["talking-head", "product"]);
  return joinShortest(beats);
}

/** Says the two shortest neighbours between hook and ending in one scene, until there are not too many scenes. */
function joinShortest(beats: Beat[]): Beat[] {
  const joined = [...beats];
  while (joined.length > mostScenes) {
    const lengths = joined.slice(1, -2).map((beat, index) => beat.line.length + joined[index + 2]!.line.length);
    const at = 1 + lengths.indexOf(Math.min(...lengths));
    const [one, other] = [joined[at]!, joined[at + 1]!];
    joined.splice(at, 2, { ...other, line: `${one.line} ${other.line}`, onScreen: other.onScreen ?? one.onScreen });
  }
  return joined;
}

/** Which of a style's lists takes the hook further. A myth has its own truth; a demo and a list go straight to it. */
const afterHook: Partial<Record<ScriptRequest["hook"], "after-problem" | "after-question" | "after-claim">> = {
  problem: "after-problem",
  question: "after-question",
  "bold-claim": "after-claim",
};

const numbers = ["no", "one", "two", "three"];

/**
 * The wished claims first, then the leading one, then the others as they fall. One that would take a third of the speech
 * is left out while there are others.
 */
function claimsInOrder(material: Material, wish: Wish, dice: Dice): Claim[] {
  const wished = material.claims.filter((claim) => wish.keepClaims.includes(claim.sentence));
  const [lead, ...rest] = material.claims.filter((claim) => !wished.includes(claim));
  const all = [...wished, ...(lead ? [lead] : []), ...dice.shuffle(rest)];
  const brief = all.filter((claim) => wished.includes(claim) || countWords(claim.sentence) <= wish.wordsWanted / 3);
  return brief.length > 0 ? brief : all;
}

/**
 * The points of a list, two or three: claims, and what must be said, which is a point like any other. A product with a
 * single fact is helped out with its price and its shop.
 */
function itemsOf(claims: readonly Claim[], material: Material, most: number): Claim[] {
  const musts = material.musts.slice(0, 3).map((sentence): Claim => asItem("must", sentence));
  const items = [...claims.slice(0, Math.max(0, most - musts.length)), ...musts];
  const fillers: [Claim["source"], string][] = [
    ["price", "{It} {cost} {price}."],
    ["shop", "You'll find {them} at {brand}."],
  ];
  for (const [source, phrase] of fillers) {
    const sentence = fill(phrase, material);
    if (items.length < 2 && sentence) items.push(asItem(source, sentence));
  }
  return items;
}

function asItem(source: Claim["source"], sentence: string): Claim {
  return { sentence, clause: undefined, show: atAGlance(sentence), source };
}

function proof(
  request: ScriptRequest,
  material: Material,
  claim: Claim,
  index: number,
  dice: Dice,
  used: Set<string>,
): string | undefined {
  const { style } = material;
  if (dice.chance(0.15)) return claim.sentence;
  const misplaced = index === 0 ? /^\[later\] / : /^\[first\] /;
  const phrases = request.hook === "demo" && dice.chance(0.6) ? style.how : style.proof;
  for (const phrase of dice.shuffle(phrases)) {
    if (used.has(phrase) || misplaced.test(phrase)) continue;
    const line = fill(phrase.replace(/^\[\w+\] /, ""), material, { claim: claim.sentence, clause: claim.clause });
    if (!line) continue;
    used.add(phrase);
    return line;
  }
  return claim.sentence;
}

function numbered(index: number, of: number, claim: Claim): string {
  const number = ["One", "Two", "Three"][index]!;
  const last = index === of - 1 && of > 2 && claim.sentence.length % 2 === 0;
  return last ? `And ${number.toLowerCase()}. ${claim.sentence}` : `${number}. ${claim.sentence}`;
}

function proofShots(index: number, claim: Claim): Scene["shot"][] {
  if (claim.show === null) return index % 2 === 0 ? ["talking-head", "product"] : ["product", "talking-head"];
  const shots = ["text-card", "product", "talking-head"] as const;
  return shots.map((_, turn) => shots[(turn + index) % shots.length]!);
}

/** Whether a closing line has a word of the call to action that it is followed by: "details … See the details". */
function echoes(phrase: string, material: Material): boolean {
  if (!/\{cta/i.test(phrase)) return false;
  const said: string[] =
    phrase
      .replace(/\{.*?\}/g, "")
      .toLowerCase()
      .match(/\p{L}{4,}/gu) ?? [];
  return (material.words.cta?.toLowerCase().match(/\p{L}{4,}/gu) ?? []).some((word) => said.includes(word));
}

/** A sentence as text on the picture, when it can be read at a glance. */
function atAGlance(sentence: string): string | null {
  const text = sentence.replace(/\.$/, "");
  return text.length <= 60 ? text : null;
}

function push(
  beats: Beat[],
  beat: Scene["beat"],
  line: string | undefined,
  preferred: Scene["shot"][],
  showsEnd = false,
  claim?: Claim,
): void {
  if (!line) return;
  beats.push({ beat, line, onScreen: claim?.show ?? (showsEnd ? closingWords(line) : null), preferred });
}

/** The last sentence of a line, when it is short enough to be read at a glance. */
function closingWords(line: string): string | null {
  const last = line
    .split(/(?<=[.!?])\s+/)
    .at(-1)!
    .replace(/\.$/, "");
  return last.length <= 44 ? last : null;
}

function addAside(beats: Beat[], aside: string | undefined): void {
  const last = beats.at(-1);
  const sentences = last?.line.split(/[.?!](?:\s|$)/).filter(Boolean).length ?? 0;
  if (aside && last && last.beat === "proof" && sentences <= 2 && !last.line.endsWith("?")) last.line += ` ${aside}`;
}

/** The shorter half of some phrases, in any order. */
function shortest(phrases: readonly string[], dice: Dice): string[] {
  return dice.shuffle(phrases.toSorted((a, b) => a.length - b.length).slice(0, Math.ceil(phrases.length / 2)));
}

function firstFilled(phrases: readonly string[], material: Material, more?: Record<string, string | undefined>) {
  for (const phrase of phrases) {
    const line = fill(phrase, material, more);
    if (line) return line;
  }
  return undefined;
}

/**
 * Distance in words from the wished length, more so once it is past what a reviewer would accept. A wrong number of
 * scenes, a missing or repeated part and a paragraph weigh most; a product never named, a hook left hanging, a bare
 * ending and little about the product decide between what fits.
 */
function judge(beats: readonly Beat[], material: Material, wish: Wish): number {
  if (beats.length === 0) return Number.MAX_SAFE_INTEGER;
  const words = countBeatWords(beats);
  const wrongCount = Math.max(0, fewestScenes - beats.length) + Math.max(0, beats.length - mostScenes);
  const missing = (beats.at(-1)!.beat === "cta" ? 0 : 1) + beats.length - new Set(beats.map((beat) => beat.line)).size;
  const long = beats.filter((beat) => beat.line.length > 280 || countWords(beat.line) > 30).length;
  const productName = (material.words.title ?? "").toLowerCase();
  const abrupt = beats[1]?.beat === "problem" || beats.some((beat) => beat.beat === "how-to") ? 0 : 1;
  const unnamed = beats.some((beat) => beat.line.toLowerCase().includes(productName)) ? 0 : 1;
  const bare = beats.at(-1)!.line === `${material.words.cta}.` ? 1 : 0;
  const proofs = beats.filter((beat) => beat.beat === "proof" || beat.beat === "how-to").length;
  const thin = Math.max(0, Math.min(material.claims.length, Math.round(wish.wordsWanted / 28)) - proofs);
  return (
    Math.abs(words - wish.wordsWanted) +
    6 * wrongCount +
    20 * missing +
    8 * long +
    2 * abrupt +
    2 * bare +
    3 * thin +
    7 * unnamed
  );
}
