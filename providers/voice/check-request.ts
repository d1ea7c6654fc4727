import type { z } from "zod";
import { ProviderError } from "#providers/errors.ts";
import { type SpeechRequest, speechRequest, type Voice } from "./contract.ts";

/** The request as the schema reads it. Throws "reject" for text of no or too great length, "misconfigured" for an unknown voice. */
export function checkRequest(
  wanted: SpeechRequest,
  voices: readonly Voice[],
  vendor: string,
): z.output<typeof speechRequest> {
  const parsed = speechRequest.safeParse(wanted);
  if (!parsed.success) {
    throw new ProviderError(
      "reject",
      `This line cannot be spoken: ${parsed.error.issues[0]?.message}. Keep it to 1–1,000 characters.`,
    );
  }
  if (!voices.some(({ id }) => id === parsed.data.voice)) {
    const known = voices.map(({ id }) => id).join(", ");
    throw new ProviderError(
      "misconfigured",
      `There is no ${vendor} voice "${parsed.data.voice}". Choose one of ${known}.`,
    );
  }
  return parsed.data;
}
