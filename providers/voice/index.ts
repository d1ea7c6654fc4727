import { ProviderError } from "#providers/errors.ts";
import type { VoiceProvider } from "./contract.ts";
import { createFlite } from "./flite.ts";

/** Every vendor of speech. A new one is a file beside this and a line here. */
const vendors: Record<string, (source: Record<string, string | undefined>) => VoiceProvider> = {
  flite: () => createFlite(),
};

/** The voices that the environment chooses with `VOICE_PROVIDER`; Flite, which needs no account, unless told otherwise. */
export function chooseVoices({ source }: { source: Record<string, string | undefined> }): VoiceProvider {
  const wanted = source.VOICE_PROVIDER ?? "flite";
  const create = Object.hasOwn(vendors, wanted) ? vendors[wanted] : undefined;
  if (!create) {
    throw new ProviderError(
      "misconfigured",
      `VOICE_PROVIDER is "${wanted}"; it must be one of ${Object.keys(vendors).join(", ")}.`,
    );
  }
  return create(source);
}
