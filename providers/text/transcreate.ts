import { z } from "zod";
import { ProviderError } from "../errors.ts";
import { type Script, type ScriptRequest, scene, script, type WrittenScript } from "./contract.ts";
import { asHashtags } from "./hashtags.ts";
import type { LanguageModel } from "./language-model.ts";
import { nameLanguage } from "./languages.ts";
import { fence, material, readPrompt } from "./prompt.ts";

const carriedScript = z.object({
  title: script.shape.title,
  scenes: z
    .array(scene.pick({ line: true, onScreen: true }))
    .min(2)
    .max(12),
  cta: script.shape.cta,
  caption: script.shape.caption,
  hashtags: z.array(z.string()).max(12),
});
const saidInEnglish = z.object({ texts: z.array(z.string().max(600)).max(40) });

/**
 * Carries scripts over with a language model, in two questions: one that writes, and one that says in English what was
 * written without having seen what it should say. Who checks compares the two; a writer that was asked for both at once
 * would say what is expected of it.
 */
export function createTranscreator(model: LanguageModel) {
  const prompts = { carry: readPrompt("transcreate-script"), back: readPrompt("say-in-english") };

  return async function transcreate(
    request: ScriptRequest,
    source: Script,
    mend: readonly string[] = [],
  ): Promise<WrittenScript> {
    const { locale } = request;
    const language = nameLanguage(locale);
    const given = toCarry(source);
    const carried = await model.ask({
      ...prompts.carry.render({
        ...{ locale: fence(locale), language, voice: voiceOf(request), script: material(given) },
        mend:
          mend.length > 0
            ? `An attempt before was refused. Mend this:\n${mend.map((each) => `- ${fence(each)}`).join("\n")}`
            : "",
      }),
      ...{ name: "carried_script", schema: carriedScript, what: `script in ${language}`, material: material(given) },
    });
    const { scenes, caption, title, cta, hashtags } = carried.value;
    if (scenes.length !== source.scenes.length) {
      const why = `has ${scenes.length} scenes instead of ${source.scenes.length}`;
      const error = new ProviderError("reject", `The language model's script in ${language} ${why}.`);
      throw error.having(carried.costMicros);
    }
    const texts = [...scenes.flatMap(({ line, onScreen }) => [line, onScreen ?? ""]), caption, title, cta];
    const back = await model
      .ask({
        ...prompts.back.render({ language, texts: material({ texts }) }),
        ...{
          name: "said_in_english",
          schema: saidInEnglish,
          what: "account in English",
          material: material({ texts }),
        },
      })
      .catch((error: unknown) => {
        throw error instanceof ProviderError ? error.having(error.costMicros + carried.costMicros) : error;
      });
    const costMicros = carried.costMicros + back.costMicros;
    if (back.value.texts.length !== texts.length) {
      const error = new ProviderError("reject", `The language model did not say all of the ${language} in English.`);
      throw error.having(costMicros);
    }
    const { source: _, ...english } = source;
    return {
      script: {
        ...{ title, caption, cta, hashtags: asHashtags(hashtags), source: english },
        scenes: source.scenes.map((each, index) => ({
          ...each,
          line: scenes[index]!.line,
          onScreen: each.onScreen === null ? null : scenes[index]!.onScreen,
          inEnglish: back.value.texts[2 * index]!,
          onScreenInEnglish: each.onScreen === null ? null : back.value.texts[2 * index + 1]!.slice(0, 200),
        })),
        inEnglish: inEnglishOf(back.value.texts),
      },
      ...{ writer: "openai", model: carried.model, costMicros },
      prompt: `${prompts.carry.id} ${prompts.back.id}`,
    };
  };
}

const inEnglishOf = (texts: string[]) => {
  const [caption = "", title = "", cta = ""] = texts.slice(-3);
  return { caption, title, cta };
};

/** What is said and shown, and the facts that it rests on; times, shots and directions are none of the carrier's business. */
function toCarry({ title, scenes, cta, caption, hashtags }: Script) {
  return {
    ...{ title, cta, caption, hashtags },
    scenes: scenes.map(({ line, onScreen, facts = [] }) => ({
      line,
      onScreen,
      rests_on: facts.map(({ text }) => text),
    })),
  };
}

function voiceOf({ brand, persona, brief }: ScriptRequest): string {
  const { speechStyle, talk, name } = persona;
  return material({
    ...{ brand: brand.voice, names: [brand.name, name], persona: { speechStyle, talk }, tone: brief.tone },
    ...{ must_say: brief.mustSay, never_say: [...brand.never, ...brief.neverSay] },
  });
}
