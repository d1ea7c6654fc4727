import { z } from "zod";
import { countWords, type FactUse, type Scene, type Script, script as scriptSchema } from "#providers/text/contract.ts";
import { timeScenes } from "#providers/text/timing.ts";

/** What a person may change in a script by hand. Which scenes there are, and what each shows, stays. */
export const scriptEdit = z.object({
  scenes: z
    .array(
      z.object({
        line: z.string().trim().min(1, "A line cannot be empty").max(300, "A spoken line has at most 300 characters"),
        onScreen: z
          .string()
          .trim()
          .max(60, "On-screen text has at most 60 characters")
          .nullable()
          .transform((text) => text || null),
      }),
    )
    .min(2)
    .max(12),
  caption: z.string().trim().min(1, "The post needs a caption").max(600, "A caption has at most 600 characters"),
  hashtags: z
    .array(z.string().transform((tag) => tag.replace(/[^\p{L}\p{N}_]/gu, "")))
    .transform((tags) => [...new Set(tags.filter(Boolean))].slice(0, 8)),
});
export type ScriptEdit = z.input<typeof scriptEdit>;

/**
 * A script with somebody's changes in it: timed anew at the voice's rate. A line that was changed keeps the facts that its
 * words still say. Throws a zod error with a sentence for each field.
 */
export function editScript(before: Script, edit: ScriptEdit, wordsPerSecond: number): Script {
  const { scenes, caption, hashtags } = scriptEdit.parse(edit);
  const kept = before.scenes.map((scene, index): Scene => {
    const { line, onScreen } = scenes[index] ?? scene;
    const shown = scene.shot === "text-card" ? (onScreen ?? scene.onScreen) : onScreen;
    const facts = line === scene.line ? scene.facts : scene.facts?.filter((fact) => isSaid(fact, line));
    return { ...scene, line, onScreen: shown, ...(facts ? { facts } : {}) };
  });
  return scriptSchema.parse({ ...before, caption, hashtags, scenes: timeScenes(kept, wordsPerSecond) });
}

/** Puts one scene in another's place and times the script anew. */
export function replaceScene(before: Script, at: number, scene: Scene, wordsPerSecond: number): Script {
  const scenes = before.scenes.map((each, index) => (index === at ? { ...each, ...scene } : each));
  return scriptSchema.parse({ ...before, scenes: timeScenes(scenes, wordsPerSecond) });
}

/** Whether a line still says a fact: half of the fact's own words, and every number of it. */
function isSaid({ text }: FactUse, line: string): boolean {
  const words = (value: string) => value.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const said = new Set(words(line));
  const own = words(text);
  const heard = own.filter((word) => said.has(word)).length;
  const numbers = text.match(/\d+/g) ?? [];
  return countWords(line) > 0 && heard * 2 >= own.length && numbers.every((number) => line.includes(number));
}
