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
    // YAML quotes what it must, so that a line of dashes or a heading inside a description stays inside its string.
    material: stringify(
      { brand, product, persona, brief, angle: request.angle, variation: request.turn },
      { lineWidth: 0 },
    )
      .replace(/^-{3,}$/gm, "")
      .trim(),
    revision: request.revision
      ? `# Rewrite\nA reviewer sent the version before back with a note. Do what the note asks, within the rules above, and keep what it does not touch.\n${stringify({ note: request.revision.note, previous: request.revision.previous }, { lineWidth: 0 })}`
      : "",
  };
}
