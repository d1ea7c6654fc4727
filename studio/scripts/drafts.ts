import { NotFound, Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { announce } from "#db/queries/announcements.ts";
import { insertFindings } from "#db/queries/findings.ts";
import { insertScriptDraft, listScriptDrafts } from "#db/queries/script-drafts.ts";
import { findLatestScript, listScripts, putScript } from "#db/queries/scripts.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { findNextVersion, getVariant, requeueVariant } from "#db/queries/variants.ts";
import { findCurrentVideo } from "#db/queries/videos.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Script, type ScriptRequest, script as scriptSchema } from "#providers/text/contract.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { languageOf } from "#providers/text/languages.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { findContradictions } from "../personas/canon.ts";
import { sendBack } from "../reviews/decision.ts";
import { gatherRequest } from "./request.ts";
import { tellReviewers } from "./reviewer-findings.ts";
import { checkScript, checkScriptTwice, type ScriptFinding } from "./rules.ts";

/** One entry of a script's history, the newest first: a step by hand, or a version that was made into a video. */
export type HistoryEntry = {
  key: string;
  number: number | null;
  version: number | null;
  step: string;
  by: string | null;
  at: Date;
  script: Script;
};

export type OpenScript = {
  script: Script;
  request: ScriptRequest;
  baseVersion: number;
  /** The number of the draft that stands; 0 when it is the version itself. */
  number: number;
  history: HistoryEntry[];
};

/** A variant's script as it stands on the page: the newest draft on its newest version, with everything that led there. */
export async function openScript(db: Db, brandId: string, variantId: string): Promise<OpenScript> {
  const [versions, drafts, request] = await Promise.all([
    listScripts(db, brandId, variantId),
    listScriptDrafts(db, brandId, variantId),
    gatherRequest(db, brandId, variantId),
  ]);
  const base = versions[0];
  if (!base) throw new NotFound("script", variantId);
  const [newest] = drafts;
  const standing = newest?.baseVersion === base.version ? newest : undefined;
  const history: HistoryEntry[] = [
    ...drafts.map(({ id, number, step, writerName, writtenAt, script }) => ({
      ...{ key: id, number, version: null, step, by: writerName, at: writtenAt },
      script: scriptSchema.parse(script),
    })),
    ...versions.map(({ id, version, writer, createdAt, script }) => ({
      ...{ key: id, number: null, version, step: `Version ${version}`, at: createdAt },
      by: writer === "house" ? "the house writer" : writer,
      script: scriptSchema.parse(script),
    })),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
  return {
    script: scriptSchema.parse((standing ?? base).script),
    request: { ...request, revision: null },
    baseVersion: base.version,
    number: newest?.number ?? 0,
    history,
  };
}

/** Everything that speaks against a script: the rules, what the persona has said before, and what it does not talk about. */
export async function checkDraft(
  db: Db,
  brandId: string,
  variantId: string,
  script: Script,
  request: ScriptRequest,
): Promise<(ScriptFinding & { blocks: boolean; before?: string })[]> {
  const { personaId } = await getVariant(db, brandId, variantId);
  const against = await findContradictions(db, brandId, { id: personaId, variantId }, script);
  return [
    ...checkScript(script, request).map((finding) => ({ ...finding, blocks: true })),
    ...(await checkOwnWords(db, brandId, variantId, script, request)),
    ...against.map(({ sentence, scene, before }) => ({
      ...{ gate: "canon" as const, scene, before, blocks: false },
      message: `“${sentence}” goes against what ${request.persona.name} has said before: “${before}”`,
    })),
  ];
}

/** The rules read English: what somebody wrote by hand in another language was judged by nobody. */
async function checkOwnWords(db: Db, brandId: string, variantId: string, script: Script, { locale }: ScriptRequest) {
  if (languageOf(locale) === "en") return [];
  const standing = await findLatestScript(db, brandId, variantId);
  const before = standing ? scriptSchema.parse(standing.script) : null;
  const judged = new Set(before?.scenes.flatMap(({ line, onScreen }) => [line, onScreen]));
  return script.scenes.flatMap(({ line, onScreen }, scene) => {
    const own = [line, onScreen].find((text) => text && !judged.has(text));
    if (!own) return [];
    const message = `Nobody can check what “${own}” claims: the rules read English. Send the video back with a note instead, and it is carried over anew.`;
    return [{ gate: "locale" as const, scene, message, blocks: true }];
  });
}

/** Keeps a step by hand. `after` is the draft that was on the page: when somebody else took a step meanwhile, it is refused. */
export async function saveDraft(
  db: Db,
  brandId: string,
  by: Actor,
  variantId: string,
  draft: { after: number; baseVersion: number; script: Script; step: string },
): Promise<number> {
  const number = draft.after + 1;
  const kept = await insertScriptDraft(db, brandId, {
    ...{ variantId, number, baseVersion: draft.baseVersion, step: draft.step, writtenBy: personOf(by) },
    script: draft.script,
  });
  if (!kept) throw draftTaken();
  await announce(db, { brandId, topic: "variant", id: variantId });
  return number;
}

function draftTaken(): Refused {
  return new Refused("draft-taken", "Somebody changed this script while you did. Load the page again to see it.");
}

/** What the caller sends as `variantRequested`. */
export type Wanted = { variantId: string; version: number; note: string | null };

/** Which draft was read again, and why a model that was asked could not answer. */
export type Reading = { number: number; unread: string | null };

/**
 * Has a language model read the script on the page, where one is configured, before it becomes a version: what is being
 * typed is judged by the rules alone. Refused when the model holds a sentence back. It calls a vendor, so it stands before
 * `makeVersion` and outside its transaction.
 */
export async function readDraft(
  db: Db,
  model: LanguageModel | undefined,
  brandId: string,
  variantId: string,
): Promise<Reading> {
  const { script, request, number } = await openScript(db, brandId, variantId);
  const bill = { brandId, variantId, what: "a script that was edited by hand" };
  const { findings, second } = await checkScriptTwice(db, model, script, request, bill);
  const [held] = second.asked === "answered" ? findings : [];
  if (held) throw new Refused(`script-${held.gate}`, held.message);
  return { number, unread: second.failed };
}

/**
 * Makes the script on the page the variant's next version, and asks for its video. The video in review is sent back with
 * `note`. Refused when a finding blocks, nothing was changed, or the draft is not the one that was `read`.
 */
export function makeVersion(
  db: Db,
  brandId: string,
  by: Actor,
  variantId: string,
  read?: Reading,
  note = "The script was edited by hand.",
): Promise<Wanted> {
  return inTransaction(db, async (trx) => {
    const { script, request, number, baseVersion, history } = await openScript(trx, brandId, variantId);
    const base = history.find(({ version }) => version === baseVersion);
    if (number === 0 || JSON.stringify(base?.script) === JSON.stringify(script))
      throw new Refused("script-same", "Nothing was changed since the last version, so there is nothing new to film.");
    if (read && read.number !== number) throw draftTaken();
    const findings = await checkDraft(trx, brandId, variantId, script, request);
    const blocking = findings.find(({ blocks }) => blocks);
    if (blocking) throw new Refused(`script-${blocking.gate}`, blocking.message);
    const video = await findCurrentVideo(trx, brandId, variantId);
    const variant = await getVariant(trx, brandId, variantId);
    if (video && variant.state === "in-review") await sendBack(trx, brandId, by, video.id, video.sha256, note);
    else if (!(await requeueVariant(trx, brandId, variantId)))
      throw new Refused(
        "not-editable",
        "This video is being made, or was decided on. Wait for it, or take the decision back, then make the new version.",
      );
    const version = await findNextVersion(trx, brandId, variantId);
    await putScript(trx, brandId, {
      ...{ variantId, version, script, writer: "hand", model: null, prompt: null, seed: request.seed, note },
      writtenBy: personOf(by),
    });
    const against = await findContradictions(trx, brandId, { id: variant.personaId, variantId }, script);
    await insertFindings(trx, brandId, tellReviewers(variantId, script, against, read?.unread ?? null));
    const before = await findLatestScript(trx, brandId, variantId, version);
    const subject = { kind: "variant", id: variantId, name: await nameVariant(trx, brandId, variantId), brandId };
    await recordAct(trx, by, {
      ...{ act: "script.edited" as const, subject },
      before: { version: before?.version ?? null },
      after: { version, lines: script.scenes.map(({ line }) => line) },
    });
    return { variantId, version, note };
  });
}
