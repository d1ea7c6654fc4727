import { readSettings } from "../text/settings.ts";
import type { VideoProvider } from "./contract.ts";
import type { Dossier } from "./dossier.ts";
import { createReplicate, replicateSettings } from "./replicate.ts";

/** Who films, by the `provider` of a dossier. The built-in animatic is not among them: the renderer draws it. */
export type Filmers = Partial<Record<Dossier["provider"], VideoProvider>>;

/** The vendors of footage that the environment has an account with. Settings that are wrong are named all at once. */
export function findFilmers({ source }: { source: Record<string, string | undefined> }): Filmers {
  if (!source.REPLICATE_API_TOKEN) return {};
  return { replicate: createReplicate(readSettings(replicateSettings, source)) };
}
