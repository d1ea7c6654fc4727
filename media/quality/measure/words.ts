import nspell from "nspell";
import type { Inspection } from "../../inspect.ts";
import type { Storyboard } from "../../storyboard.ts";
import { createSpeller } from "../speller.ts";

/** Words of a storyboard's lines and texts that are spelt wrong, each once for a scene. Only English is known. */
export async function checkSpelling(
  { shots }: Pick<Storyboard, "shots">,
  locale: string,
  lexicon: readonly string[],
): Promise<Inspection["misspelt"]> {
  const dictionaries = await openDictionaries(locale);
  if (!dictionaries) return [];
  const speller = createSpeller(dictionaries, lexicon);
  return shots.flatMap((shot, scene) => {
    const texts = [shot.speech?.text, shot.onScreen, shot.type === "text-card" ? shot.text : null];
    const told = new Set<string>();
    return speller.check(texts.filter(Boolean).join("\n")).flatMap(({ word, better }) => {
      if (told.has(word)) return [];
      told.add(word);
      return [{ scene, word, better }];
    });
  });
}

/** American and British dictionaries (SCOWL, through Hunspell's files): a text without a country may be in either. */
async function openDictionaries(locale: string) {
  const [language, country] = locale.toLowerCase().split(/[-_]/);
  if (language !== "en") return undefined;
  const american = async () => nspell((await import("dictionary-en")).default as Dictionary);
  const british = async () => nspell((await import("dictionary-en-gb")).default as Dictionary);
  if (country === "us") return [await american()];
  if (country === "gb") return [await british()];
  return [await american(), await british()];
}

type Dictionary = Parameters<typeof nspell>[0];
