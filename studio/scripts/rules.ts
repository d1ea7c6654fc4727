import type { Db } from "#db/database.ts";
import {
  countWords,
  endCardFor,
  mentions,
  type Script,
  type ScriptRequest,
  script as scriptSchema,
} from "#providers/text/contract.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { contextOf, judgeText, judgeTexts, type SecondReading, type TextFinding } from "../claims/judge.ts";

/** One thing wrong with a script. `gate` says which rule; `scene` counts from 0 and is null for the script as a whole. */
export type ScriptFinding = {
  gate:
    | "form"
    | "length"
    | "never-say"
    | "must-say"
    | "experience"
    | "claim"
    | "price"
    | "timing"
    | "source"
    | "taboo"
    | "canon"
    | "locale";
  message: string;
  scene: number | null;
  /** Other words that would pass, where there are some. */
  rewrite?: string;
};

/** How far a video may be off the length its brief asks for. */
export const lengthTolerance = 0.1;

/**
 * Everything that keeps a script from being filmed, whoever wrote it: its form, its length, words it may not or must
 * have, a price that is not the product's, a fact that no source has, a topic that the persona leaves alone, and claims
 * that this speaker may not make. Empty when it may be.
 */
export function checkScript(written: unknown, request: ScriptRequest): ScriptFinding[] {
  const parsed = scriptSchema.safeParse(written);
  if (!parsed.success) return parsed.error.issues.map(sayIssue);
  const context = contextOf(request);
  const parts = partsOf(parsed.data);
  const judged = parts.map(({ text }) => judgeText(text, context));
  return [...checkForm(parsed.data, request), ...placeFindings(parts, judged)];
}

/**
 * `checkScript`, and a language model's reading of every text of the script in one call where one is configured. What it
 * costs goes into the ledger. `second` says whether it was asked, and why it could not answer.
 */
export async function checkScriptTwice(
  db: Db,
  model: LanguageModel | undefined,
  written: unknown,
  request: ScriptRequest,
  bill: { brandId: string; variantId: string; what: string },
): Promise<{ findings: ScriptFinding[]; second: SecondReading }> {
  const parsed = scriptSchema.safeParse(written);
  const rules = checkScript(written, request);
  // What the rules hold back goes back to its writer first: nobody pays for an opinion on that.
  if (!parsed.success || !model || rules.length > 0)
    return { findings: rules, second: { asked: model ? "nothing-to-ask" : "no-model", failed: null } };
  const parts = partsOf(parsed.data);
  const texts = parts.map(({ text }) => text);
  const { findings, second } = await judgeTexts(db, model, texts, contextOf(request), bill);
  return { findings: placeFindings(parts, findings), second };
}

type Part = { text: string; scene: number | null };

/** Every text of a script that people will hear or read: the lines, what is shown, the caption, the title, the hashtags. */
function partsOf(script: Script): Part[] {
  return [
    ...script.scenes.map((scene, index) => ({ text: scene.line, scene: index })),
    ...script.scenes.map((scene, index) => ({ text: scene.onScreen ?? "", scene: index })),
    { text: script.caption, scene: null },
    { text: script.title, scene: null },
    ...script.hashtags.map((tag) => ({ text: `#${tag}`, scene: null })),
  ].filter(({ text }) => text !== "");
}

function checkForm(script: Script, request: ScriptRequest): ScriptFinding[] {
  return [
    ...checkTimes(script, request),
    ...checkMustSay(script, request),
    ...checkPrice(script, request),
    ...checkSources(script, request),
  ];
}

/** What the judge of texts found, each with its scene, and nothing twice. */
function placeFindings(parts: readonly Part[], judged: readonly TextFinding[][]): ScriptFinding[] {
  const told = new Set<string>();
  return parts.flatMap(({ scene }, index) =>
    (judged[index] ?? []).flatMap((finding): ScriptFinding[] => {
      const { gate, sentence, words, kind, message, rewrite } = finding;
      // An amount that nobody set is told by the rule for prices.
      if (scene !== null && kind === "price or scarcity" && amountsIn(sentence).length > 0) return [];
      const key = `${scene} ${gate} ${kind === null ? words : sentence}`;
      if (told.has(key)) return [];
      told.add(key);
      const where = scene === null ? "The caption or title" : `Scene ${scene + 1}`;
      const said = gate === "never-say" ? `${where} says “${words}”, which this brand or brief never says.` : message;
      return [{ gate, message: said, scene, ...(rewrite ? { rewrite } : {}) }];
    }),
  );
}

/** How long the video of a script will be, in seconds, with its end card, spoken by the request's voice. */
export function videoSeconds(
  script: { scenes: readonly Pick<Script["scenes"][number], "line">[] },
  request: { seconds: number; persona: Pick<ScriptRequest["persona"], "wordsPerSecond"> },
): number {
  const words = script.scenes.reduce((sum, scene) => sum + countWords(scene.line), 0);
  return words / request.persona.wordsPerSecond + endCardFor(request.seconds);
}

function sayIssue(issue: { path: PropertyKey[]; message: string }): ScriptFinding {
  const scene = issue.path[0] === "scenes" && typeof issue.path[1] === "number" ? issue.path[1] : null;
  const where = scene === null ? `In its ${String(issue.path[0] ?? "form")}` : `In scene ${scene + 1}`;
  return { gate: "form", message: `${where}: ${issue.message}.`, scene };
}

function checkTimes(script: Script, request: ScriptRequest): ScriptFinding[] {
  const findings: ScriptFinding[] = [];
  const { seconds } = request;
  // Words are counted in English: what was carried over is as long as what it was carried from.
  const length = videoSeconds(script.source ?? script, request);
  if (Math.abs(length / seconds - 1) > lengthTolerance) {
    const way = length > seconds ? "too long" : "too short";
    findings.push({
      gate: "length",
      message: `The script is ${way}: read aloud it makes ${length.toFixed(0)} s of video, and the brief asks for ${seconds} s.`,
      scene: null,
    });
  }
  let before = 0;
  for (const [index, scene] of script.scenes.entries()) {
    if (scene.start < before - 0.05 || scene.end <= scene.start) {
      findings.push({
        gate: "timing",
        message: `Scene ${index + 1} starts before the one before it has ended.`,
        scene: index,
      });
    }
    before = scene.end;
  }
  return findings;
}

function checkMustSay(script: Script, { brief }: ScriptRequest): ScriptFinding[] {
  const spoken = withoutStops(script.scenes.map((scene) => scene.line).join(" "));
  return brief.mustSay
    .filter((must) => !mentions(spoken, withoutStops(must)))
    .map((must) => ({ gate: "must-say", message: `“${must}” must be said, and is not.`, scene: null }));
}

function withoutStops(text: string): string {
  return text
    .replace(/[.,!?;:…"“”]+(?=\s|$)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** A price is spoken only as the product, the offer or a proof point has it. */
function checkPrice(script: Script, { product, brief }: ScriptRequest): ScriptFinding[] {
  const known = amountsIn(
    [
      product.price,
      product.title,
      product.description,
      brief.offer,
      ...product.facts,
      ...product.benefits,
      ...brief.proofPoints,
      ...brief.mustSay,
    ].join(" "),
  );
  return script.scenes.flatMap((scene, index) =>
    amountsIn([scene.line, scene.onScreen].join(" "))
      .filter((amount) => !known.includes(amount))
      .map(
        (amount): ScriptFinding => ({
          gate: "price",
          message: `Scene ${index + 1} says “${amount}”, which is neither the product's price nor in the offer.`,
          scene: index,
        }),
      ),
  );
}

/** Prices as they stand in a text, without spaces: "€14.90". */
export function amountsIn(text: string): string[] {
  return (
    text.match(/[€$£]\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s?(?:[€£$]|(?:EUR|USD|GBP|NOK|SEK|DKK|kr)\b)/g) ?? []
  ).map((amount) => amount.replace(/\s/g, ""));
}

/** Whatever a line says it rests on must be in one of the sources, word for word. */
function checkSources(script: Script, { product, brief, brand }: ScriptRequest): ScriptFinding[] {
  const texts = [
    ...product.facts,
    ...product.benefits,
    product.description,
    ...brief.proofPoints,
    ...brief.mustSay,
    ...brand.claims,
    brief.offer,
    product.price,
  ].filter((text) => text !== null);
  const known = new Set(texts.map(plainFact));
  return script.scenes.flatMap((scene, index) =>
    (scene.facts ?? [])
      .filter(
        ({ from, text }) =>
          !known.has(plainFact(text)) &&
          !(from === "description" && plainFact(product.description).includes(plainFact(text))),
      )
      .map(
        ({ text }): ScriptFinding => ({
          gate: "source",
          message: `Scene ${index + 1} rests on “${text}”, which is neither in the product, the brief nor the kit.`,
          scene: index,
        }),
      ),
  );
}

function plainFact(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[.!]+$/, "")
    .trim()
    .toLowerCase();
}
