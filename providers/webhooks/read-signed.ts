import { Webhook } from "standardwebhooks";

/**
 * What a vendor's message says that is signed as Standard Webhooks has it; undefined for one that is forged, altered,
 * unreadable, or more than five minutes older or newer than now. Compares in constant time.
 */
export function readSigned(secret: string, headers: Record<string, string | undefined>, body: string): unknown {
  const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
  try {
    return new Webhook(secret).verify(body, Object.fromEntries(given));
  } catch {
    return undefined;
  }
}
