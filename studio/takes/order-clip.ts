import { Refused } from "#config/errors.ts";
import type { Trx } from "#db/database.ts";
import { holdPrice, sumVariantMoney } from "#db/queries/budgets.ts";
import { isWaitStopped, waitForTakes } from "#db/queries/take-waiters.ts";
import { insertTake, listFailedTakes, listLivingTakes, sumOpenTakes, type Take } from "#db/queries/takes.ts";
import { getVariant } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import type { VideoProvider } from "#providers/video/contract.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import { lockBudget } from "../ledger/budget.ts";
import { dollars } from "../shots/choose-model.ts";
import type { Clip, Resolution } from "../shots/directed-shot.ts";
import type { FilmWish } from "./direct-shot.ts";
import type { Filming, FilmRef, FilmStage } from "./filming.ts";
import { checkInput, storeInput } from "./inputs.ts";
import { keyClip, type StoredInput, sha256Of } from "./keys.ts";

type Crew = FilmStage & { filming: Filming };

/** Who makes a clip, whether by filming it or by changing one. `reserveMicros` have to be left after it is ordered. */
export type Maker = {
  provider: string;
  model: string;
  resolution: string;
  resolutions: Resolution[];
  dossier: Dossier;
  filmer: VideoProvider;
  candidates: number;
  reserveMicros: number;
};

/**
 * One clip of a shot, the `part`th. `filmed` are the takes of this shot that the clip may be made from, by their parts;
 * what failed before `since` does not count.
 */
export type ClipOrder = {
  position: number;
  wish: FilmWish;
  since: Date;
  part: number;
  clip: Clip;
  filmed: readonly { takeId: string; seconds: number }[];
};

/** A clip that nobody has ordered yet, or whose orders are forgotten. */
export type Wanted = { wanted: Candidate[] };

/** How a clip stands: being made, made, not to be had, or still to be ordered. */
export async function findClip(
  stage: Crew,
  ref: FilmRef,
  maker: Maker,
  { position, since, part, clip, filmed }: ClipOrder,
): Promise<{ follow: string[] } | { best: Take } | { because: string } | Wanted> {
  const input = await storeInput(stage, clip, filmed);
  const wanted = Array.from({ length: maker.candidates }, (_, candidate) => candidateOf(maker, input, part, candidate));
  const keys = wanted.map(({ shotHash }) => shotHash);
  const living = await listLivingTakes(stage.db, ref.brandId, keys);
  const lost = living.find(({ state }) => state === "unknown");
  if (lost) throw new Refused("take-unknown", sayUnknown(maker.filmer.name, position));
  const found = living.map(({ id }) => id);
  if (await isWaitStopped(stage.db, ref.brandId, found, ref, since)) throw stopped();
  const open = living.filter(({ state }) => state !== "done").map(({ id }) => id);
  if (open.length > 0) {
    await waitForTakes(stage.db, ref.brandId, open, { ...ownOf(ref), position }, since);
    return { follow: open };
  }
  const best = pickBest(living);
  if (best) {
    // A clip that another video had made is this shot's, too: who looks how far it is finds it here.
    await waitForTakes(stage.db, ref.brandId, [best.id], { ...ownOf(ref), position }, since);
    return { best };
  }
  const [failed] = await listFailedTakes(stage.db, ref.brandId, keys, since);
  if (failed?.state !== "cancelled") return failed ? { because: failed.error ?? "It failed." } : { wanted };
  // What another video gave up is ordered anew.
  if (failed.variantId === ref.variantId) throw stopped(failed.error ?? undefined);
  return { wanted };
}

/** Orders a clip when the model takes the order as its schema is today, and when there is money for it. */
export async function placeClip(
  stage: Crew,
  ref: FilmRef,
  maker: Maker,
  order: ClipOrder,
  { wanted }: Wanted,
): Promise<{ follow: string[] } | { because: string }> {
  const { because, ...checked } = await checkInput(maker.filmer, maker.dossier, wanted[0]!.input);
  if (because) return { because };
  const trimmed = wanted.map((each) => ({ ...each, input: checked.trim(each.input) }));
  return place(stage, ref, maker, order, trimmed, checked);
}

type Candidate = { shotHash: string; candidate: number; seed: number | null; input: StoredInput };

/** Another candidate differs by its seed, where the model takes one. */
function candidateOf({ model, dossier }: Maker, input: StoredInput, part: number, candidate: number): Candidate {
  const name = dossier.parameters.seed;
  const seed = name === undefined ? null : (Number(input[name]) + candidate * 7919) % 2_147_483_000;
  const own = name === undefined ? input : { ...input, [name]: seed };
  return { shotHash: keyClip({ model, input: own, part, candidate }), candidate, seed, input: own };
}

/** Writes as many candidates down as there is money for, at least one. */
async function place(
  { db }: FilmStage,
  ref: FilmRef,
  { dossier, provider, model, resolution, resolutions, reserveMicros }: Maker,
  { position, wish, since, part, clip }: ClipOrder,
  wanted: Candidate[],
  { dropped, licence }: { dropped: string[]; licence: string | null },
): Promise<{ follow: string[] } | { because: string }> {
  const sound = dossier.parameters.sound ? clip.input[dossier.parameters.sound] === true : dossier.sound !== "none";
  return inTransaction(db, async (trx) => {
    const room = await findRoom(trx, ref);
    const most = clip.costMicros === 0 ? wanted.length : Math.floor((room.micros - reserveMicros) / clip.costMicros);
    if (most < 1) {
      const whole = `${dollars(clip.costMicros + reserveMicros)}${reserveMicros > 0 ? " with its lips matched" : ""}`;
      return {
        because: `it would cost ${whole}, and ${dollars(Math.max(0, room.micros))} of the budget are left.`,
      };
    }
    const takes: Take[] = [];
    for (const { shotHash, candidate, seed, input } of wanted.slice(0, most)) {
      const { take } = await insertTake(trx, ref.brandId, {
        ...{ shotHash, shotType: wish.shotType, provider, position, part, candidate, seed, input },
        ...{ variantId: ref.variantId, version: ref.version, dossier: dossier.id, model },
        dossierVersion: `${dossier.checked} ${sha256Of(Buffer.from(JSON.stringify(dossier))).slice(0, 8)}`,
        prompt: clip.prompt || null,
        tier: wish.shot.tier,
        licence,
        estimateMicros: clip.costMicros,
        asked: {
          ...{ seconds: clip.seconds, keeps: clip.keeps, resolution, sound },
          deadlineMinutes: dossier.deadlineMinutes,
        },
        resolutions: [...resolutions, ...dropped.map((sentence) => ({ rule: "prompt", sentence }))],
      });
      takes.push(take);
    }
    await room.hold(await sumOpenTakes(trx, ref.brandId, ref.variantId));
    const follow = takes.map(({ id }) => id);
    await waitForTakes(trx, ref.brandId, follow, { ...ownOf(ref), position }, since);
    return { follow };
  });
}

/**
 * What may still be spent on a variant: what is left of the brief's budget, and what is held for this video and not taken
 * by an order yet. The brief's row is locked until the transaction ends, so that two orders never find the same money.
 */
export async function findRoom(trx: Trx, { brandId, variantId }: Pick<FilmRef, "brandId" | "variantId">) {
  const { briefId } = await getVariant(trx, brandId, variantId);
  const { leftMicros } = await lockBudget(trx, brandId, briefId);
  const { heldMicros } = await sumVariantMoney(trx, brandId, variantId);
  const open = await sumOpenTakes(trx, brandId, variantId);
  return {
    micros: leftMicros === null ? Number.POSITIVE_INFINITY : leftMicros + Math.max(0, heldMicros - open),
    /** Holds what is ordered when the price that was held for the video does not cover it. */
    hold: async (ordered: number) => {
      if (ordered > heldMicros) await holdPrice(trx, brandId, variantId, ordered);
    },
  };
}

const ownOf = ({ variantId, version }: FilmRef) => ({ variantId, version });
const stopped = (why = "Filming was stopped.") => new Refused("filming-stopped", why);

/** The sharpest picture that moves, of those that came. */
function pickBest(takes: readonly Take[]): Take | undefined {
  return [...takes].sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || (a.candidate ?? 0) - (b.candidate ?? 0))[0];
}

function sayUnknown(vendor: string, position: number): string {
  return `An order for shot ${position + 1} broke off on its way, and nobody knows whether ${vendor} took it. Look there, then say where the filming is followed whether it did.`;
}
