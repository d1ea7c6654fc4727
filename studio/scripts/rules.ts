import {
  countWords,
  endCardFor,
  mentions,
  type Script,
  type ScriptRequest,
  script as scriptSchema,
} from "#providers/text/contract.ts";
import { checkClaims } from "../claims/gate.ts";
import { knownOf } from "./line-judge.ts";

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
    | "canon";
  message: string;
  scene: number | null;
  /** Other words that would pass, where there are some. */
  rewrite?: string;
};

/** How far a video may be off the length its brief asks for. */
export const lengthTolerance = 0.1;

/**
 * Everything that keeps a script from being filmed, whoever wrote it: its form, its length, words it may not or must
 * have, a price that is not the product's, a fact that no source has, and claims that this speaker may not make. Empty
 * when it may be.
 */
export function checkScript(written: unknown, request: ScriptRequest): ScriptFinding[] {
  const parsed = scriptSchema.safeParse(written);
  if (!parsed.success) return parsed.error.issues.map(sayIssue);
  const script = parsed.data;
  return [
    ...checkTimes(script, request),
    ...checkWords(script, request),
    ...checkPrice(script, request),
    ...checkSources(script, request),
    ...checkEveryClaim(script, request),
  ];
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
  const length = videoSeconds(script, request);
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

function checkWords(script: Script, { brand, brief }: ScriptRequest): ScriptFinding[] {
  const findings: ScriptFinding[] = [];
  const parts = [
    ...script.scenes.map((scene, index) => ({
      text: [scene.line, scene.onScreen].filter(Boolean).join(" · "),
      scene: index,
    })),
    { text: [script.title, script.caption, script.hashtags.join(" ")].join(" · "), scene: null },
  ];
  for (const word of [...brand.never, ...brief.neverSay]) {
    for (const part of parts.filter(({ text }) => mentions(text, word))) {
      const where = part.scene === null ? "The caption or title" : `Scene ${part.scene + 1}`;
      findings.push({
        gate: "never-say",
        message: `${where} says “${word}”, which this brand or brief never says.`,
        scene: part.scene,
      });
    }
  }
  const spoken = withoutStops(script.scenes.map((scene) => scene.line).join(" "));
  for (const must of brief.mustSay) {
    if (!mentions(spoken, withoutStops(must))) {
      findings.push({ gate: "must-say", message: `“${must}” must be said, and is not.`, scene: null });
    }
  }
  return findings;
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

function amountsIn(text: string): string[] {
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

/** Every sentence of every text goes through the claim gate; what is not allowed is told with why, and with other words. */
function checkEveryClaim(script: Script, request: ScriptRequest): ScriptFinding[] {
  const { kind: speaker, names, facts, evidence } = knownOf(request);
  const texts = [
    ...script.scenes.map((scene, index) => ({ text: scene.line, scene: index as number | null })),
    ...script.scenes.map((scene, index) => ({ text: scene.onScreen ?? "", scene: index as number | null })),
    { text: script.caption, scene: null },
    { text: script.title, scene: null },
  ];
  const told = new Set<string>();
  return texts.flatMap(({ text, scene }) =>
    checkClaims(text, { speaker, names, facts, evidence }).sentences.flatMap(
      ({ verdict, kind, sentence, why, rewrite }) => {
        if (verdict === "allow" || told.has(`${scene} ${sentence}`)) return [];
        // An amount that nobody set is told by the rule for prices.
        if (kind === "price or scarcity" && amountsIn(sentence).length > 0) return [];
        told.add(`${scene} ${sentence}`);
        const message =
          kind === "experience" && speaker === "synthetic"
            ? `“${sentence}” claims an experience that a synthetic persona cannot have had. Say what the product is or does.`
            : `“${sentence}” ${verdict === "block" ? "cannot be said" : "needs evidence"}: ${why}`;
        return [
          {
            gate: kind === "experience" && speaker === "synthetic" ? "experience" : "claim",
            message,
            scene,
            ...(rewrite ? { rewrite } : {}),
          },
        ];
      },
    ),
  );
}
