import { lookWords } from "#media/persona-look.ts";
import type { Bible } from "#studio/personas/bible.ts";

export const lookFields = Object.keys(lookWords) as (keyof typeof lookWords)[];

/** The form's fields as the verb takes them. A look that is left open is not sent; a list has one entry per line. */
export function readPersonaForm(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "");
  return {
    ...{ name: text("name"), voice: text("voice"), pace: text("pace"), seed: text("seed") },
    ...{ audience: text("audience"), voiceOver: text("voiceOver"), backstory: text("backstory") },
    speechStyle: text("speechStyle"),
    music: text("music"),
    opinions: linesOf(text("opinions")),
    taboos: linesOf(text("taboos")),
    talk: readTalk((field) => text(`talk.${field}`)),
    look: readLook((field) => form.get(`look.${field}`)),
  };
}

/** How somebody talks. What is left open follows the way of talking, and is not sent. */
function readTalk(text: (field: string) => string) {
  const levels = talkLevels.flatMap((level) => (text(level) === "" ? [] : [[level, Number(text(level))]]));
  const lists = (["turns", "avoid"] as const).flatMap((list) => {
    const lines = linesOf(text(list));
    return lines.length > 0 ? [[list, lines]] : [];
  });
  return {
    ...Object.fromEntries([...levels, ...lists]),
    ...(text("sentences") ? { sentences: text("sentences") } : {}),
  };
}

export const talkLevels = ["energy", "warmth", "humour"] as const;

/** Those words of a look that were chosen. Whether they are known is for the schema to say. */
export function readLook(get: (field: string) => unknown): Record<string, string> {
  const chosen = lookFields.map((field) => [field, get(field)] as const);
  return Object.fromEntries(chosen.filter((entry): entry is [(typeof entry)[0], string] => Boolean(entry[1])));
}

/** What the form starts with. */
export type PersonaStart = {
  name: string;
  voice: string;
  pace: number;
  seed: string;
  bible: Bible;
};

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
