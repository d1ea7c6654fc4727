import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { getBrief, lockBrief } from "#db/queries/briefs.ts";
import { findBriefOfVideo } from "#db/queries/reviews.ts";
import { findScript, putScript } from "#db/queries/scripts.ts";
import { insertShotRequest } from "#db/queries/shot-requests.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { getVariant } from "#db/queries/variants.ts";
import { getVideo, type Video } from "#db/queries/videos.ts";
import { inTransaction } from "#db/transaction.ts";
import { storyboard as storyboardSchema } from "#media/storyboard.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { readCandidates } from "#providers/video/index.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { readFilming } from "../briefs/filming.ts";
import { animatic } from "../briefs/footage.ts";
import { type Means, missingFor } from "../briefs/means.ts";
import { sayMoney } from "../ledger/money.ts";
import { sendBack, withdrawDecision } from "../reviews/decision.ts";
import { chooseModel } from "../shots/choose-model.ts";
import { directShot } from "./direct-shot.ts";
import { isFilmedKind, takeTierOf } from "./plan-filming.ts";
import { readShownFootage } from "./shown-footage.ts";

/** A shot of a video that a model could film: by which one, and for how much at most, in millionths of a US dollar. */
export type ShotOffer = { position: number; model: string; lips: string | null; micros: number };

/**
 * What filming each shot of a video alone would cost, by the models of its brief as they stand today: the first of them
 * that can. Shots that nobody could film here are left out, so that none are offered where no model is set, and those that
 * are filmed already.
 */
export async function offerShots(db: Db, brandId: string, videoId: string, means: Means): Promise<ShotOffer[]> {
  const video = await getVideo(db, brandId, videoId);
  const { briefId } = await getVariant(db, brandId, video.variantId);
  const { footage } = await getBrief(db, brandId, briefId);
  const { dossiers } = await readFilming(db, brandId, footage);
  const able = dossiers.filter((dossier) => missingFor(dossier, means).length === 0);
  const board = storyboardSchema.safeParse(video.storyboard).data;
  const row = await findScript(db, brandId, video.variantId, video.version);
  if (!board || !row || able.every(({ id }) => id === animatic)) return [];
  const script = scriptSchema.parse(row.script);
  const candidates = readCandidates({ source: means.settings });
  const tier = takeTierOf(footage.tier, video.tier);
  const shown = await readShownFootage(db, brandId, videoId);
  const offers: ShotOffer[] = [];
  for (const [position, { shot: kind }] of script.scenes.entries()) {
    if (!isFilmedKind(kind) || shown.some((each) => each.position === position)) continue;
    // The line's own file is not asked for: what it costs depends on how long it is.
    const told = { script, board, position, lineFile: board.shots[position]?.speech?.file ?? null, tier };
    const ref = { brandId, variantId: video.variantId };
    const { shot } = await directShot({ db }, ref, told, able);
    const { chosen } = chooseModel(shot, able);
    if (!chosen || chosen.provider === animatic) continue;
    const [lips] = chosen.lips ?? [];
    const clips = chosen.clips.reduce((sum, { costMicros }) => sum + costMicros, 0);
    const nameOf = (id: string) => able.find((dossier) => dossier.id === id)?.name ?? id;
    offers.push({
      ...{ position, model: nameOf(chosen.dossier), lips: lips ? nameOf(lips.dossier) : null },
      micros: clips * candidates + (lips?.costMicros ?? 0),
    });
  }
  return offers;
}

/**
 * Has one shot of a video filmed: its next version has the same script, and every other shot as it is. What it costs at
 * most is held of the brief's budget; `shown` (millionths of a US dollar) is what whoever presses the button was told, and
 * a higher price is refused. A decision on the video is taken back first. The caller sends `variant/requested` with what
 * this returns.
 */
export function filmShot(
  db: Db,
  brandId: string,
  by: Actor,
  videoId: string,
  { position, shown }: { position: number; shown: number },
  means: Means,
): Promise<{ variantId: string; version: number; note: string }> {
  return inTransaction(db, async (trx) => {
    await lockBrief(trx, brandId, await findBriefOfVideo(trx, brandId, videoId));
    const video = await getVideo(trx, brandId, videoId);
    if (video.supersededAt) {
      throw new Refused(
        "superseded",
        `Version ${video.version} was replaced by a newer one. Film a shot of the newest.`,
      );
    }
    const offer = (await offerShots(trx, brandId, videoId, means)).find((each) => each.position === position);
    if (!offer) {
      const sentence = "None of the brief's video models can film this shot here. Load the page again.";
      throw new Refused("shot-not-filmable", sentence);
    }
    if (offer.micros > shown) {
      const sentence = `Filming this shot costs up to ${sayMoney(offer.micros)} by now. Load the page again, then decide.`;
      throw new Refused("price-changed", sentence);
    }
    return orderVersion(trx, brandId, by, video, offer);
  });
}

async function orderVersion(db: Db, brandId: string, by: Actor, video: Video, { position, model, micros }: ShotOffer) {
  return inTransaction(db, async (trx) => {
    const { id, variantId, version, sha256 } = video;
    const { state } = await getVariant(trx, brandId, variantId);
    if (state === "approved" || state === "rejected") await withdrawDecision(trx, brandId, by, id);
    const note = `Shot ${position + 1} to be filmed with ${model}`;
    const pricing = { id: "shot", workers: 1, priceOf: () => ({ micros, seconds: 0 }) };
    const next = (await sendBack(trx, brandId, by, id, sha256, note, pricing)).version;
    const { script, writer, model: written, prompt, seed } = (await findScript(trx, brandId, variantId, version))!;
    await putScript(trx, brandId, {
      ...{ variantId, version: next, script, writer, model: written, prompt, seed, note },
      writtenBy: personOf(by),
    });
    await insertShotRequest(trx, brandId, { variantId, version: next, videoId: id, positions: [position] });
    const subject = { kind: "variant", id: variantId, name: await nameVariant(trx, brandId, variantId), brandId };
    await recordAct(trx, by, { act: "shot.ordered", subject, after: { version: next, shot: position + 1, micros } });
    return { variantId, version: next, note };
  });
}
