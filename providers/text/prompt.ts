import { readFileSync } from "node:fs";
import { stringify } from "yaml";

/** The words of a question, in a file that a person can edit. `id` has the name and the version, such as "write-script@3". */
export type Prompt = {
  id: string;
  /** Puts words into both parts. What comes from outside goes in as `material(…)`. */
  render(words: Record<string, string>): { instructions: string; input: string };
};

/**
 * Reads `prompts/<name>.md`. Its version stands in its first line and goes with everything made from it. A line
 * `<!-- input -->` parts what is the same for many questions, and comes first so that a vendor can keep it, from what
 * differs.
 */
export function readPrompt(name: string): Prompt {
  const file = readFileSync(new URL(`prompts/${name}.md`, import.meta.url), "utf8");
  const version = Number(/^<!-- version: (\d+) -->\n/.exec(file)?.[1]);
  const [instructions, input] = file.slice(file.indexOf("\n") + 1).split("\n<!-- input -->\n");
  if (!version || instructions === undefined || input === undefined) {
    throw new Error(`prompts/${name}.md needs a version in its first line, and a line <!-- input -->.`);
  }
  const fill = (text: string, words: Record<string, string>) =>
    text.replace(/\{(\w+)\}/g, (_, key: string) => {
      const word = words[key];
      if (word === undefined) throw new Error(`prompts/${name}.md asks for {${key}}, which nobody gives it.`);
      return word;
    });
  return {
    id: `${name}@${version}`,
    render: (words) => ({ instructions: fill(instructions, words).trim(), input: fill(input, words).trim() }),
  };
}

/** Something from outside as YAML that cannot close the tag it stands in. */
export function material(value: object): string {
  return fence(stringify(value, { lineWidth: 0 }).trim());
}

/** A text from outside that cannot close the tag it stands in. */
export function fence(text: string): string {
  return text.replace(/<(?=\s*\/?\s*(?:material|revision|script|document|dossier)\b)/gi, "‹");
}
