import type { Dossier } from "./dossier.ts";

/** What each provider of video models cannot do without, by the names of the environment's variables. */
const needs: Record<Dossier["provider"], readonly string[]> = { animatic: [], replicate: ["REPLICATE_API_TOKEN"] };

/** Which variables a dossier's provider still wants before its model can be run; none when it can be. */
export function findMissingSettings(
  { provider }: Pick<Dossier, "provider">,
  source: Readonly<Record<string, string | undefined>>,
): string[] {
  return needs[provider].filter((name) => !source[name]?.trim());
}
