import type { TextProvider } from "#providers/text/contract.ts";
import { languageOf, nameLanguage } from "#providers/text/languages.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import { findMissingSettings } from "#providers/video/missing-settings.ts";
import type { VoiceProvider } from "#providers/voice/contract.ts";

/** What a studio can do as it is set up, as far as a brief depends on it. */
export type Means = {
  /** Languages that its writer writes, as "en"; undefined: any. */
  languages: readonly string[] | undefined;
  /** Languages that one of its voices speaks, as "en"; "mul" is a voice for all of them. */
  voices: readonly string[];
  /** The environment's settings, which say whose video models it has an account with. */
  settings: Readonly<Record<string, string | undefined>>;
};

/** A studio that has nothing but what it came with. */
export const ownMeans: Means = { languages: ["en"], voices: ["en"], settings: {} };

export function meansOf(house: {
  writer: Pick<TextProvider, "languages">;
  voices: Pick<VoiceProvider, "voices">;
  settings: Means["settings"];
}): Means {
  const voices = [...new Set(house.voices.voices.map(({ locale }) => languageOf(locale)))];
  return { languages: house.writer.languages, voices, settings: house.settings };
}

/** Why a brief cannot be written in a locale; undefined when it can. */
export function whyNotWritten(locale: string, { languages }: Means): string | undefined {
  if (!languages || languages.includes(languageOf(locale))) return undefined;
  return `The house writer writes English only, not ${nameLanguage(locale)}. Choose English, or connect a language model for other languages.`;
}

/** What there is to say about a locale that no voice of the studio speaks; undefined when one does. */
export function whyNotSpoken(locale: string, { voices }: Means): string | undefined {
  if (voices.includes("mul") || voices.includes(languageOf(locale))) return undefined;
  return `No voice here speaks ${nameLanguage(locale)}.`;
}

/** The settings that a model still wants before it films anything here. */
export function missingFor(dossier: Pick<Dossier, "provider">, { settings }: Means): string[] {
  return findMissingSettings(dossier, settings);
}
