import { Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { getFinding } from "#db/queries/findings.ts";
import { findScript, putScript } from "#db/queries/scripts.ts";
import { getVideo, type Video } from "#db/queries/videos.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Fix, fix as fixSchema } from "#media/quality/finding.ts";
import type { Script } from "#providers/text/contract.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { type Doer, requirePermission } from "../members/permissions.ts";
import { sendBack } from "../reviews/decision.ts";
import { makeVersion, openScript, saveDraft, type Wanted } from "../scripts/drafts.ts";
import { editScript } from "../scripts/edit.ts";

/**
 * Does what a finding of a video offers: mends the script and films it, or films the same script anew. Either way the
 * video goes back, which whoever asks may do; a script also wants the right to edit it. The caller sends `variant/requested` with what this returns. Refused for a video that is not up for
 * review any more, and while somebody's unfinished changes stand in its script.
 */
export function fixFinding(
  db: Db,
  brandId: string,
  { member, by }: Doer,
  videoId: string,
  findingId: string,
): Promise<Wanted> {
  return inTransaction(db, async (trx) => {
    const found = await getFinding(trx, brandId, findingId);
    const fix = fixSchema.safeParse(found.fix).data;
    if (found.videoId !== videoId || !fix) {
      throw new Refused(
        "no-fix",
        "There is nothing that one press could do about this. Send the video back with a note.",
      );
    }
    const video = await getVideo(trx, brandId, videoId);
    if (video.supersededAt) {
      throw new Refused(
        "superseded",
        `Version ${video.version} was replaced by a newer one. Look at what was found there.`,
      );
    }
    if (fix.action === "make-again") return makeAgain(trx, brandId, by, video, `Made again: ${found.message}`);
    requirePermission(member, "brief.edit", brandId);
    return mendScript(trx, brandId, by, video, fix);
  });
}

/** The same script as the next version: the renderer takes that for an order to make everything anew. */
async function makeAgain(trx: Trx, brandId: string, by: Actor, video: Video, note: string): Promise<Wanted> {
  const { variantId } = video;
  const asked = await sendBack(trx, brandId, by, video.id, video.sha256, note.slice(0, 1000));
  const row = await findScript(trx, brandId, variantId, video.version);
  if (row) {
    const { script, writer, model, prompt, seed } = row;
    await putScript(trx, brandId, {
      ...{ variantId, version: asked.version, script, writer, model, prompt, seed, note: asked.note },
      writtenBy: personOf(by),
    });
  }
  return { variantId, version: asked.version, note: asked.note };
}

async function mendScript(
  trx: Trx,
  brandId: string,
  by: Actor,
  { variantId, version }: Video,
  fix: Exclude<Fix, { action: "make-again" }>,
): Promise<Wanted> {
  const { script, request, number, baseVersion, history } = await openScript(trx, brandId, variantId);
  const filmed = history.find((entry) => entry.version === version);
  if (baseVersion !== version || JSON.stringify(filmed?.script) !== JSON.stringify(script)) {
    throw new Refused(
      "draft-open",
      "The script has changes that were not filmed yet. Finish them on the script's page, and mend this there.",
    );
  }
  const { scenes, step } = applyFix(script, fix);
  if (
    scenes.every(
      ({ line, onScreen }, at) => line === script.scenes[at]?.line && onScreen === script.scenes[at]?.onScreen,
    )
  ) {
    throw new Refused(
      "no-fix",
      "The script has nothing of this: it stands in the product’s name or in the kit. Change it there.",
    );
  }
  const { caption, hashtags } = script;
  const mended = editScript(script, { scenes, caption, hashtags }, request.persona.wordsPerSecond);
  await saveDraft(trx, brandId, by, variantId, { after: number, baseVersion, script: mended, step });
  return makeVersion(trx, brandId, by, variantId);
}

/** The scenes of a script as a fix wants them, and what was done in a person's words. */
export function applyFix({ scenes }: Pick<Script, "scenes">, fix: Exclude<Fix, { action: "make-again" }>) {
  const change = (line: string, onScreen: string | null) => {
    switch (fix.action) {
      case "use-spelling": {
        const spell = (text: string) => text.replace(wholeWord(fix.from), fix.to);
        return { line: spell(line), onScreen: onScreen && spell(onScreen) };
      }
      case "shorten-text":
        return { line, onScreen: fix.to };
      case "drop-text":
        return { line, onScreen: null };
      case "drop-signs": {
        const without = (text: string) =>
          [...text]
            .filter((sign) => !fix.signs.includes(sign))
            .join("")
            .replace(/\s+/g, " ")
            .trim();
        // A line that is nothing but such signs is somebody's to write anew.
        return { line: without(line) || line, onScreen: onScreen && (without(onScreen) || null) };
      }
    }
  };
  const steps = {
    "use-spelling": fix.action === "use-spelling" ? `“${fix.from}” spelt “${fix.to}”` : "",
    "shorten-text": "Shorter on-screen text",
    "drop-text": "On-screen text taken out",
    "drop-signs": "Signs that no font has taken out",
  };
  return {
    scenes: scenes.map(({ line, onScreen }, at) => (at === fix.scene ? change(line, onScreen) : { line, onScreen })),
    step: steps[fix.action],
  };
}

function wholeWord(word: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`, "gu");
}
