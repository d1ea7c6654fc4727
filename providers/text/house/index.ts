import { ProviderError } from "../../errors.ts";
import { mentions, type Script, type ScriptRequest, type TextProvider } from "../contract.ts";
import { type Beat, composeBeats, countBeatWords, fewestScenes, filmBeats, type Wish, wordsFor } from "./compose.ts";
import { createDice, type Dice } from "./dice.ts";
import { fill, gatherMaterial, type Material } from "./material.ts";
import { type HookPhrase, type Phrases, readPhrases, type StyleName } from "./phrases.ts";
import { applyWishes, isUnderstood, readNote, type Wishes } from "./revision.ts";
import { spokenTitle, upperFirst } from "./wording.ts";

/**
 * The offline writer: it fills phrases that a copywriter wrote (the YAML files beside this) with the product's facts, in
 * the persona's style. It knows no more than the request and its phrases, costs nothing, and writes the same script for
 * the same request. English only.
 */
export function createHouseWriter(phrases: Phrases = readPhrases()): TextProvider {
  return {
    id: "house",
    write: async (request) => ({ script: writeScript(request, phrases), writer: "house", model: null, costMicros: 0 }),
  };
}

function writeScript(asked: ScriptRequest, phrases: Phrases): Script {
  if (!/^en\b/i.test(asked.locale)) {
    throw new ProviderError(
      "reject",
      `The house writer writes English only, not “${asked.locale}”. Choose English, or connect a language model.`,
    );
  }
  const wishes = asked.revision ? readNote(asked.revision.note) : null;
  const request = wishes ? applyWishes(asked, wishes) : asked;
  refuseImpossible(request, wishes);
  const previous = asked.revision?.previous ?? null;
  const branch = asked.revision
    ? `${asked.revision.note} ${previous?.scenes.map((scene) => scene.line).join(" ")}`
    : "";
  const dice = createDice(request.seed, request.persona.name, request.hook, request.angle, request.turn, branch);
  const material = gatherMaterial(request, phrases, wishes?.style ?? styleOf(request, phrases), dice);
  const wish = {
    priced: wishes?.price ?? undefined,
    keepClaims: claimsFor(wishes, material),
    wordsWanted: Math.round(wordsFor(request.seconds) * lengthFactor(wishes)),
  };
  const beats = composeFitting(request, material, hooksInTurn(request, material, previous), wish, dice);
  return asScript(request, material, wishes && previous ? keepWhatWasNotAsked(beats, previous, wishes) : beats);
}

/** The script as it was, but for the part that the note named; or the new one, when the note named none. */
function keepWhatWasNotAsked(beats: Beat[], previous: Script, wishes: Wishes): Beat[] {
  const only = (part: Partial<Wishes>) => {
    const { newHook, newEnding, drop, ...rest } = { ...wishes, ...part };
    return !newHook && !newEnding && drop.length === 0 && !isUnderstood({ ...rest, newHook, newEnding, drop });
  };
  const before = previous.scenes.map(
    (scene): Beat => ({ beat: scene.beat, line: scene.line, onScreen: scene.onScreen, preferred: [scene.shot] }),
  );
  if (wishes.newHook && only({ newHook: false })) return [beats[0]!, ...before.slice(1)];
  if (wishes.newEnding && only({ newEnding: false })) return [...before.slice(0, -1), beats.at(-1)!];
  return beats;
}

/** The first hook whose speech fits; a long one may leave no room for what must be said. */
function composeFitting(
  request: ScriptRequest,
  material: Material,
  hooks: HookPhrase[],
  wish: Wish,
  dice: Dice,
): Beat[] {
  let nearest: Beat[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const hook of hooks) {
    const beats = composeBeats(request, material, hook, wish, dice);
    const off = Math.abs(countBeatWords(beats) - wish.wordsWanted) + 6 * Math.max(0, fewestScenes - beats.length);
    if (off < least) [nearest, least] = [beats, off];
    if (off <= wish.wordsWanted * 0.1) break;
  }
  if (nearest.length < 2 || nearest.at(-1)!.beat !== "cta") {
    throw new ProviderError(
      "reject",
      "Too few lines are left once the never-say words are taken out. Take some of them back.",
    );
  }
  return nearest;
}

/**
 * The hooks from this turn's on. Hooks lie in an order of the brief's own, so that the brief's scripts with the same hook
 * type each take the next one; past the last, an opening word of the style makes the difference. The hook of the script
 * that is being rewritten is left out. Last come the shortest, for when none of those leaves room for what must be said.
 */
function hooksInTurn(request: ScriptRequest, material: Material, previous: Script | null): HookPhrase[] {
  const spoken = (hook: HookPhrase) => fill(hook.say, material, { count: "three", opinion: material.opinions[0] });
  const { shuffle } = createDice(request.seed, request.product.title, request.hook);
  const order = [...shuffle(material.hooks.own), ...shuffle(material.hooks.general)].filter(spoken);
  if (order.length === 0) {
    throw new ProviderError(
      "reject",
      "No opening line is left once the never-say words are taken out. Take some of them back.",
    );
  }
  const round = Math.floor(request.turn / order.length);
  const opener = round === 0 ? "" : `${material.style.openers[(round - 1) % material.style.openers.length]} `;
  const from = request.turn + (previous ? 1 + previous.scenes.length : 0);
  const inTurn = order.map((_, step) => order[(from + step) % order.length]!);
  const shortest = order.toSorted((a, b) => a.say.length - b.say.length).slice(0, 3);
  return [...inTurn.slice(0, 4).map((hook) => ({ ...hook, say: `${opener}${hook.say}` })), ...shortest].filter(
    (hook) => order.length === 1 || spoken(hook) !== previous?.scenes[0]?.line,
  );
}

function styleOf(request: ScriptRequest, phrases: Phrases): StyleName {
  const style = request.persona.speechStyle;
  return style in phrases.styles ? (style as StyleName) : "matter-of-fact";
}

function lengthFactor(wishes: Wishes | null): number {
  // As far as the length asked of the brief allows: a video may be up to 15 % off it.
  return wishes?.length === "shorter" ? 0.88 : wishes?.length === "longer" ? 1.1 : 1;
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

function asScript(request: ScriptRequest, material: Material, beats: Beat[]): Script {
  const scenes = filmBeats(beats);
  const { brand, product } = request;
  const said = scenes.map((scene) => scene.line);
  const claim = material.claims.find((candidate) => said.some((line) => line.includes(candidate.sentence)));
  const caption = [said[0]!, claim?.sentence, material.offer]
    .filter((part) => part && material.sayable(part))
    .join(" ");
  return {
    title: upperFirst(scenes[0]!.onScreen ?? product.title).slice(0, 100),
    scenes,
    cta: brand.cta.slice(0, 40),
    caption: caption.slice(0, 600),
    hashtags: hashtags([brand.name, ...material.tags, spokenTitle(product.title)], material),
  };
}

function hashtags(names: string[], material: Material): string[] {
  const tags = names
    .filter((name) => material.sayable(name))
    .map((name) => name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase())
    .filter((tag) => tag.length > 1 && tag.length <= 30);
  return [...new Set(tags)].slice(0, 6);
}
