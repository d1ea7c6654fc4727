import { Refused } from "#config/errors.ts";
import type { Trx } from "#db/database.ts";
import { holdPrice, sumVariantMoney } from "#db/queries/budgets.ts";
import { insertTake, listFailedTakes, listLivingTakes, sumOpenTakes, type Take } from "#db/queries/takes.ts";
import { getVariant } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import { speechLead } from "#media/timeline.ts";
import type { VideoProvider } from "#providers/video/contract.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import type { Filmers } from "#providers/video/index.ts";
import { lockBudget } from "../ledger/budget.ts";
import { chooseModel, dollars, type Tried } from "../shots/choose-model.ts";
import type { Clip, CompiledShot } from "../shots/directed-shot.ts";
import type { FilmWish } from "./direct-shot.ts";
import type { Filming, FilmRef, FilmStage } from "./filming.ts";
import { checkInput, storeInput } from "./inputs.ts";
import { keyClip, type StoredInput, sha256Of } from "./keys.ts";

/** What a shot shows: takes in their order with the seconds of each, or none, and then why. `lead`: see the storyboard. */
export type FilmedShot = {
  position: number;
  clips: { takeId: string; seconds: number }[];
  lead: number;
  note: string | null;
};

/** What is next for a shot: takes to wait for, or what became of it. */
export type ShotOrder = { follow: string[] } | { filmed: FilmedShot };

/**
 * Orders what is next for a shot, from what its takes say: the next clip of it, as many candidates as are wanted; or, when
 * a model did not deliver since `since`, the whole shot of the next model in the list, with a prompt of its own. Safe to
 * repeat: a clip is named by what is asked and stands once, whoever wants it. The money is found in the brief's budget, in
 * the same transaction as the order is written down in.
 */
export async function orderShot(
  stage: FilmStage & { filming: Filming },
  ref: FilmRef,
  position: number,
  wish: FilmWish,
  since: Date,
): Promise<ShotOrder> {
  const tried: Tried[] = [];
  for (;;) {
    const { chosen, passed } = chooseModel(wish.shot, wish.dossiers, { tried });
    const filmer = chosen && stage.filming.filmers[chosen.provider as keyof Filmers];
    if (!chosen || chosen.provider === "animatic") {
      const why = [
        ...tried.map(({ dossier, because }) => `${nameOf(wish, dossier)}: ${because}`),
        ...passed.map(({ why }) => why),
      ];
      return { filmed: { position, clips: [], lead: 0, note: why.join(" ").slice(0, 600) || null } };
    }
    const dossier = wish.dossiers.find(({ id }) => id === chosen.dossier)!;
    const outcome = filmer
      ? await orderClips(stage, filmer, ref, { position, wish, chosen, dossier, since })
      : { because: `${chosen.provider} is not set up here.` };
    if (!("because" in outcome)) return outcome;
    tried.push({ dossier: chosen.dossier, because: outcome.because });
  }
}

type Order = { position: number; wish: FilmWish; chosen: CompiledShot; dossier: Dossier; since: Date };

async function orderClips(
  stage: FilmStage & { filming: Filming },
  filmer: VideoProvider,
  ref: FilmRef,
  order: Order,
): Promise<ShotOrder | { because: string }> {
  const { db } = stage;
  const { chosen, position, since } = order;
  const shown: FilmedShot["clips"] = [];
  for (const [part, clip] of chosen.clips.entries()) {
    const input = await storeInput(stage, clip, shown);
    const wanted = Array.from({ length: stage.filming.candidates }, (_, candidate) =>
      candidateOf(order, input, part, candidate),
    );
    const keys = wanted.map(({ shotHash }) => shotHash);
    const living = await listLivingTakes(db, ref.brandId, keys);
    const lost = living.find(({ state }) => state === "unknown");
    if (lost) throw new Refused("take-unknown", sayUnknown(filmer.name, position));
    const open = living.filter(({ state }) => state !== "done");
    if (open.length > 0) return { follow: open.map(({ id }) => id) };
    const best = pickBest(living);
    if (best) {
      shown.push({ takeId: best.id, seconds: clip.keeps });
      continue;
    }
    const [failed] = await listFailedTakes(db, ref.brandId, keys, since);
    if (failed?.state === "cancelled") throw new Refused("filming-stopped", failed.error ?? "Filming was stopped.");
    if (failed) return { because: failed.error ?? "It failed." };
    const checked = await checkInput(filmer, order.dossier, wanted[0]!.input);
    if (checked.because) return { because: checked.because };
    return place(
      stage,
      ref,
      order,
      clip,
      part,
      wanted.map((each) => ({ ...each, input: checked.trim(each.input) })),
      checked,
    );
  }
  const lead = chosen.after.voice === "laid-over" && order.dossier.recording === "drives" ? speechLead : 0;
  return {
    filmed: {
      position,
      clips: shown,
      lead,
      note: chosen.resolutions.map(({ sentence }) => sentence).join(" ") || null,
    },
  };
}

type Candidate = { shotHash: string; candidate: number; seed: number | null; input: StoredInput };

/** Another candidate differs by its seed, where the model takes one. */
function candidateOf({ chosen, dossier }: Order, input: StoredInput, part: number, candidate: number): Candidate {
  const name = dossier.parameters.seed;
  const seed = name === undefined ? null : (Number(input[name]) + candidate * 7919) % 2_147_483_000;
  const own = name === undefined ? input : { ...input, [name]: seed };
  return { shotHash: keyClip({ model: chosen.model, input: own, part, candidate }), candidate, seed, input: own };
}

/** Writes as many candidates down as there is money for, at least one. */
async function place(
  { db }: FilmStage,
  ref: FilmRef,
  { position, wish, chosen, dossier }: Order,
  clip: Clip,
  part: number,
  wanted: Candidate[],
  { dropped, licence }: { dropped: string[]; licence: string | null },
): Promise<ShotOrder | { because: string }> {
  const sound = dossier.parameters.sound ? clip.input[dossier.parameters.sound] === true : dossier.sound !== "none";
  return inTransaction(db, async (trx) => {
    const room = await findRoom(trx, ref);
    const most = clip.costMicros === 0 ? wanted.length : Math.floor(room.micros / clip.costMicros);
    if (most < 1) {
      return {
        because: `it would cost ${dollars(clip.costMicros)}, and ${dollars(Math.max(0, room.micros))} of the budget are left.`,
      };
    }
    const takes: Take[] = [];
    for (const { shotHash, candidate, seed, input } of wanted.slice(0, most)) {
      const { take } = await insertTake(trx, ref.brandId, {
        ...{ shotHash, shotType: wish.shotType, provider: chosen.provider, position, part, candidate, seed, input },
        ...{ variantId: ref.variantId, version: ref.version, dossier: dossier.id, model: chosen.model },
        dossierVersion: `${dossier.checked} ${sha256Of(Buffer.from(JSON.stringify(dossier))).slice(0, 8)}`,
        prompt: clip.prompt,
        tier: wish.shot.tier,
        licence,
        estimateMicros: clip.costMicros,
        asked: {
          ...{ seconds: clip.seconds, keeps: clip.keeps, resolution: chosen.resolution, sound },
          deadlineMinutes: dossier.deadlineMinutes,
        },
        resolutions: [...chosen.resolutions, ...dropped.map((sentence) => ({ rule: "prompt", sentence }))],
      });
      takes.push(take);
    }
    await room.hold(await sumOpenTakes(trx, ref.brandId, ref.variantId));
    return { follow: takes.map(({ id }) => id) };
  });
}

/**
 * What may still be spent on a variant: what is left of the brief's budget, and what is held for this video and not taken
 * by an order yet. The brief's row is locked until the transaction ends, so that two orders never find the same money.
 */
async function findRoom(trx: Trx, { brandId, variantId }: FilmRef) {
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

/** The sharpest picture that moves, of those that came. */
function pickBest(takes: readonly Take[]): Take | undefined {
  return [...takes].sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || (a.candidate ?? 0) - (b.candidate ?? 0))[0];
}

const nameOf = ({ dossiers }: FilmWish, id: string) => dossiers.find((each) => each.id === id)?.name ?? id;

function sayUnknown(vendor: string, position: number): string {
  return `An order for shot ${position + 1} broke off on its way, and nobody knows whether ${vendor} took it. Look there, then say on the video's page whether it did.`;
}
