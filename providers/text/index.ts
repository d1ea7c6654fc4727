import type { Env } from "#config/env.ts";
import type { TextProvider } from "./contract.ts";
import { createHouseWriter } from "./house/index.ts";
import { createOpenAiWriter, openAiSettings } from "./openai.ts";
import { readSettings } from "./settings.ts";

/**
 * The writer that the environment chose. Only the chosen one's settings are looked at; when some are missing,
 * `EnvironmentRefused` names them all.
 */
export function chooseWriter(env: Env): TextProvider {
  const writers: Record<Env["textProvider"], () => TextProvider> = {
    house: () => createHouseWriter(),
    openai: () => createOpenAiWriter(readSettings(openAiSettings, env.source)),
  };
  return writers[env.textProvider]();
}
