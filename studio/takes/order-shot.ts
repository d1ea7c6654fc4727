import { speechLead } from "#media/timeline.ts";
import type { VideoProvider } from "#providers/video/contract.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import type { Filmers } from "#providers/video/index.ts";
import { chooseModel, sayUnmatched, type Tried } from "../shots/choose-model.ts";
import type { CompiledShot } from "../shots/directed-shot.ts";
import type { FilmWish } from "./direct-shot.ts";
import type { Filming, FilmRef, FilmStage } from "./filming.ts";
import { findClip, placeClip } from "./order-clip.ts";
import { findMatchers, orderLips } from "./order-lips.ts";

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
    tried.push(...(outcome.unmatched ?? []));
    if (outcome.because !== null) tried.push({ dossier: chosen.dossier, because: outcome.because });
  }
}

type Order = { position: number; wish: FilmWish; chosen: CompiledShot; dossier: Dossier; since: Date };

/**
 * Why a model does not film a shot. `unmatched` are models that could not match the lips: they are not asked again for
 * this shot, and when there is no other reason it is filmed by the same model with closed ones.
 */
type NotFilmed = { because: string | null; unmatched?: Tried[] };

/** Clip by clip: what was filmed, and where lips have to be matched, what came of that. */
async function orderClips(
  stage: FilmStage & { filming: Filming },
  filmer: VideoProvider,
  ref: FilmRef,
  { chosen, dossier, position, wish, since }: Order,
): Promise<ShotOrder | NotFilmed> {
  const { candidates } = stage.filming;
  const filmed: FilmedShot["clips"] = [];
  const shown: FilmedShot["clips"] = [];
  const inVain = new Map<string, Tried>();
  for (const [part, clip] of chosen.clips.entries()) {
    const matchers = await findMatchers(stage, chosen, wish, part);
    const reserveMicros = matchers.able[0]?.lips.clips[part]?.costMicros ?? 0;
    const order = { position, wish, since, part, filmed };
    const maker = { ...chosen, dossier, filmer, candidates, reserveMicros };
    const standing = await findClip(stage, ref, maker, { ...order, clip });
    if ("wanted" in standing) {
      // What nobody could match the lips of is not filmed speaking: that is known before anything is paid for.
      if (chosen.lips && matchers.able.length === 0) return { because: null, unmatched: matchers.unable };
      return placeClip(stage, ref, maker, { ...order, clip }, standing);
    }
    if (!("best" in standing)) return standing;
    filmed.push({ takeId: standing.best.id, seconds: clip.keeps });
    if (!chosen.lips) continue;
    const matched = await orderLips(stage, ref, matchers, standing.best, order);
    if (!("best" in matched)) return matched;
    shown.push({ takeId: matched.best.id, seconds: clip.keeps });
    for (const each of matched.unmatched) inVain.set(each.dossier, each);
  }
  const lead = chosen.after.voice === "laid-over" && dossier.recording === "drives" ? speechLead : 0;
  const said = chosen.resolutions.map(({ sentence }) => sentence);
  const unmatched = [...inVain.values()].map((each) => sayUnmatched(each, wish.dossiers));
  const note = [...said, ...unmatched].join(" ") || null;
  return { filmed: { position, clips: chosen.lips ? shown : filmed, lead, note } };
}

const nameOf = ({ dossiers }: FilmWish, id: string) => dossiers.find((each) => each.id === id)?.name ?? id;
