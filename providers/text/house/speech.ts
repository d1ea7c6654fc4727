import { countWords, type DrawnShot, endCardFor, type FactUse, type Scene, type ScriptRequest } from "../contract.ts";
import type { Dice } from "./dice.ts";
import type { Claim } from "./facts.ts";
import type { Hook } from "./hooks.ts";
import { fill, type Material } from "./material.ts";
import {
  type AfterName,
  type FactKind,
  factKinds,
  type HookPhrase,
  type LengthPlan,
  type PartName,
  type Phrases,
} from "./phrases.ts";
import type { Voice } from "./voice.ts";
import { asSentence, lowerFirst } from "./wording.ts";

/** One thing said, before it has a shot and a time. `preferred` shots are tried in order. */
export type Part = Pick<Scene, "beat" | "line" | "onScreen"> & {
  name: PartName | "hook";
  preferred: DrawnShot[];
  facts: FactUse[];
  /** The phrase that was filled: none is used twice. */
  phrase: string;
};

export type Wish = { priced: boolean | undefined; keepClaims: readonly string[]; wordsWanted: number };
export type Cast = { request: ScriptRequest; material: Material; voice: Voice; phrases: Phrases; plan: LengthPlan };

/** How many words fit a video of a length, the end card taken off, at the voice's own rate. */
export function wordsFor(request: Pick<ScriptRequest, "seconds" | "persona">): number {
  return Math.round((request.seconds - endCardFor(request.seconds)) * request.persona.wordsPerSecond);
}

export function planFor(seconds: number, phrases: Phrases): LengthPlan {
  return phrases.structure.lengths.toSorted(
    (a, b) => Math.abs(a.seconds - seconds) - Math.abs(b.seconds - seconds),
  )[0]!;
}

export function countPartWords(parts: readonly Pick<Part, "line">[]): number {
  return parts.reduce((sum, part) => sum + countWords(part.line), 0);
}

/** How many speeches are put together before the best is taken, and how many lines are tried in each. */
const tries = 4;
const swaps = 50;

/**
 * Puts a speech together for one opening: the parts that the hook's arc and the video's length ask for, each in words that
 * fit the voice, until the speech is as long as it should be. The best of several is taken.
 */
export function composeSpeech(cast: Cast, hook: Hook, wish: Wish, dice: Dice): { parts: Part[]; cost: number } {
  let best: { parts: Part[]; cost: number } = { parts: [], cost: Number.POSITIVE_INFINITY };
  for (let attempt = 0; attempt < tries; attempt++) {
    const slots = gatherSlots(cast, hook, wish, dice);
    const parts = fitSlots(cast, hook, slots, wish, dice);
    const cost = judge(cast, parts, wish);
    if (cost < best.cost) best = { parts, cost };
    if (best.cost <= 2 || (attempt >= 2 && best.cost <= 4)) break;
  }
  return best;
}

/** A place in the speech with every way to fill it, likely ones first. `must` ones are always there. */
type Slot = { name: PartName; must: boolean; order: number; options: Part[] };

function gatherSlots(cast: Cast, hook: Hook, wish: Wish, dice: Dice): Slot[] {
  const { request, material, voice, plan } = cast;
  const arc = cast.phrases.structure.arcs[request.hook];
  const place = (name: PartName) => Math.max(0, arc.indexOf(name)) * 100;
  const say = (phrase: string, more?: Record<string, string | undefined>) => fill(phrase, material, more);
  const slots: Slot[] = [];
  const add = (name: PartName, must: boolean, options: (Part | undefined)[], nth = 0) => {
    const ready = options.filter((option) => option !== undefined);
    if (ready.length > 0) slots.push({ name, must, order: place(name) + nth, options: ready });
  };
  const lines = (
    name: PartName,
    list: string[],
    beat: Scene["beat"],
    preferred: DrawnShot[],
    more?: Record<string, string | undefined>,
    facts: FactUse[] = [],
  ) => list.map((phrase) => partOf(name, say(phrase, more), beat, preferred, facts, null, phrase));

  if (hook.next) add("after", true, [partOf("after", hook.next, "problem", ["text-card", "talking-head"], [])]);
  else if (
    plan.after[1] > 0 &&
    hook.list === undefined &&
    isAfter(request.hook) &&
    (request.hook !== "detail" || hook.facts.length > 0)
  )
    add(
      "after",
      plan.after[0] > 0,
      lines("after", voice.after(request.hook, dice), "problem", ["talking-head", "product"]),
    );
  if (hook.uses !== "moment") {
    for (const [nth, moment] of dice.shuffle(material.kind.moments).slice(0, plan.scene[1]).entries())
      add(
        "scene",
        false,
        lines("scene", voice.lines("scene", dice), "problem", ["talking-head", "product"], { moment }),
        nth,
      );
  }
  const named = hook.say.toLowerCase().includes((material.words.title ?? "").toLowerCase());
  if (!named)
    add(
      "product",
      true,
      lines(
        "product",
        plan.seconds < 10
          ? ["{Product}.", "{this_is} {product}.", "{Product}, from {brand}."]
          : voice.lines("intro", dice),
        "product",
        ["product"],
      ),
    );

  addFacts(cast, hook, wish, dice, add);
  addTips(cast, hook, dice, add);
  if (hook.uses !== "opinion") {
    for (const [nth, opinion] of dice.shuffle(material.opinions).slice(0, plan.opinion[1]).entries())
      add(
        "opinion",
        false,
        lines("opinion", voice.lines("opinion", dice), "problem", ["talking-head", "product"], {
          opinion,
          opinion_lower: lowerFirst(opinion),
        }),
        nth,
      );
  }
  if (material.thin && plan.remark[1] > 0 && isWholeDescription(request, material))
    add("remark", false, lines("remark", voice.lines("remark", dice), "proof", ["talking-head"]));
  addDoubts(cast, hook, dice, add);
  const saidInHook = (use: FactUse) => hook.facts.some(({ text }) => text === use.text);
  for (const [nth, must] of material.musts.entries()) {
    const framed = lines(
      "musts",
      voice.lines("must", dice).slice(0, 2),
      "proof",
      ["text-card", "talking-head"],
      { must: must.sentence },
      [must.use],
    );
    const listed = hook.list === "facts";
    if (!listed)
      add(
        "musts",
        true,
        [
          partOf(
            "musts",
            must.sentence,
            "proof",
            ["text-card", "talking-head", "product"],
            [must.use],
            atAGlance(must.sentence),
          ),
          ...framed.map((part) => part && { ...part, onScreen: atAGlance(must.sentence) }),
        ],
        nth,
      );
  }
  const price = material.price;
  if (price && !saidInHook(price) && wish.priced !== false && (plan.price[1] > 0 || wish.priced))
    add(
      "price",
      wish.priced === true,
      lines("price", voice.lines("price", dice), "offer", ["product", "talking-head"], {}, [price]).map(
        (part) => part && { ...part, onScreen: price.text.length <= 20 ? price.text : null },
      ),
    );
  if (material.offer) {
    const { sentence, use } = material.offer;
    const framed = lines("offer", voice.lines("offer", dice), "offer", ["text-card", "product"], { offer: sentence }, [
      use,
    ]);
    add(
      "offer",
      true,
      [...framed, partOf("offer", sentence, "offer", ["text-card", "product"], [use])].map(
        (part) => part && { ...part, onScreen: atAGlance(sentence) },
      ),
    );
  }
  const closes =
    plan.seconds < 10
      ? ["{cta}.", "Now {cta_lower}.", "Go on, {cta_lower}."]
      : voice.lines("close", dice).filter((phrase) => !echoes(phrase, material));
  add("close", true, lines("close", closes, "cta", ["talking-head", "product"]));
  return slots.sort((a, b) => a.order - b.order);
}

/** Mid-speech, where there is time: a doubt with its answer, and a belief with what is true instead. */
function addDoubts({ material, plan, phrases, request }: Cast, hook: Hook, dice: Dice, add: Add): void {
  const both = (name: PartName, list: readonly HookPhrase[]) =>
    dice.shuffle(list).map((phrase) => {
      const [line, then] = [fill(phrase.say, material), phrase.next && fill(phrase.next, material)];
      return line && then && line !== hook.say
        ? partOf(
            name,
            `${line} ${then}`,
            "problem",
            ["talking-head"],
            /\{price\}/.test(phrase.say) && material.price ? [material.price] : [],
            null,
            phrase.say,
          )
        : undefined;
    });
  if (plan.doubt[1] > 0 && request.hook !== "objection")
    add("doubt", false, both("doubt", material.kind.objection ?? []));
  if (plan.belief[1] > 0 && request.hook !== "myth")
    add("belief", false, both("belief", [...(material.kind.myth ?? []), ...phrases.hooks.myth]));
}

type Add = (name: PartName, must: boolean, options: (Part | undefined)[], nth?: number) => void;

function addFacts(cast: Cast, hook: Hook, wish: Wish, dice: Dice, add: Add): void {
  const { material, voice, plan } = cast;
  const used = new Set(hook.facts.map(({ text }) => text));
  const claims = claimsInOrder(material, wish, dice).filter((claim) => !used.has(claim.use.text));
  if (hook.list === "checks") {
    for (const [nth, claim] of claims.slice(0, 2).entries())
      add("facts", false, [claimPart(claim, claim.sentence, nth)], 250 + nth);
    return;
  }
  if (hook.list === "facts") {
    const musts = material.musts.map(
      ({ sentence, use }): Claim => ({ sentence, clause: undefined, show: atAGlance(sentence), use }),
    );
    const items = [...claims.slice(0, Math.max(0, hook.count - musts.length)), ...musts].slice(
      0,
      Math.max(hook.count, musts.length),
    );
    for (const [nth, claim] of items.entries())
      add("facts", true, [claimPart(claim, numbered(nth, items.length, claim.sentence), nth)], nth);
    return;
  }
  const most = Math.min(plan.facts[1], claims.length);
  const frames = voice.lines("fact", dice).map((phrase) => ({ phrase, ready: phrase.replace(/^\[\w+\] /, "") }));
  const pairs = voice.lines("pair", dice);
  for (let nth = 0; nth < most; nth++) {
    const claim = claims[nth]!;
    const also = claims[nth + 1];
    const misplaced = most === 1 ? /^\[(?:first|later)\]/ : nth === 0 ? /^\[later\]/ : /^\[first\]/;
    const bare = claimPart(claim, claim.sentence, nth);
    const framed = frames
      .filter(({ phrase }) => !misplaced.test(phrase))
      .flatMap(({ phrase, ready }) => {
        const line = fill(ready, material, { claim: claim.sentence, clause: claim.clause });
        return line ? [claimPart(claim, line, nth, phrase)] : [];
      });
    const reactions = voice
      .react(kindOf(claim.sentence), dice)
      .filter((react) => material.sayable(react))
      .slice(0, 3)
      .map((react) => claimPart(claim, `${claim.sentence} ${react}`, nth, react));
    const linked = nth > 0 && claim.clause ? [claimPart(claim, asSentence(`And ${claim.clause}`), nth, "And")] : [];
    // People mostly just say it: the bare fact comes up about as often as all else together.
    const said = dice.roll(4);
    const options =
      said < 2
        ? [bare, ...linked, ...reactions, ...framed.slice(0, 4)]
        : said === 2
          ? [...reactions, bare, ...linked, ...framed.slice(0, 4)]
          : [...framed.slice(0, 4), ...linked, bare, ...reactions];
    if (also && nth + 1 === most && plan.seconds >= 20 && dice.chance(0.3)) {
      const line = fill(pairs[0]!, material, { claim: claim.sentence, also: also.sentence });
      if (line && line.length < 200)
        options.push({ ...claimPart(claim, line, nth, pairs[0]), facts: [claim.use, also.use] });
    }
    add("facts", nth < plan.facts[0], options, nth);
  }
}

const signs: Record<FactKind, RegExp> = {
  senses:
    /\b(?:tastes?|smells?|scent(?:ed)?|apricot|honey|hazelnut|chocolate|lavender|citrus|juniper|vanilla|lather|fresh)\b/i,
  absence: /\b(?:no|nothing|without|none|never)\b/i,
  time: /\b(?:days?|weeks?|months?|years?|minutes?|hours?|dates?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b/i,
  origin:
    /\b(?:made|roasted|grown|woven|fired|cut|built|sewn|dried|blown) (?:in|on|by)\b|\b(?:farm|island|highlands)\b|\bfrom \p{Lu}/u,
  care: /\b(?:dishwasher|wash(?:es|able)?|rinses?|clean(?:s|ing)?|refills?|replaced?|closes|zip|spare|repair|comes apart)\b/i,
  amount: /\d|\b(?:grams?|litres?|millilitres?|percent|cups?|seater)\b/i,
  material:
    /\b(?:steel|glass|stoneware|wood(?:en)?|leather|ceramic|clay|copper|cotton|linen|paper|cardboard|metal|enamel(?:led)?|cork|oil|salt|knitted|wool|beans)\b/i,
  use: /\b(?:for|fits?|takes|holds|works|survives|enough|forgives)\b/i,
};

/** What a fact is about, by its words; undefined when no word says so. */
function kindOf(sentence: string): FactKind | undefined {
  return factKinds.find((kind) => signs[kind].test(sentence));
}

function addTips(cast: Cast, hook: Hook, dice: Dice, add: Add): void {
  const { material, voice, plan, request } = cast;
  const tips = dice.shuffle(material.kind.tips).filter(({ say }) => material.sayable(say));
  const tipPart = (say: string | undefined, show: string, phrase = "") =>
    partOf("tips", say, "how-to", ["text-card", "talking-head"], [], show.length <= 48 ? show : null, phrase);
  if (hook.list === "checks") {
    const count = hook.count;
    const right =
      hook.choose && tips.filter(({ choose }) => choose).length >= count ? tips.filter(({ choose }) => choose) : tips;
    const short = right
      .toSorted((a, b) => a.say.length - b.say.length)
      .slice(0, plan.seconds >= 30 ? right.length : count + 1);
    for (const [nth, tip] of dice.shuffle(short).slice(0, count).entries())
      add(
        "tips",
        true,
        [
          tipPart(numbered(nth, count, tip.say), tip.show),
          isToDo(tip.show) ? tipPart(numbered(nth, count, asSentence(tip.show)), tip.show) : undefined,
        ],
        nth - 2000,
      );
    return;
  }
  const howTo = request.hook === "how-to";
  const frames = voice.lines("tip", dice);
  const fitting = hook.choose ? tips.toSorted((a, b) => Number(b.choose) - Number(a.choose)) : tips;
  const most = Math.max(plan.tips[1], howTo && plan.seconds >= 15 ? 1 : 0);
  const spare = fitting.slice(most).filter((tip) => !hook.choose || tip.choose);
  for (const [nth, tip] of fitting.slice(0, most).entries()) {
    const framed = frames
      .filter((phrase) => !(nth === 0 ? /^\[later\]/ : /^\[first\]/).test(phrase))
      .map((phrase) => tipPart(fill(phrase.replace(/^\[\w+\] /, ""), material, { tip: tip.say }), tip.show, phrase));
    const bare = tipPart(tip.say, tip.show);
    const others =
      nth === 0
        ? [
            ...spare.map((other) => tipPart(other.say, other.show)),
            isToDo(tip.show) ? tipPart(asSentence(tip.show), tip.show) : undefined,
          ]
        : [];
    const crowded = plan.seconds <= 20 && (material.musts.length > 0 || material.offer !== null);
    const first = howTo && nth === 0 && !crowded;
    add(
      "tips",
      first,
      first ? [bare, ...others] : dice.chance(0.5) ? [bare, ...framed, ...others] : [...framed, bare],
      nth,
    );
  }
}

/** Whether the short form of a tip is something to do, and so can be said by itself. */
function isToDo(show: string): boolean {
  return /^(?:measure|look|read|rinse|trim|turn|check|repeat|grind|weigh|wash|warm|clean|find|give|start|put|sit|ask|raise|air|rub|smell|write|sleep|count|let|set|use|try|touch|water|don't|do)\b.*\s/i.test(
    show,
  );
}

/**
 * Chooses which parts are there and which line each takes: the needed ones first, others while there is room, then lines
 * are swapped as long as that brings the speech nearer to its length and makes it sound better.
 */
function fitSlots(cast: Cast, hook: Hook, slots: Slot[], wish: Wish, dice: Dice): Part[] {
  const opening: Part = {
    name: "hook",
    beat: "hook",
    line: hook.say,
    onScreen: hook.show,
    preferred: ["talking-head"],
    facts: hook.facts,
    phrase: "",
  };
  const chosen = new Map<Slot, number>();
  for (const slot of slots) if (slot.must) chosen.set(slot, 0);
  const title = (cast.material.words.title ?? "").toLowerCase();
  const wordsIn = (part: Part) => gistOf(part, title).words;
  let left =
    wish.wordsWanted - wordsIn(opening) - [...chosen].reduce((sum, [slot, at]) => sum + wordsIn(slot.options[at]!), 0);
  const optional = slots
    .filter((slot) => !slot.must)
    .map((slot) => ({ slot, key: dice.share() ** (1 / likelihood(slot.name, cast)) }));
  for (const { slot } of optional.sort((a, b) => b.key - a.key)) {
    if (left < 3) break;
    const at = slot.options.findIndex((option) => wordsIn(option) <= left + 2);
    if (at < 0) continue;
    chosen.set(slot, at);
    left -= wordsIn(slot.options[at]!);
  }
  const speech = () => [
    opening,
    ...slots.flatMap((slot) => (chosen.has(slot) ? [slot.options[chosen.get(slot)!]!] : [])),
  ];
  let cost = judge(cast, speech(), wish);
  for (let swap = 0; swap < swaps && cost > 1.5; swap++) {
    const slot = slots[dice.roll(slots.length)]!;
    const before = chosen.get(slot);
    if (before !== undefined && !slot.must && dice.chance(0.25)) chosen.delete(slot);
    else chosen.set(slot, dice.roll(slot.options.length));
    const now = judge(cast, speech(), wish);
    if (now < cost) cost = now;
    else if (before === undefined) chosen.delete(slot);
    else chosen.set(slot, before);
  }
  const parts = speech();
  addAside(cast, parts, wish, dice);
  return parts;
}

function likelihood(name: PartName, { material, request }: Cast): number {
  const base: Partial<Record<PartName, number>> = {
    after: 3,
    facts: 3,
    scene: 1,
    opinion: 0.8,
    tips: material.thin ? 2 : 0.7,
    remark: 1.4,
    price: 1,
    doubt: material.thin ? 1.5 : 0.8,
    belief: material.thin ? 1.2 : 0.5,
  };
  return (base[name] ?? 1) * (request.hook === "how-to" && name === "tips" ? 2 : 1);
}

/** A favourite turn or a small aside behind one fact, where the voice has the humour for it and the length the room. */
function addAside(cast: Cast, parts: Part[], wish: Wish, dice: Dice): void {
  const { voice, material, plan } = cast;
  if (plan.seconds < 15 || !dice.chance(0.12 + voice.humour * 0.05)) return;
  const line = fill(
    voice.turns.length > 0 && dice.chance(0.6) ? dice.pick(voice.turns)! : voice.lines("aside", dice)[0]!,
    material,
  );
  const target = parts
    .filter((part) => part.name === "facts" && !/[?]$/.test(part.line) && part.line.split(/[.?!](?:\s|$)/).length <= 2)
    .at(-1);
  if (!line || !target) return;
  const before = target.line;
  const cost = judge(cast, parts, wish);
  target.line = `${before} ${asSentence(line)}`;
  if (judge(cast, parts, wish) > cost + 1.5) target.line = before;
}

/**
 * What is wrong with a speech, as a number: words off its length first; a product never or too often named, a phrase used
 * twice, lines that begin alike, a row of questions, a rhythm that is not the voice's, little about the product.
 */
function judge(cast: Cast, parts: readonly Part[], wish: Wish): number {
  const { material, voice, plan } = cast;
  const title = (material.words.title ?? "").toLowerCase();
  const phrases = new Set<string>();
  const heard = new Set<string>();
  let [words, named, repeated, ands, questions, sentences, twice, echoes, facts, long, reacted] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  ];
  let before = "";
  for (const part of parts) {
    const gist = gistOf(part, title);
    words += gist.words;
    named += gist.named;
    questions += gist.questions;
    sentences += gist.starts.length;
    if (part.line.length > 285) long++;
    if (part.name === "facts") facts++;
    if (part.name === "facts" && gist.starts.length > 1) reacted++;
    for (const start of gist.starts) {
      if (start === before) repeated++;
      if (start === "and" || start === "also") ands++;
      before = start;
    }
    if (part.phrase !== "" && phrases.has(part.phrase)) twice++;
    phrases.add(part.phrase);
    for (const word of gist.rare) if (heard.has(word)) echoes++;
    for (const word of gist.rare) heard.add(word);
  }
  const off = Math.abs(words - wish.wordsWanted);
  const enough = Math.min(plan.facts[0], material.claims.length);
  return (
    (off > wish.wordsWanted * 0.04 ? off * 1.5 : off * 0.4) +
    (named === 0 && title.length <= 40 ? 12 : 0) +
    3 * Math.max(0, named - 2) +
    1.2 * repeated +
    6 * twice +
    1.5 * Math.max(0, ands - 2) +
    1.5 * Math.max(0, questions - 3) +
    2 * Math.max(0, reacted - Math.max(2, facts / 2)) +
    0.35 * Math.abs(words / Math.max(1, sentences) - voice.sentenceWords) +
    1.2 * echoes +
    4 * Math.max(0, enough - facts) +
    30 * long
  );
}

type Gist = { words: number; starts: string[]; questions: number; named: number; rare: string[] };
/** Lines are looked at many times while they are tried; what is found in one is kept with it. */
const gists = new WeakMap<Part, { line: string; gist: Gist }>();

function gistOf(part: Part, title: string): Gist {
  const known = gists.get(part);
  if (known?.line === part.line) return known.gist;
  const text = part.line.toLowerCase();
  const sentences = text.split(/(?<=[.?!…])\s+/);
  const uncommon =
    part.facts.length > 0 ? [] : [...new Set(text.match(/[\p{L}']{4,}/gu) ?? [])].filter((word) => !everyday.has(word));
  const gist = {
    words: countWords(part.line),
    starts: sentences.map((sentence) => sentence.match(/[\p{L}']+/u)?.[0] ?? ""),
    questions: sentences.filter((sentence) => sentence.endsWith("?")).length,
    named: title === "" ? 0 : text.split(title).length - 1,
    rare: uncommon,
  };
  gists.set(part, { line: part.line, gist });
  return gist;
}

const everyday = new Set(
  "that this with from your what have they them there then than when will just like here about into some more look made does isn't don't it's you're that's there's".split(
    " ",
  ),
);

function claimsInOrder(material: Material, wish: Wish, dice: Dice): Claim[] {
  const wished = material.claims.filter((claim) => wish.keepClaims.includes(claim.sentence));
  const [lead, ...rest] = material.claims.filter((claim) => !wished.includes(claim));
  const all = [...wished, ...(lead ? [lead] : []), ...dice.shuffle(rest)];
  const brief = all.filter((claim) => wished.includes(claim) || countWords(claim.sentence) <= wish.wordsWanted / 3);
  return brief.length > 0 ? brief : all.slice(0, 1);
}

/** Whether everything the shop says in its description is among the facts, so that a remark about its length is true. */
function isWholeDescription({ product }: ScriptRequest, material: Material): boolean {
  const words = countWords(product.description);
  return (
    words > 0 &&
    words <= 12 &&
    material.claims.some(({ use }) => product.description.includes(use.text.replace(/[.]$/, "")))
  );
}

function isAfter(hook: string): hook is AfterName {
  return [
    "question",
    "problem",
    "bold-claim",
    "scene",
    "either-or",
    "detail",
    "not-for-you",
    "straight-up",
    "call-out",
    "how-to",
  ].includes(hook);
}

function partOf(
  name: PartName,
  line: string | undefined,
  beat: Scene["beat"],
  preferred: DrawnShot[],
  facts: FactUse[],
  onScreen: string | null = null,
  phrase = "",
): Part | undefined {
  if (!line) return undefined;
  const show = onScreen ?? (preferred[0] === "text-card" ? closingWords(line) : null);
  return { name, line, beat, preferred, facts, onScreen: show, phrase };
}

function claimPart(claim: Claim, line: string, index: number, phrase = ""): Part {
  const shots: DrawnShot[] =
    claim.show === null
      ? index % 2 === 0
        ? ["product", "talking-head"]
        : ["talking-head", "product"]
      : index % 3 === 0
        ? ["product", "text-card", "talking-head"]
        : index % 3 === 1
          ? ["text-card", "product", "talking-head"]
          : ["talking-head", "product", "text-card"];
  return { name: "facts", beat: "proof", line, onScreen: claim.show, preferred: shots, facts: [claim.use], phrase };
}

function numbered(index: number, of: number, sentence: string): string {
  const number = ["One", "Two", "Three", "Four", "Five"][index]!;
  return index === of - 1 && of > 2 ? `And ${number.toLowerCase()}. ${sentence}` : `${number}. ${sentence}`;
}

/** Whether a closing line has a word of the call to action that it is followed by: "details … See the details". */
function echoes(phrase: string, material: Material): boolean {
  const said = phrase
    .replace(/\{.*?\}/g, "")
    .toLowerCase()
    .match(/\p{L}{4,}/gu) as string[] | null;
  return (material.words.cta?.toLowerCase().match(/\p{L}{4,}/gu) ?? []).some((word) => said?.includes(word));
}

function atAGlance(sentence: string): string | null {
  const text = sentence.replace(/\.$/, "");
  return text.length <= 60 ? text : null;
}

/** The last sentence of a line, when it is short enough to be read at a glance. */
function closingWords(line: string): string | null {
  const last = line
    .split(/(?<=[.!?])\s+/)
    .at(-1)!
    .replace(/\.$/, "");
  return last.length <= 44 ? last : null;
}
