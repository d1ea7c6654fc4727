import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { endCardSeconds, type ScriptRequest, wordsPerSecond } from "./contract.ts";

export type Prompt = { version: number; render(request: ScriptRequest): string };

/** Reads `prompts/write-script.md`. Its version stands in its first line and goes with every script written from it. */
export function readPrompt(): Prompt {
  const file = readFileSync(new URL("prompts/write-script.md", import.meta.url), "utf8");
  const version = Number(/^<!-- version: (\d+) -->\n/.exec(file)?.[1]);
  if (!version) throw new Error("prompts/write-script.md has no version in its first line.");
  const body = file.slice(file.indexOf("\n") + 1);
  return {
    version,
    render: (request) => body.replace(/\{(\w+)\}/g, (whole, name) => wordsFor(request)[name] ?? whole),
  };
}

function wordsFor(request: ScriptRequest): Record<string, string> {
  const { brand, product, persona, brief } = request;
  return {
    persona_kind: persona.kind,
    seconds: String(request.seconds),
    words: String(Math.round((request.seconds - endCardSeconds) * wordsPerSecond)),
    hook: request.hook,
    locale: request.locale,
    cta: brand.cta,
    // A product's description comes from anywhere: it must not be able to close the tag it stands in.
    material: asYaml({ brand, product, persona, brief, angle: request.angle, variation: request.turn }),
    revision: request.revision ? `# Rewrite\n\n${rewrite}\n\n<revision>\n${asYaml(request.revision)}\n</revision>` : "",
  };
}

const rewrite =
  "A reviewer sent the version before back with a note. Do what the note asks, within the rules above, and keep what it does not touch.";

function asYaml(value: object): string {
  return stringify(value, { lineWidth: 0 })
    .replace(/<(?=\/?(?:material|revision)\b)/gi, "‹")
    .trim();
}
