import { z } from "zod";
import { ProviderError } from "#providers/errors.ts";
import { readSettings } from "#providers/text/settings.ts";
import type { VoiceProvider } from "./contract.ts";
import { createFlite } from "./flite.ts";
import { startFlite } from "./flite-speaker.ts";
import { createOpenAiVoices } from "./openai.ts";
import { openAiSpeechSettings } from "./openai-settings.ts";

type Source = Record<string, string | undefined>;

const choice = z.object({
  VOICE_PROVIDER: z.string().default("flite"),
});

/** Every vendor of speech. A new one is a file beside this and a line here. The offline voices are always there, too. */
const vendors: Record<string, (source: Source) => VoiceProvider> = {
  flite: () => createFlite(),
  openai: (source) => {
    const speaker = startFlite();
    return joinVoices(createOpenAiVoices(readSettings(openAiSpeechSettings, source), speaker), createFlite(speaker));
  },
};

/** The voices that the environment chooses with `VOICE_PROVIDER`; Flite, which needs no account, unless told otherwise. */
export function chooseVoices({ source }: { source: Source }): VoiceProvider {
  const { VOICE_PROVIDER: wanted } = choice.parse(source);
  const create = Object.hasOwn(vendors, wanted) ? vendors[wanted] : undefined;
  if (!create) {
    throw new ProviderError(
      "misconfigured",
      `VOICE_PROVIDER is "${wanted}"; it must be one of ${Object.keys(vendors).join(", ")}.`,
    );
  }
  return create(source);
}

/** Several vendors as one: each line is spoken by whoever has its voice. */
function joinVoices(first: VoiceProvider, ...others: VoiceProvider[]): VoiceProvider {
  const all = [first, ...others];
  return {
    id: first.id,
    voices: all.flatMap(({ voices }) => voices),
    speak(request, out) {
      const vendor = all.find(({ voices }) => voices.some(({ id }) => id === request.voice)) ?? first;
      return vendor.speak(request, out);
    },
  };
}
