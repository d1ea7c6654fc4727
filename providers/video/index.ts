import { z } from "zod";
import { readSettings } from "../text/settings.ts";
import type { VideoProvider } from "./contract.ts";
import type { Dossier } from "./dossier.ts";
import { createReplicate, replicateSettings } from "./replicate.ts";

/** Who films, by the `provider` of a dossier. The built-in animatic is not among them: the renderer draws it. */
export type Filmers = Partial<Record<Dossier["provider"], VideoProvider>>;

const settings = z.object({
  FOOTAGE_CANDIDATES: z.coerce.number().int().min(1).max(4).default(1),
});

/** How many takes are made of each clip; the best is shown, and all of them are paid for. */
export function readCandidates({ source }: { source: Record<string, string | undefined> }): number {
  return readSettings(settings, { FOOTAGE_CANDIDATES: source.FOOTAGE_CANDIDATES || undefined }).FOOTAGE_CANDIDATES;
}

/** The vendors of footage that the environment has an account with. Settings that are wrong are named all at once. */
export function findFilmers({ source }: { source: Record<string, string | undefined> }): Filmers {
  if (!source.REPLICATE_API_TOKEN) return {};
  return { replicate: createReplicate(readSettings(replicateSettings, source)) };
}
