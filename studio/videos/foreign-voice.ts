import { Refused } from "#config/errors.ts";
import { languageOf, nameLanguage } from "#providers/text/languages.ts";
import type { VoiceProvider } from "#providers/voice/contract.ts";

/**
 * Refuses to have a script read aloud by a voice that does not speak its language: it would be noise. The script stays,
 * and the video can be tried again once the persona has another voice.
 */
export function refuseForeignVoice(
  { voices }: Pick<VoiceProvider, "voices">,
  persona: { name: string; voice: string },
  locale: string,
): void {
  const voice = voices.find(({ id }) => id === persona.voice);
  const speaks = voice ? languageOf(voice.locale) : "en";
  if (speaks === "mul" || speaks === languageOf(locale)) return;
  const language = nameLanguage(languageOf(locale));
  throw new Refused(
    "voice-foreign",
    `${persona.name}'s voice speaks ${nameLanguage(speaks)}, and this script is in ${language}. Give ${persona.name} a voice that speaks ${language}, then try again.`,
  );
}
