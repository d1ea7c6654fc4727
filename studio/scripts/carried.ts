import { mentions, type Scene, type Script, type ScriptRequest } from "#providers/text/contract.ts";
import { nameLanguage } from "#providers/text/languages.ts";
import { kindsOf } from "../claims/evidence.ts";
import { amountsIn, checkScript, type ScriptFinding } from "./rules.ts";

/** How much longer than its English a carried line may be, in letters, before it cannot be said in the same time. */
const mostLonger = 1.6;
/** What the rules find in the English account of a carried script that counts: the rest is judged on the script itself. */
const judgedInEnglish: readonly string[] = ["experience", "claim", "never-say"];
const numberWords = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

/**
 * Everything that a script in another language says otherwise than the English one it was carried over from: figures,
 * prices and names that are not the same, kinds of claims that came in or went, whatever the claim gate finds in the
 * English account of it, words that are never said, lines that take much longer. Empty when the claims are equal.
 */
export function checkCarried(carried: Script, request: ScriptRequest): ScriptFinding[] {
  const { source } = carried;
  const language = nameLanguage(request.locale);
  const finding = (message: string, scene: number | null = null): ScriptFinding => ({ gate: "locale", message, scene });
  if (!source) return [finding(`Nobody knows which English script this ${language} was carried over from.`)];
  if (source.scenes.length !== carried.scenes.length) {
    return [finding(`The ${language} has ${carried.scenes.length} scenes, its English ${source.scenes.length}.`)];
  }
  return [
    ...carried.scenes.flatMap((scene, index) =>
      [...compareScenes(source.scenes[index]!, scene, request)].map((message) => finding(message, index)),
    ),
    ...compareFigures(source.caption, carried.caption).map((message) => finding(`In the caption, ${message}`)),
    ...compareKinds(carried, source).map((message) => finding(message)),
    ...[...checkWords(carried, request)].map((message) => finding(message)),
    ...checkScript(tellInEnglish(carried), { ...request, locale: "en" })
      .filter(({ gate }) => judgedInEnglish.includes(gate))
      .map(({ message, ...rest }) => ({ ...rest, message: `In ${language} it says: ${message}` })),
  ];
}

/** The carried script as the English account of it has it, for everything that reads English only. */
export function tellInEnglish(carried: Script): Script {
  const { source: _, inEnglish, ...rest } = carried;
  return {
    ...rest,
    ...(inEnglish ? { caption: inEnglish.caption || rest.caption, title: inEnglish.title || rest.title } : {}),
    scenes: carried.scenes.map(({ inEnglish: line, onScreenInEnglish, ...scene }) => ({
      ...scene,
      line: line?.slice(0, 300) || scene.line,
      onScreen: scene.onScreen === null ? null : (onScreenInEnglish ?? scene.onScreen).slice(0, 60),
    })),
  };
}

const textOf = ({ line, onScreen }: Pick<Scene, "line" | "onScreen">) => [line, onScreen].filter(Boolean).join(" ");

function* compareScenes(source: Scene, carried: Scene, request: ScriptRequest): Generator<string> {
  const [said, now] = [textOf(source), textOf(carried)];
  for (const message of compareFigures(said, now)) yield `“${carried.line}” ${message}`;
  const kept = now.replace(/\s/g, "");
  for (const amount of amountsIn(said)) {
    if (!kept.includes(amount)) yield `“${carried.line}” does not have the price ${amount} as it is.`;
  }
  const { brand, persona, product } = request;
  for (const name of [brand.name, persona.name, product.calledAs ?? product.title]) {
    if (mentions(said, name) && !mentions(now, name))
      yield `“${carried.line}” does not say “${name}”, as its English does.`;
  }
  if (carried.line.length > 40 && carried.line.length > source.line.length * mostLonger) {
    yield `“${carried.line}” takes much longer to say than “${source.line}”.`;
  }
}

function compareFigures(source: string, carried: string): string[] {
  const [before, after] = [figuresIn(source), figuresIn(carried)];
  const spelled = numberWords.flatMap((word, value) => (mentions(source, word) ? [String(value)] : []));
  const lost = before.find((figure) => !after.includes(figure));
  const added = after.find((figure) => !before.includes(figure) && !spelled.includes(figure));
  return [
    ...(lost === undefined ? [] : [`does not have the figure ${lost} of its English.`]),
    ...(added === undefined ? [] : [`has the figure ${added}, which its English has not.`]),
  ];
}

/** Figures in any script's digits, with or without separators: "1.000", "1 000" and "١٠٠٠" are "1000", "14,90" is "14.9". */
export function figuresIn(text: string): string[] {
  const latin = text
    .replace(/\p{Nd}/gu, (digit) => digitOf(digit))
    .replace(/[٫]/g, ",")
    .replace(/[٬]/g, ".");
  return (latin.match(/\d+(?:[.,\u00a0\u202f'’ ]\d{3})*(?:[.,]\d{1,2}(?!\d))?/g) ?? []).map((figure) => {
    const [, whole = "", cents = ""] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(figure) ?? [];
    return String(Number(`${whole.replace(/\D/g, "")}.${cents || "0"}`));
  });
}

/** The decimal digits of a script stand in a row, from zero on. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 48;
  let zero = code;
  while (zero > code - 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

/** Kinds of claims that the gate reads in the English account and not in the source, or the other way round. */
function compareKinds(carried: Script, source: NonNullable<Script["source"]>): string[] {
  const kinds = (script: Pick<Script, "scenes" | "caption">) =>
    new Set(kindsOf([...script.scenes.map(textOf), script.caption].join("\n")));
  const [before, after] = [kinds(source), kinds(tellInEnglish(carried))];
  const added = [...after].filter((kind) => !before.has(kind));
  const lost = [...before].filter((kind) => !after.has(kind));
  return [
    ...added.map((kind) => `It makes a claim that its English does not make: ${kind}.`),
    ...lost.map((kind) => `It leaves a claim out that its English makes: ${kind}.`),
  ];
}

function* checkWords(carried: Script, { brand, brief }: ScriptRequest): Generator<string> {
  const said = [...carried.scenes.map(textOf), carried.title, carried.caption, carried.hashtags.join(" ")].join(" · ");
  for (const word of [...brand.never, ...brief.neverSay]) {
    if (mentions(said, word)) yield `It says “${word}”, which this brand or brief never says.`;
  }
  const stripped = said.replace(/[.,!?;:…]/g, "");
  for (const line of brief.mustSay) {
    if (!mentions(stripped, line.replace(/[.,!?;:…]/g, ""))) yield `“${line}” must be said as it is, and is not.`;
  }
}
