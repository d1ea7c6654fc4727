import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { lockBrief } from "#db/queries/briefs.ts";
import { findBriefOfVideo } from "#db/queries/reviews.ts";
import { findScript } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import { getVideo, type Video } from "#db/queries/videos.ts";
import { inTransaction } from "#db/transaction.ts";
import { type HookIdea, type Script, script as scriptSchema, type TextProvider } from "#providers/text/contract.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { withdrawDecision } from "../reviews/decision.ts";
import { makeVersion, type OpenScript, openScript, type Reading, saveDraft, type Wanted } from "./drafts.ts";
import { replaceScene } from "./edit.ts";
import { checkScript, checkScriptTwice } from "./rules.ts";

/** Opening lines in the manner of the variant's own that it has not had, and that no sibling of it has. */
export async function suggestOtherHooks(
  writer: Pick<TextProvider, "suggestHooks">,
  open: OpenScript,
  count: number,
): Promise<HookIdea[]> {
  const had = open.history.map(({ script }) => script.scenes[0]?.line ?? "");
  const avoid = [...new Set([...open.request.avoid, ...had].filter(Boolean))].slice(0, 200);
  return (await writer.suggestHooks?.({ ...open.request, avoid }, count)) ?? [];
}

/** Hooks to swap a video's own with: only such as its script passes the rules with, in time and in what is said. */
export async function suggestSwaps(
  db: Db,
  writer: Pick<TextProvider, "suggestHooks">,
  brandId: string,
  videoId: string,
  count: number,
): Promise<HookIdea[]> {
  const video = await getVideo(db, brandId, videoId);
  const open = await openScript(db, brandId, video.variantId);
  const script = await scriptOf(db, brandId, video);
  // Another line is another length, which the seconds of a video do not always bear: more are asked for than are shown.
  const ideas = await suggestOtherHooks(writer, open, 4 * count);
  const fitting = ideas.filter((hook) => checkScript(putHook(script, open, hook), open.request).length === 0);
  return fitting.slice(0, count);
}

/**
 * Has a language model read a video's script with another hook in it, where one is configured. Refused when the model
 * holds a sentence back. It calls a vendor, so it stands before `swapHook` and outside its transaction.
 */
export async function readHook(
  db: Db,
  model: LanguageModel | undefined,
  brandId: string,
  videoId: string,
  hook: HookIdea,
): Promise<Pick<Reading, "unread">> {
  const video = await getVideo(db, brandId, videoId);
  const open = await openScript(db, brandId, video.variantId);
  const script = putHook(await scriptOf(db, brandId, video), open, hook);
  const bill = { brandId, variantId: video.variantId, what: "a script with another hook" };
  const { findings, second } = await checkScriptTwice(db, model, script, open.request, bill);
  const [held] = second.asked === "answered" ? findings : [];
  if (held) throw new Refused(`script-${held.gate}`, held.message, "line");
  return { unread: second.failed };
}

/**
 * Makes a video's next version with another hook and everything else as it is, and asks for it: only the shots that the
 * hook is in are drawn anew. A decision on the video is taken back first, because it was about the bytes as they were.
 * Refused when the line breaks a rule, when the video is not the newest, is being made, or has a post. The caller sends
 * `variant/requested` with what this returns.
 */
export function swapHook(
  db: Db,
  brandId: string,
  by: Actor,
  videoId: string,
  hook: HookIdea,
  { unread }: Pick<Reading, "unread">,
): Promise<Wanted> {
  return inTransaction(db, async (trx) => {
    // The brief before the video, as whoever sends a video back takes them.
    await lockBrief(trx, brandId, await findBriefOfVideo(trx, brandId, videoId));
    const video = await getVideo(trx, brandId, videoId);
    const { variantId, version } = video;
    if (video.supersededAt) {
      throw new Refused("superseded", `Version ${version} was replaced by a newer one. Swap the hook on the newest.`);
    }
    const variant = await getVariant(trx, brandId, variantId);
    const open = await openScript(trx, brandId, variantId);
    const script = putHook(await scriptOf(trx, brandId, video), open, hook);
    if (variant.state === "approved" || variant.state === "rejected") {
      await withdrawDecision(trx, brandId, by, videoId);
    }
    const draft = { after: open.number, baseVersion: open.baseVersion, script, step: "Another hook" };
    const number = await saveDraft(trx, brandId, by, variantId, draft);
    const note = `Another hook: ${script.scenes[0]?.line}`;
    return makeVersion(trx, brandId, by, variantId, { number, unread }, note);
  });
}

/** The video's own script, whatever was tried at the desk since. */
async function scriptOf(db: Db, brandId: string, { variantId, version }: Video): Promise<Script> {
  const stored = await findScript(db, brandId, variantId, version);
  return scriptSchema.parse(stored?.script);
}

/** The script with its first scene said otherwise; a title and a post text that repeat the old hook go with it. */
function putHook(script: Script, { request }: OpenScript, hook: HookIdea): Script {
  const [opening] = script.scenes;
  const line = hook.line.trim();
  if (!line) throw new Refused("hook-missing", "Choose one of the hooks, or write one.", "line");
  if (!opening || opening.line === line) {
    throw new Refused("hook-same", "This is the hook that the video has. Choose another, or write one.", "line");
  }
  const onScreen = hook.onScreen?.trim() || null;
  const named = [opening.line, opening.onScreen].includes(script.title);
  const title = named ? (onScreen ?? line).slice(0, 100) : script.title;
  const caption = script.caption.startsWith(opening.line)
    ? `${line}${script.caption.slice(opening.line.length)}`.slice(0, 600)
    : script.caption;
  const scene = { ...opening, line, onScreen, facts: [] };
  return replaceScene({ ...script, title, caption }, 0, scene, request.persona.wordsPerSecond);
}
