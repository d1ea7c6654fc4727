import type { Take } from "#db/queries/takes.ts";
import type { VideoProvider } from "#providers/video/contract.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import type { Filmers } from "#providers/video/index.ts";
import type { Tried } from "../shots/choose-model.ts";
import type { CompiledShot, MatchedLips } from "../shots/directed-shot.ts";
import type { FilmWish } from "./direct-shot.ts";
import type { Filming, FilmRef, FilmStage } from "./filming.ts";
import { checkInput, sketchInput } from "./inputs.ts";
import { type ClipOrder, findClip, placeClip } from "./order-clip.ts";

type Matcher = { lips: MatchedLips; dossier: Dossier; filmer: VideoProvider };

/** Who can match the lips of a clip, in the order of asking, and who cannot for which reason. */
export type Matchers = { able: Matcher[]; unable: Tried[] };

/** The models that can match the lips of a shot's clip, by what they say of themselves today. */
export async function findMatchers(
  { filming }: { filming: Filming },
  { lips: asked = [] }: Pick<CompiledShot, "lips">,
  { dossiers }: Pick<FilmWish, "dossiers">,
  part: number,
): Promise<Matchers> {
  const found: Matchers = { able: [], unable: [] };
  for (const lips of asked) {
    const dossier = dossiers.find(({ id }) => id === lips.dossier)!;
    const filmer = filming.filmers[lips.provider as keyof Filmers];
    const because = filmer
      ? (await checkInput(filmer, dossier, sketchInput(lips.clips[part]!))).because
      : `${lips.provider} is not set up here.`;
    if (filmer && because === null) found.able.push({ lips, dossier, filmer });
    else found.unable.push({ dossier: lips.dossier, because: because ?? "" });
  }
  return found;
}

/**
 * Has the lips of a clip that was filmed matched to the voice, by the first who does. When nobody does the clip is of no
 * use, because lips that disagree with the words are worse than none: the next model films the shot. `unmatched` are those
 * who were asked in vain.
 */
export async function orderLips(
  stage: FilmStage & { filming: Filming },
  ref: FilmRef,
  { able, unable }: Matchers,
  source: Take,
  order: Omit<ClipOrder, "clip">,
): Promise<{ follow: string[] } | { best: Take; unmatched: Tried[] } | { because: string; unmatched: Tried[] }> {
  const unmatched = [...unable];
  for (const { lips, dossier, filmer } of able) {
    const clip = { ...order, clip: lips.clips[order.part]! };
    const maker = { ...lips, dossier, filmer, resolutions: [], candidates: 1, reserveMicros: 0 };
    const size = whyNotTaken(dossier, source);
    let standing = size ? { because: size } : await findClip(stage, ref, maker, clip);
    if ("wanted" in standing) standing = await placeClip(stage, ref, maker, clip, standing);
    if ("best" in standing) return { best: standing.best, unmatched };
    if ("follow" in standing) return standing;
    if ("because" in standing) unmatched.push({ dossier: dossier.id, because: standing.because });
  }
  const because = "the clip came, and nobody could match its lips to the voice, so that it is not shown.";
  return { because, unmatched };
}

function whyNotTaken({ clip, name }: Dossier, { probe }: Take): string | undefined {
  if (!clip || !probe) return undefined;
  const { width, height } = probe;
  if (Math.min(width, height) >= clip.leastPixels && Math.max(width, height) <= clip.mostPixels) return undefined;
  return `The clip is ${width} × ${height} pixels, and ${name} takes ${clip.leastPixels} to ${clip.mostPixels}.`;
}
