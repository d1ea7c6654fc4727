import { ProviderError } from "../../errors.ts";
import {
  countWords,
  drawnShots,
  endCardFor,
  mentions,
  type Scene,
  type Script,
  type ScriptRequest,
  type TextProvider,
  wordsPerSecond,
} from "../contract.ts";
import { similarityOf, trigramsOf } from "../similarity.ts";
import { timeScenes } from "../timing.ts";
import { cutTo } from "./cut-to.ts";
import { createDice, type Dice } from "./dice.ts";
import { sentencesIn } from "./facts.ts";
import { filmParts } from "./film.ts";
import { type Hook, keepApart, listHooks, mostAlike } from "./hooks.ts";
import { gatherMaterial, type Material } from "./material.ts";
import { type Phrases, readPhrases } from "./phrases.ts";
import { applyWishes, isUnderstood, readNote, type Wishes } from "./revision.ts";
import { type Cast, composeSpeech, countPartWords, type Part, planFor, type Wish, wordsFor } from "./speech.ts";
import { findVoice } from "./voice.ts";
import { spokenTitle, upperFirst } from "./wording.ts";

/**
 * The offline writer: it puts a copywriter's phrases (the YAML files beside this) and the product's facts together into a
 * speech, in the persona's voice. It knows no more than the request and its phrases, costs nothing, and writes the same
 * script for the same request. English only. `mayBeSaid` judges finished lines: one that may not is written differently.
 */
export function createHouseWriter(
  phrases: Phrases = readPhrases(),
  mayBeSaid: (line: string, request: ScriptRequest) => boolean = () => true,
): TextProvider {
  return {
    id: "house",
    languages: ["en"],
    write: async (request) => ({
      script: writeSaid(request, phrases, mayBeSaid),
      writer: "house",
      model: null,
      prompt: `phrases@${phrases.version}`,
      costMicros: 0,
    }),
    suggestHooks: async (request, count) => suggestHooks(request, count, phrases),
    suggestLines: async (request, script, scene, count) => suggestLines(request, script, scene, count, phrases),
  };
}

/** How often a script is written anew without the lines that may not be said. */
const mostRounds = 8;

function writeSaid(
  request: ScriptRequest,
  phrases: Phrases,
  mayBeSaid: (line: string, request: ScriptRequest) => boolean,
): Script {
  const banned = new Set<string>();
  for (let round = 0; ; round++) {
    const script = writeScript(request, phrases, banned);
    const texts = script.scenes.flatMap(({ line, onScreen }) => [
      ...sentencesIn(line),
      ...(onScreen ? [onScreen] : []),
    ]);
    const wrong = texts.filter((text) => !mayBeSaid(text, request));
    if (wrong.length === 0 || round === mostRounds) return script;
    for (const text of wrong) banned.add(text);
  }
}

function writeScript(asked: ScriptRequest, phrases: Phrases, banned: ReadonlySet<string> = new Set()): Script {
  refuseOtherLanguages(asked.locale);
  const wishes = asked.revision ? readNote(asked.revision.note) : null;
  const request = wishes ? applyWishes(asked, wishes) : asked;
  refuseImpossible(request, wishes);
  const previous = asked.revision?.previous ?? null;
  const branch = asked.revision
    ? `${asked.revision.note} ${previous?.scenes.map((scene) => scene.line).join(" ")}`
    : "";
  const dice = createDice(
    request.seed,
    request.persona.name,
    request.hook,
    request.angle,
    request.turn,
    request.seconds,
    branch,
  );
  const cast = castFor(request, phrases, wishes, dice, banned);
  const wish = {
    priced: wishes?.price ?? undefined,
    keepClaims: claimsFor(wishes, cast.material),
    wordsWanted: Math.round(wordsFor(request) * lengthFactor(wishes)),
  };
  const parts = composeFitting(cast, hooksInTurn(cast, previous), wish, dice);
  return asScript(cast, wishes && previous ? keepWhatWasNotAsked(parts, previous, wishes) : parts, dice);
}

function castFor(
  request: ScriptRequest,
  phrases: Phrases,
  wishes: Wishes | null,
  dice: Dice,
  banned: ReadonlySet<string> = new Set(),
): Cast {
  return {
    request,
    phrases,
    material: gatherMaterial(request, phrases, dice, banned),
    voice: findVoice(request, phrases, wishes?.style ?? null),
    plan: planFor(request.seconds, phrases),
  };
}

/** `count` other openings for a script, none like another or like one that `avoid` names. */
function suggestHooks(request: ScriptRequest, count: number, phrases: Phrases) {
  refuseOtherLanguages(request.locale);
  const cast = castFor(request, phrases, null, createDice(request.seed, "hooks"));
  const hooks = listHooks(request, cast.material, phrases, cast.voice.openers).filter(
    (hook) => hook.list === undefined,
  );
  const fresh = keepApart(
    hooks,
    request.avoid.map((say) => ({ say })),
    mostAlike,
  );
  const most = cast.plan.hook * request.persona.wordsPerSecond;
  const short = fresh.toSorted((a, b) => Number(countWords(a.say) > most) - Number(countWords(b.say) > most));
  return short.slice(0, count).map(({ say, show }) => ({ line: say, onScreen: show }));
}

/** Other ways to say a scene: the same part of other speeches with the same opening, nearest to its length first. */
function suggestLines(request: ScriptRequest, script: Script, at: number, count: number, phrases: Phrases): Scene[] {
  refuseOtherLanguages(request.locale);
  const scene = script.scenes[at];
  if (!scene) return [];
  const rate = request.persona.wordsPerSecond;
  if (scene.beat === "hook") {
    const hooks = suggestHooks({ ...request, avoid: [...request.avoid, scene.line] }, count, phrases);
    return hooks.map(({ line, onScreen }) => timeScenes([{ ...scene, line, onScreen, facts: [] }], rate)[0]!);
  }
  const told = new Set(
    script.scenes
      .filter((other) => other !== scene)
      .flatMap((other) => other.facts ?? [])
      .map(({ text }) => text),
  );
  const found = new Map<string, Part>();
  for (let round = 0; round < 12; round++) {
    const dice = createDice(request.seed, "line", at, scene.line, round);
    const cast = castFor(request, phrases, null, dice);
    const [hook] = hooksInTurn(cast, null);
    if (!hook) break;
    const wish = { priced: undefined, keepClaims: [], wordsWanted: wordsFor(request) };
    for (const part of composeSpeech(cast, hook, wish, dice).parts) {
      const repeats = part.facts.some(({ text }) => told.has(text));
      const known = script.scenes.some((other) => other.line.includes(part.line) || part.line.includes(other.line));
      if (part.beat === scene.beat && !repeats && !known) found.set(part.line, part);
    }
  }
  const wanted = countWords(scene.line);
  const far = (part: Part) => Math.abs(countWords(part.line) - wanted);
  return [...found.values()]
    .sort((a, b) => far(a) - far(b))
    .slice(0, count)
    .map(
      ({ line, onScreen, facts }) =>
        timeScenes(
          [{ ...scene, line, onScreen: scene.shot === "text-card" ? (onScreen ?? scene.onScreen) : onScreen, facts }],
          rate,
        )[0]!,
    );
}

/** The script as it was, but for the part that the note named; or the new one, when the note named none. */
function keepWhatWasNotAsked(parts: Part[], previous: Script, wishes: Wishes): Part[] {
  const only = (part: Partial<Wishes>) => {
    const { newHook, newEnding, drop, ...rest } = { ...wishes, ...part };
    return !newHook && !newEnding && drop.length === 0 && !isUnderstood({ ...rest, newHook, newEnding, drop });
  };
  const before = previous.scenes.map(
    (scene): Part => ({
      name: "facts",
      beat: scene.beat,
      line: scene.line,
      onScreen: scene.onScreen,
      // What a line cuts to is chosen anew, and comes out the same for the same line.
      preferred: [drawnShots.find((shot) => shot === scene.shot) ?? "product"],
      facts: scene.facts ?? [],
      phrase: "",
    }),
  );
  if (wishes.newHook && only({ newHook: false })) return [parts[0]!, ...before.slice(1)];
  if (wishes.newEnding && only({ newEnding: false })) return [...before.slice(0, -1), parts.at(-1)!];
  return parts;
}

/** The first hook whose speech fits; a long one may leave no room for what must be said. */
function composeFitting(cast: Cast, hooks: Hook[], wish: Wish, dice: Dice): Part[] {
  let nearest: Part[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const hook of hooks) {
    const { parts, cost } = composeSpeech(cast, hook, wish, dice);
    if (cost < least) [nearest, least] = [parts, cost];
    const near = Math.abs(countPartWords(parts) - wish.wordsWanted) <= Math.max(1, wish.wordsWanted * 0.07);
    if (near && cost < 25) break;
  }
  const off = Math.abs(countPartWords(nearest) - wish.wordsWanted);
  if (nearest.length < 2 || nearest.at(-1)!.beat !== "cta") {
    throw new ProviderError(
      "reject",
      "Too few lines are left once the never-say words are taken out. Take some of them back.",
    );
  }
  if (off > cast.request.seconds * 0.1 * cast.request.persona.wordsPerSecond) {
    throw new ProviderError(
      "reject",
      countPartWords(nearest) > wish.wordsWanted
        ? `What must be said does not fit into ${cast.request.seconds} seconds. Shorten it, or make the video longer.`
        : `There is too little to say about ${cast.request.product.title} for ${cast.request.seconds} seconds. Add facts to the product, or make the video shorter.`,
    );
  }
  return nearest;
}

/**
 * The hooks from this turn's on that a video of this length has room for, those that are in use left out, and the hook of
 * the script that is being rewritten. Last come the shortest, for when much must be said. A bumper says what others write
 * on screen. Room is reckoned at the usual rate, so that every persona finds the same hook at the same turn.
 */
function hooksInTurn(cast: Cast, previous: Script | null): Hook[] {
  const { request, material, phrases, voice, plan } = cast;
  const longest = plan.hook * wordsPerSecond;
  const most = (request.seconds - endCardFor(request.seconds)) * wordsPerSecond * 0.55;
  const fits = (hook: Hook) =>
    countWords(hook.say) <= longest && countWords(hook.say) + countWords(hook.next ?? "") <= most;
  const order =
    plan.seconds < 10
      ? bumpers(listHooks(request, material, phrases, voice.openers), longest)
      : listHooks(request, material, phrases, voice.openers, fits);
  if (order.length === 0) {
    throw new ProviderError(
      "reject",
      "No opening line is left once the never-say words are taken out. Take some of them back.",
    );
  }
  const from = request.turn + (previous ? 1 + previous.scenes.length : 0);
  const taken = [...request.avoid, ...(previous?.scenes[0] ? [previous.scenes[0].line] : [])].map(trigramsOf);
  const likeness = (hook: Hook) => {
    const own = trigramsOf(hook.say);
    return Math.max(0, ...taken.map((other) => similarityOf(own, other)));
  };
  const inTurn = order
    .map((_, step) => order[(from + step) % order.length]!)
    .map((hook) => ({ hook, like: likeness(hook) }));
  const free = inTurn.filter(({ like }) => like < mostAlike).map(({ hook }) => hook);
  const shortest = free.toSorted((a, b) => `${a.say}${a.next ?? ""}`.length - `${b.say}${b.next ?? ""}`.length);
  // Where much must be said, even those leave no room; then an opening is as short as a bumper's.
  const brief =
    plan.seconds < 10
      ? []
      : bumpers(order, 5)
          .filter((hook) => likeness(hook) < mostAlike)
          .slice(0, 2);
  if (plan.seconds < 10 && free.length === 0) {
    // A bumper's openings are few; once all are out, it starts with the product.
    const plain = bumpers(
      listHooks({ ...request, hook: "demo", avoid: [] }, material, phrases, voice.openers),
      longest,
    );
    free.push(...plain.filter((hook) => likeness(hook) < mostAlike));
  }
  const chosen = [...free.slice(0, plan.seconds < 10 ? 8 : 4), ...shortest.slice(0, 3), ...brief];
  return chosen.length > 0
    ? chosen
    : inTurn
        .toSorted((a, b) => a.like - b.like)
        .slice(0, 1)
        .map(({ hook }) => hook);
}

function bumpers(hooks: Hook[], longest: number): Hook[] {
  const short = hooks.flatMap((hook) => {
    if (hook.moment)
      return hook.moment
        .replace(/\.$/, "")
        .split(/,\s+(?:and\s+)?/)
        .map((say) => ({ ...hook, say: `${upperFirst(say)}.`, show: upperFirst(say).slice(0, 60) }));
    if (countWords(hook.say) <= longest) return [{ ...hook, next: undefined }];
    const say = /[?.!…]$/.test(hook.show) ? hook.show : `${hook.show}.`;
    return [{ ...hook, say, next: undefined, list: undefined }];
  });
  return keepApart(
    short.filter((hook) => countWords(hook.say) <= longest && countWords(hook.say) > 1 && hook.list === undefined),
  );
}

function lengthFactor(wishes: Wishes | null): number {
  // As far as the length asked of the brief allows: a video may be up to 10 % off it.
  return wishes?.length === "shorter" ? 0.92 : wishes?.length === "longer" ? 1.07 : 1;
}

/** The claims a note asks to bring up: those that share most of its words. */
function claimsFor(wishes: Wishes | null, material: Material): string[] {
  const wordsOf = (text: string) =>
    (text.toLowerCase().match(/\p{L}{4,}|\p{N}+/gu) ?? []).map((word) => word.slice(0, 6));
  return (wishes?.bringUp ?? []).flatMap((phrase) => {
    const wanted = wordsOf(phrase);
    const scored = material.claims
      .map((claim) => ({ claim, shared: wordsOf(claim.sentence).filter((word) => wanted.includes(word)).length }))
      .filter(({ shared }) => shared > 0)
      .sort((a, b) => b.shared - a.shared);
    return scored[0] ? [scored[0].claim.sentence] : [];
  });
}

function refuseOtherLanguages(locale: string): void {
  if (/^en\b/i.test(locale)) return;
  const name = /^[a-z]{2,3}(?:[-_]|$)/i.test(locale)
    ? new Intl.DisplayNames("en", { type: "language", fallback: "code" }).of(locale.replace("_", "-"))
    : locale;
  throw new ProviderError(
    "reject",
    `The house writer writes English only, not ${name}. Choose English, or connect a language model for other languages.`,
  );
}

function refuseImpossible(request: ScriptRequest, wishes: Wishes | null): void {
  const never = [...request.brand.never, ...request.brief.neverSay];
  for (const must of request.brief.mustSay) {
    const word = never.find((forbidden) => mentions(must, forbidden));
    if (word)
      throw new ProviderError("reject", `“${must}” must be said, but “${word}” never may. Change one of the two.`);
  }
  if (wishes?.price && request.product.price === null) {
    throw new ProviderError(
      "reject",
      "The note asks for the price, but the product has none. Give the product a price and send it back again.",
    );
  }
}

function asScript(cast: Cast, parts: Part[], dice: Dice): Script {
  const { request, material } = cast;
  const filmed = filmParts(parts, request, cast.plan, cast.phrases, dice);
  const scenes = cutTo(filmed, request.cutaways ?? []);
  const { brand, product } = request;
  const said = scenes.map((scene) => scene.line);
  const claim = material.claims.find((candidate) =>
    scenes.some((scene) => scene.facts?.some(({ text }) => text === candidate.use.text)),
  );
  const sentences = [
    said[0]!,
    said[0]!.includes(claim?.sentence ?? "\n") ? undefined : claim?.sentence,
    material.offer?.sentence,
  ];
  return {
    title: upperFirst(scenes[0]!.onScreen ?? product.calledAs ?? product.title).slice(0, 100),
    scenes,
    cta: brand.cta.slice(0, 40),
    caption: sentences
      .filter((part) => part && material.sayable(part))
      .join(" ")
      .slice(0, 600),
    hashtags: hashtags([brand.name, ...material.tags, spokenTitle(product.calledAs ?? product.title)], material),
  };
}

function hashtags(names: string[], material: Material): string[] {
  const tags = names
    .filter((name) => material.sayable(name))
    .map((name) => name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase())
    .filter((tag) => tag.length > 1 && tag.length <= 30);
  return [...new Set(tags)].slice(0, 6);
}
