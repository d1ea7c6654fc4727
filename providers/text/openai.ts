import { z } from "zod";
import { ProviderError } from "../errors.ts";
import {
  type Cutaway,
  drawnShots,
  endCardFor,
  type HookIdea,
  type Scene,
  type Script,
  type ScriptRequest,
  scene,
  script,
  type TextProvider,
  type WriteOptions,
} from "./contract.ts";
import { asHashtags } from "./hashtags.ts";
import hookTypes from "./house/hook-types.json" with { type: "json" };
import type { LanguageModel } from "./language-model.ts";
import { material, readPrompt } from "./prompt.ts";
import { timeScenes } from "./timing.ts";
import { createTranscreator } from "./transcreate.ts";

const line = scene
  .omit({ start: true, end: true, cutaway: true, inEnglish: true, onScreenInEnglish: true })
  .required({ direction: true, facts: true })
  .extend({ shot: z.enum(drawnShots) });

/** Where there is something to cut to: `cutaway` is its number in the list, which a model copies better than an id. */
const cuttingLine = line.extend({ shot: scene.shape.shot, cutaway: z.number().int().nullable() });

/**
 * What the model is asked for: the script's schema without the times, which follow from the words, and without the
 * pattern of hashtags, which not every server's schema dialect can express.
 */
const writtenScript = script.omit({ source: true, inEnglish: true }).extend({
  scenes: z.array(line).min(2).max(12),
  hashtags: z.array(z.string()).max(12),
});
const writtenCuttingScript = writtenScript.extend({ scenes: z.array(cuttingLine).min(2).max(12) });
const writtenHooks = z.object({
  hooks: z.array(z.object({ line: scene.shape.line, onScreen: scene.shape.onScreen })).max(20),
});
const writtenLines = z.object({ scenes: z.array(line).max(12) });

/** Characters of JSON that a spoken word comes to, with everything around it: measured on the house writer's scripts. */
const charactersPerWord = 26;

/** Writes with a language model, from prompts in files whose version goes with every script. */
export function createOpenAiWriter(model: LanguageModel): TextProvider {
  const prompts = {
    script: readPrompt("write-script"),
    hooks: readPrompt("suggest-hooks"),
    lines: readPrompt("suggest-lines"),
  };
  const transcreate = createTranscreator(model);
  return {
    id: "openai",
    transcreate,
    async write(request, { onProgress, signal }: WriteOptions = {}) {
      const words = wordsFor(request);
      const expected = Math.max(600, Number(words.words) * charactersPerWord);
      const answer = await model.ask({
        ...prompts.script.render(words),
        ...{ name: "script", what: "script", material: materialOf(request) },
        schema: (request.cutaways ?? []).length > 0 ? writtenCuttingScript : writtenScript,
        ...(signal ? { signal } : {}),
        ...(onProgress
          ? { onText: (text: string) => onProgress(Math.min(0.98, text.length / expected), sayScenes(text)) }
          : {}),
      });
      return {
        script: finish(answer.value, request),
        writer: "openai",
        model: answer.model,
        prompt: prompts.script.id,
        costMicros: answer.costMicros,
      };
    },
    async suggestHooks(request, count): Promise<HookIdea[]> {
      const { value } = await model.ask({
        ...prompts.hooks.render({ ...wordsFor(request), count: String(count) }),
        ...{ name: "hooks", schema: writtenHooks, what: "list of opening lines", material: materialOf(request) },
      });
      return value.hooks.slice(0, count);
    },
    async suggestLines(request, whole, index, count): Promise<Scene[]> {
      const standing = whole.scenes[index];
      if (!standing) return [];
      const { value } = await model.ask({
        ...prompts.lines.render({
          ...wordsFor(request),
          ...{ count: String(count), scene: String(index + 1), script: material(whole) },
        }),
        ...{ name: "lines", schema: writtenLines, what: "list of lines" },
        material: `${materialOf(request)}\n${material(whole)}`,
      });
      const { beat, shot, start } = standing;
      return value.scenes.slice(0, count).map((each) => {
        const [timed] = timeScenes([each], request.persona.wordsPerSecond);
        const length = timed!.end - timed!.start;
        return { ...each, beat, shot, start, end: Math.round((start + length) * 100) / 100 };
      });
    },
  };
}

type Given = z.infer<typeof writtenScript> | z.infer<typeof writtenCuttingScript>;

function finish(given: Given, { persona, cutaways = [] }: ScriptRequest): Script {
  const parsed = script.safeParse({
    ...given,
    scenes: timeScenes(
      given.scenes.map((each) => placeCutaway(each, cutaways)),
      persona.wordsPerSecond,
    ),
    hashtags: asHashtags(given.hashtags),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const why = issue ? `${issue.path.join(".")}: ${issue.message.toLowerCase()}` : "it does not fit";
  throw new ProviderError("reject", `The language model's script cannot be used: ${why}.`, { answer: given });
}

/** A scene with what it cuts to. One that names nothing of the list, or what is of another kind, shows the product. */
function placeCutaway(given: Given["scenes"][number], cutaways: readonly Cutaway[]) {
  const { cutaway: number = null, ...each } = { cutaway: null, ...given };
  if (drawnShots.some((shot) => shot === each.shot)) return each;
  const found = number === null ? undefined : cutaways[number - 1];
  const fits = found && (found.kind === "before-after") === (each.shot === "before-after");
  return fits ? { ...each, cutaway: found.id } : { ...each, shot: "product" as const };
}

/** How far a script is, from its text so far: a scene is begun where its beat stands. */
function sayScenes(text: string): string {
  const scenes = text.match(/"beat"\s*:/g)?.length ?? 0;
  return scenes === 0 ? "Writing the script" : `Writing scene ${scenes}`;
}

function wordsFor(request: ScriptRequest): Record<string, string> {
  const { brand, product, persona, brief, revision } = request;
  const { cta, ...house } = brand;
  const spoken = Math.round((request.seconds - endCardFor(request.seconds)) * persona.wordsPerSecond);
  return {
    hook_types: Object.entries(hookTypes)
      .map(([type, { works }]) => `- ${type}: ${works}`)
      .join("\n"),
    // The same for every cell of a brief with this product, so that it is read once and kept.
    campaign: material({ brand: house, product, brief }),
    cell: material({
      persona,
      angle: request.angle,
      cutaways: request.cutaways?.map(({ kind, shows, seconds }, index) => ({
        number: index + 1,
        kind,
        shows,
        seconds,
      })),
      variation: request.turn,
      seed: request.seed,
      in_use: request.avoid,
    }),
    hook: request.hook,
    locale: request.locale,
    seconds: String(request.seconds),
    end_card: String(endCardFor(request.seconds)),
    rate: String(persona.wordsPerSecond),
    words: String(spoken),
    scenes: request.seconds < 10 ? "2 or 3" : request.seconds <= 30 ? "4 to 7" : "6 to 10",
    cta,
    revision: revision ? `# Rewrite\n\n${rewrite}\n\n<revision>\n${material(revision)}\n</revision>` : "",
  };
}

const rewrite =
  "A reviewer sent the version before back with a note. Do what the note asks, within the rules above, and keep what it does not touch.";

/** What people or the world wrote, for the moderation: our own rules name what they forbid. */
function materialOf({ product, brief, persona, revision }: ScriptRequest): string {
  return material({ product, brief, persona, ...(revision ? { note: revision.note } : {}) });
}
