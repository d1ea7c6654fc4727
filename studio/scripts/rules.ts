import {
  countWords,
  endCardSeconds,
  mentions,
  type Script,
  type ScriptRequest,
  script as scriptSchema,
  wordsPerSecond,
} from "#providers/text/contract.ts";
import { findExperienceClaims } from "../claims/experience.ts";

/** One thing wrong with a script. `gate` says which rule; `scene` counts from 0 and is null for the script as a whole. */
export type ScriptFinding = {
  gate: "form" | "length" | "never-say" | "must-say" | "experience" | "price" | "timing";
  message: string;
  scene: number | null;
};

/** How far a video may be off the length its brief asks for. */
export const lengthTolerance = 0.15;

/**
 * Everything that keeps a script from being filmed, whoever wrote it: its form, its length, words it may not or must
 * have, a price that is not the product's, and experience claimed by a persona that has none. Empty when it may be.
 */
export function checkScript(written: unknown, request: ScriptRequest): ScriptFinding[] {
  const parsed = scriptSchema.safeParse(written);
  if (!parsed.success) return parsed.error.issues.map(sayIssue);
  const script = parsed.data;
  return [
    ...checkTimes(script, request.seconds),
    ...checkWords(script, request),
    ...checkPrice(script, request),
    ...(request.persona.kind === "synthetic" ? checkExperience(script) : []),
  ];
}

/** How long the video of a script will be, in seconds, with its end card. */
export function videoSeconds(script: Pick<Script, "scenes">): number {
  const words = script.scenes.reduce((sum, scene) => sum + countWords(scene.line), 0);
  return words / wordsPerSecond + endCardSeconds;
}

function sayIssue(issue: { path: PropertyKey[]; message: string }): ScriptFinding {
  const scene = issue.path[0] === "scenes" && typeof issue.path[1] === "number" ? issue.path[1] : null;
  const where = scene === null ? `In its ${String(issue.path[0] ?? "form")}` : `In scene ${scene + 1}`;
  return { gate: "form", message: `${where}: ${issue.message}.`, scene };
}

function checkTimes(script: Script, seconds: number): ScriptFinding[] {
  const findings: ScriptFinding[] = [];
  const length = videoSeconds(script);
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

function checkExperience(script: Script): ScriptFinding[] {
  const texts = [
    ...script.scenes.map((scene, index) => ({ text: scene.line, scene: index as number | null })),
    ...script.scenes.map((scene, index) => ({ text: scene.onScreen ?? "", scene: index as number | null })),
    { text: script.caption, scene: null },
    { text: script.title, scene: null },
  ];
  return texts.flatMap(({ text, scene }) =>
    findExperienceClaims(text).map(
      (claim): ScriptFinding => ({
        gate: "experience",
        message: `“${claim.sentence}” claims an experience that a synthetic persona cannot have had. Say what the product is or does.`,
        scene,
      }),
    ),
  );
}
