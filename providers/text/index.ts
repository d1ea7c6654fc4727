import type { Env } from "#config/env.ts";
import type { ScriptRequest, TextProvider } from "./contract.ts";
import { createHouseWriter } from "./house/index.ts";
import type { LanguageModel } from "./language-model.ts";
import { createOpenAiModel } from "./openai/model.ts";
import { openAiSettings } from "./openai/settings.ts";
import { createOpenAiWriter } from "./openai.ts";
import { readSettings } from "./settings.ts";

/**
 * The writer that the environment chose. Only the chosen one's settings are looked at; when some are missing,
 * `EnvironmentRefused` names them all. `mayBeSaid` judges the house writer's finished lines.
 */
export function chooseWriter(env: Env, mayBeSaid?: (line: string, request: ScriptRequest) => boolean): TextProvider {
  const writers: Record<Env["textProvider"], () => TextProvider> = {
    house: () => createHouseWriter(undefined, mayBeSaid),
    openai: () => createOpenAiWriter(createOpenAiModel(readSettings(openAiSettings, env.source))),
  };
  return writers[env.textProvider]();
}

/**
 * The language model that the environment names, for more than scripts, also beside the house writer; undefined when it
 * names none.
 */
export function findLanguageModel(env: Env): LanguageModel | undefined {
  if (env.textProvider === "openai") return createOpenAiModel(readSettings(openAiSettings, env.source));
  const settings = openAiSettings.safeParse(env.source);
  return settings.success ? createOpenAiModel(settings.data) : undefined;
}
