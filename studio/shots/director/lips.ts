import { speechLead } from "#media/timeline.ts";
import { type Dossier, type FilmDossier, listDurations, roundSeconds } from "#providers/video/dossier.ts";
import { priceRun } from "#providers/video/price.ts";
import type { Clip, DirectedShot, InputValue, MatchedLips } from "../directed-shot.ts";
import type { Part } from "./duration.ts";

/** A model that makes nothing but what whoever matches the lips can take. */
export type FittedLips = { matcher: Dossier; narrowed: FilmDossier };

/**
 * The first of `matchers` that can take clips of a model, and the model with the lengths that it can take; undefined when
 * none can.
 */
export function fitLips(dossier: FilmDossier, matchers: readonly Dossier[]): FittedLips | undefined {
  for (const matcher of matchers) {
    const durations = narrow(dossier, matcher);
    const fine = dossier.resolutions.filter(({ name }) => takesSize(matcher, name));
    if (durations && fine.length > 0) {
      return { matcher, narrowed: { ...dossier, durations, resolutions: fine } };
    }
  }
  return undefined;
}

function narrow({ durations: offer, ...dossier }: FilmDossier, { durations: takes }: Dossier) {
  if (takes.kind !== "recording") return undefined;
  const offered = listDurations({ ...dossier, durations: offer }).filter(
    (each) => each >= takes.from && each <= takes.to,
  );
  if (offered.length === 0) return undefined;
  if (offer.kind === "list") return { ...offer, seconds: offered };
  return { ...offer, from: offered[0]!, to: offered.at(-1)! };
}

/** A clip's shorter side is what its resolution says, and its longer one at most sixteen ninths of that. */
function takesSize({ clip }: Dossier, resolution: string): boolean {
  const pixels = Number.parseInt(resolution, 10);
  return clip !== undefined && pixels >= clip.leastPixels && Math.round((pixels * 16) / 9) <= clip.mostPixels;
}

/**
 * How each of `matchers` is asked that can take the clips of a shot. A clip begins with the shot, and the voice a moment
 * later: the stretch of the recording that goes along begins with that silence.
 */
export function matchLips(
  { recording }: DirectedShot,
  matchers: readonly Dossier[],
  parts: readonly Part[],
  resolution: string,
): MatchedLips[] {
  return matchers.flatMap((matcher) => {
    const { durations, parameters: names } = matcher;
    if (durations.kind !== "recording" || !names.clip || !names.recording) return [];
    const fits = parts.every(({ asks }) => asks >= durations.from && asks <= durations.to);
    if (!fits || !takesSize(matcher, resolution)) return [];
    const fineness = matcher.resolutions.at(-1)!.name;
    const clips = parts.map((part, index): Clip => {
      const keeps = roundSeconds(part.to - part.from);
      const seconds = Math.max(durations.from, keeps);
      const input: Record<string, InputValue> = {
        [names.clip!]: { clipOf: index, seconds },
        [names.recording!]: {
          recording: recording?.file ?? null,
          from: roundSeconds(part.from - speechLead),
          to: roundSeconds(part.to - speechLead),
        },
        ...names.fixed,
      };
      const costMicros = priceRun(matcher, { seconds, resolution: fineness, sound: false }) ?? 0;
      return { seconds, keeps, prompt: "", input, costMicros };
    });
    const costMicros = clips.reduce((sum, clip) => sum + clip.costMicros, 0);
    return [
      {
        ...{ dossier: matcher.id, provider: matcher.provider, model: matcher.model },
        ...{ resolution: fineness, clips, costMicros },
      },
    ];
  });
}
