import nspell from "nspell";
import type { Inspection } from "../../inspect.ts";
import type { Storyboard } from "../../storyboard.ts";
import { createSpeller } from "../speller.ts";

/** Words of a storyboard's lines and texts that are spelt wrong, each once for a scene. Only English is known. */
export async function checkSpelling(
  { shots }: Pick<Storyboard, "shots">,
  locale: string,
  lexicon: readonly string[],
  open: Dictionaries = openDictionaries,
): Promise<Inspection["misspelt"]> {
  const dictionaries = await open(locale);
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

/** The dictionaries of a language, such as en or en-GB; undefined when there is none. */
export type Dictionaries = (locale: string) => Promise<NSpell[] | undefined>;
type NSpell = ReturnType<typeof nspell>;
type Source = () => Promise<NSpell>;

const american: Source = async () => nspell((await import("dictionary-en")).default as Dictionary);
const british: Source = async () => nspell((await import("dictionary-en-gb")).default as Dictionary);

/** Reads them anew each time: SCOWL's, through Hunspell's files. */
export const openDictionaries: Dictionaries = choose(american, british);

/** Reads each once and keeps it, some 30 MB: for a process that spells one video after the other. */
export function keepDictionaries(): Dictionaries {
  return choose(once(american), once(british));
}

/** A text without a country may be in either. */
function choose(us: Source, gb: Source): Dictionaries {
  return async (locale) => {
    const [language, country] = locale.toLowerCase().split(/[-_]/);
    if (language !== "en") return undefined;
    if (country === "us") return [await us()];
    if (country === "gb") return [await gb()];
    return [await us(), await gb()];
  };
}

function once(source: Source): Source {
  let kept: Promise<NSpell> | undefined;
  return () => {
    kept ??= source();
    return kept;
  };
}

type Dictionary = Parameters<typeof nspell>[0];
