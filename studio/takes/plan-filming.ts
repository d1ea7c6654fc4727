import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { NotFound, Refused } from "#config/errors.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { findScript } from "#db/queries/scripts.ts";
import { findShotRequest } from "#db/queries/shot-requests.ts";
import { isWaitStopped } from "#db/queries/take-waiters.ts";
import { findApprovedScript, getTake, touchVariant } from "#db/queries/takes.ts";
import { getVariant, setVariantStage } from "#db/queries/variants.ts";
import { findVersion, getVideo } from "#db/queries/videos.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { isFilming } from "#providers/video/dossier.ts";
import { readFilming } from "../briefs/filming.ts";
import { animatic, type Footage } from "../briefs/footage.ts";
import { stageScript } from "../videos/render-video.ts";
import { directShot } from "./direct-shot.ts";
import type { Filming, FilmRef, FilmStage } from "./filming.ts";
import { lookAtTake } from "./look-at-take.ts";
import { type FilmedShot, orderShot, type ShotOrder } from "./order-shot.ts";
import type { TakeNews } from "./send-take.ts";
import { readShownFootage } from "./shown-footage.ts";

/**
 * Which shots of a version are filmed, and what the version is: a draft's takes are coarse. `since`: what failed before
 * does not count again.
 */
export type FilmPlan = {
  tier: "draft" | "final";
  takeTier: "draft" | "final";
  positions: number[];
  since: string;
  /** What was filmed before: it is shown where nothing better is. */
  standing: FilmedShot[];
};

/** Which scenes are filmed. Words are drawn here, and what somebody uploaded is shown as it is. */
export const isFilmedKind = (shot: string) => shot === "talking-head" || shot === "product";

/** How fine a shot of a video is filmed: coarsely while the brief films drafts and this is one. */
export const takeTierOf = (wanted: Footage["tier"], video: string): FilmPlan["takeTier"] =>
  wanted === "filmed-draft" && video === "draft" ? "draft" : "final";

/**
 * What of a version is to be filmed. Nothing when its brief names no model, or wants its draft drawn and this is the draft.
 * After a filmed draft was approved it is the shots that were filmed in it: what was approved as a drawing stays one.
 * Refused when it is to be filmed and no model of its list can be reached from here.
 */
export async function planFilming(stage: FilmStage, ref: FilmRef): Promise<FilmPlan> {
  const { db } = stage;
  const { brandId, variantId, version } = ref;
  const plan = { positions: [], since: new Date().toISOString(), standing: [], takeTier: "final" as const };
  if (await findVersion(db, brandId, variantId, version)) return { ...plan, tier: "final" };
  const { briefId } = await getVariant(db, brandId, variantId);
  const { footage } = await getBrief(db, brandId, briefId);
  const { dossiers, tier } = await readFilming(db, brandId, footage);
  const request = await findShotRequest(db, brandId, variantId, version);
  if (request) {
    const base = await getVideo(db, brandId, request.videoId);
    return {
      ...{ since: plan.since, tier: base.tier === "draft" ? "draft" : "final", positions: request.positions },
      ...{ takeTier: takeTierOf(tier, base.tier), standing: await readShownFootage(db, brandId, base.id) },
    };
  }
  const models = dossiers.filter((each) => each.id !== animatic && isFilming(each));
  if (models.length === 0) return { ...plan, tier: "final" };
  const approved = tier === "final" ? undefined : await findApprovedScript(db, brandId, variantId, version);
  const draft = tier !== "final" && !approved;
  if (draft && tier === "draft-first") return { ...plan, tier: "draft" };
  if (!models.some(({ provider }) => stage.filming?.filmers[provider])) {
    const names = models.map(({ name }) => name).join(", ");
    throw new Refused(
      "no-video-vendor",
      `This brief is filmed with ${names}, and no account with Replicate is set up. Set REPLICATE_API_TOKEN, or take the model out of the brief.`,
    );
  }
  const script = await readScript(stage, ref);
  const positions = script.scenes.flatMap(({ shot }, index) => (isFilmedKind(shot) ? [index] : []));
  if (draft) return { ...plan, tier: "draft", takeTier: "draft", positions };
  if (tier !== "filmed-draft") return { ...plan, tier: "final", positions };
  const standing = await readShownFootage(db, brandId, approved!.id);
  const shown = standing.map(({ position }) => position);
  return { ...plan, tier: "final", positions: shown.length > 0 ? shown : positions, standing };
}

/** What is next for one shot of a version; see `orderShot`. Says on the way how far the variant is. */
export async function orderNext(
  stage: FilmStage & { filming: Filming },
  ref: FilmRef,
  position: number,
  { since, positions, takeTier: tier }: FilmPlan,
): Promise<ShotOrder> {
  const { db, files } = stage;
  const { brandId, variantId } = ref;
  const words = `Filming ${tier === "draft" ? "a draft of " : ""}${positions.length === 1 ? "a shot" : `${positions.length} shots`}`;
  await setVariantStage(db, brandId, variantId, { state: "rendering", stage: words, progress: 0.12 });
  const script = await readScript(stage, ref);
  const { storyboard: board } = await stageScript(stage, brandId, variantId, script);
  const speech = board.shots[position]?.speech;
  let lineFile: string | null = null;
  if (speech) {
    const bytes = await readFile(speech.file);
    lineFile = `brands/${brandId}/takes/lines/${createHash("sha256").update(bytes).digest("hex").slice(0, 40)}.wav`;
    await files.save(lineFile, { bytes });
  }
  const wish = await directShot(stage, ref, { script, board, position, lineFile, tier });
  return orderShot(stage, ref, position, wish, new Date(since));
}

/** Looks at a take that a shot of this version waits for; see `lookAtTake`. */
export async function lookAt(
  stage: FilmStage & { filming: Filming },
  { brandId, variantId, version }: FilmRef,
  takeId: string,
  look: number,
): Promise<TakeNews> {
  // Whoever stopped waits no more for a take that goes on for somebody else; its own it sees to the end.
  const { variantId: owner } = await getTake(stage.db, brandId, takeId);
  if (owner !== variantId && (await isWaitStopped(stage.db, brandId, [takeId], { variantId, version }))) {
    return { state: "cancelled", againInSeconds: 0 };
  }
  // A model may take half an hour, in which nothing else is heard of the variant.
  await touchVariant(stage.db, brandId, variantId);
  return lookAtTake(stage, brandId, takeId, look);
}

/**
 * What a version shows once every shot is filmed or given up: a shot that could not be filmed shows what was filmed of it
 * before, if anything was, and so does every shot that was not asked for. When a draft was approved to be filmed and not
 * one shot could be, there is nothing new to show anybody: refused with the reasons.
 */
export async function settleFilming(
  { db }: FilmStage,
  { brandId, variantId, version }: FilmRef,
  filmed: readonly FilmedShot[],
  { standing }: Pick<FilmPlan, "standing">,
): Promise<FilmedShot[]> {
  const good = filmed.filter(({ clips }) => clips.length > 0);
  const kept = standing.filter(({ position }) => !good.some((each) => each.position === position));
  const drawn = filmed.filter((each) => ![...good, ...kept].some(({ position }) => position === each.position));
  const shots = [...good, ...kept, ...drawn].sort((a, b) => a.position - b.position);
  if (filmed.length === 0 || good.length > 0 || (await findShotRequest(db, brandId, variantId, version))) return shots;
  if (!(await findApprovedScript(db, brandId, variantId, version))) return shots;
  const why = [...new Set(filmed.map(({ note }) => note).filter(Boolean))].join(" ").slice(0, 500);
  throw new Refused("nothing-filmed", `None of the shots could be filmed, so the draft stands. ${why}`.trim());
}

async function readScript({ db }: FilmStage, { brandId, variantId, version }: FilmRef) {
  const row = await findScript(db, brandId, variantId, version);
  if (!row) throw new NotFound("script", `${variantId} version ${version}`);
  return scriptSchema.parse(row.script);
}
