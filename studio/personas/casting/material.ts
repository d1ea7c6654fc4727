import { lookWords } from "#media/persona-look.ts";
import { findTabooTopic } from "../taboo.ts";
import characters from "./characters.json" with { type: "json" };
import names from "./names.json" with { type: "json" };
import opinions from "./opinions.json" with { type: "json" };
import speech from "./speech.json" with { type: "json" };

export type NameList = { feminine: string[]; masculine: string[]; either: string[]; family: string[] };

/** What rosters are cast from, in files that a writer may edit: names by origin, characters, ways to speak, opinions. */
export const material = { ...characters, ...speech, names: names as Record<string, NameList> };

/** Hair that is dealt to anybody. Headscarf and turban are for a person to choose; nobody is made bald by lot. */
export const hair = lookWords.hair.filter((word) => !["bald", "headscarf", "turban"].includes(word));
/** Colours that grow. */
export const hairColours = lookWords.hairColour.filter((word) => !["pink", "platinum"].includes(word));
/** Half high, half low; the robotic one is for a person to choose. */
export const dealtVoices = ["slt", "slt ", "rms", "awb"] as const;

/** What people may have opinions about for an audience: always the general ones, and those whose words it mentions. */
export function opinionsFor(audience: string): { themed: string[]; always: string[] } {
  const words = (audience.toLowerCase().match(/\p{L}+/gu) ?? []).map((word) => word);
  const themes = opinions.themes.filter((theme) =>
    theme.words.some((stem) => words.some((word) => word.startsWith(stem))),
  );
  return { themed: themes.flatMap((theme) => theme.opinions), always: opinions.always };
}

/** Taboos that the audience's own topic is not one of. */
export function taboosFor(audience: string): string[] {
  return characters.taboos.filter((taboo) => findTabooTopic([taboo], audience) === undefined);
}
