import { readSettings } from "#providers/text/settings.ts";
import { c2paSettings, createC2paSigner } from "./c2pa.ts";
import type { ProvenanceSigner } from "./contract.ts";

/**
 * The signer that the environment sets up with a certificate and its key; undefined when there is no certificate. Half a
 * set-up is refused at boot, with the variable that is missing.
 */
export function findSigner(source: Record<string, string | undefined>): ProvenanceSigner | undefined {
  if (!source.C2PA_CERTIFICATE && !source.C2PA_PRIVATE_KEY) return undefined;
  return createC2paSigner(readSettings(c2paSettings, source));
}
