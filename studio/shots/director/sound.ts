import { countWords, wordsPerSecond } from "#providers/text/contract.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import type { CompiledShot, DirectedShot, Resolution } from "../directed-shot.ts";

export type Sound = {
  /** The words that the model is to say; null when it says none. */
  line: string | null;
  /** Whether it makes sound, which its price may depend on. */
  on: boolean;
  /** Lips move to the studio's recording. */
  driven: boolean;
  /** Whoever is filmed speaks, and another model matches the lips to the recording afterwards. */
  matched: boolean;
  voice: CompiledShot["after"]["voice"];
  dropSound: boolean;
  resolutions: Resolution[];
};

/** Seconds that a line takes: as recorded, or at the trade's rate while it is not. */
export function secondsOfLine({ line, recording }: DirectedShot): number {
  if (!line) return 0;
  return Math.round((recording?.seconds ?? Math.max(1, countWords(line) / wordsPerSecond)) * 100) / 100;
}

/** Whether somebody's lips would have to be matched to the line after a model has filmed it. */
export function wantsLips(dossier: Dossier, { line, voice, kind }: DirectedShot): boolean {
  if (!line || kind !== "talking-head" || dossier.recording === "drives") return false;
  return voice === "studio" || dossier.sound !== "speech";
}

/**
 * Who says the line. The rules: the persona's own voice, recorded here, drives the lips where a model lets it; a model that
 * speaks says the line when it was asked to; in every other case the recording is laid over a picture in which nobody
 * speaks, because lips that disagree with the words are worse than closed ones, unless `matcher`, another model, matches
 * them afterwards: then the person is filmed speaking. Sound that nobody needs is switched off.
 */
export function settleSound(
  dossier: Dossier,
  { line, voice, kind, persona }: DirectedShot,
  matcher?: Pick<Dossier, "name">,
): Sound {
  const { name } = dossier;
  const always = dossier.sound !== "none" && !dossier.parameters.sound;
  const resolutions: Resolution[] = [];
  const quiet = { line: null, on: always, driven: false, matched: false, dropSound: always };
  if (always) resolutions.push({ rule: "sound", sentence: `${name} always makes sound: it is thrown away.` });
  if (!line) return { ...quiet, voice: "none", resolutions };

  if (dossier.recording === "drives") {
    if (voice === "model") {
      const sentence = `${name} makes no words of its own: the line is recorded here, and the lips follow it.`;
      resolutions.push({ rule: "sound", sentence });
    }
    return { line: null, on: false, driven: true, matched: false, voice: "laid-over", dropSound: false, resolutions };
  }
  if (voice === "model" && dossier.sound === "speech") {
    return { line, on: true, driven: false, matched: false, voice: "made", dropSound: false, resolutions: [] };
  }
  if (voice === "model") {
    const sentence = `${name} makes no words: the line is recorded here and laid over the picture.`;
    resolutions.push({ rule: "sound", sentence });
  }
  if (kind === "talking-head") {
    const who = persona?.name ?? "The person";
    if (matcher) {
      const sentence = `${name} cannot follow a recording: ${who} is filmed speaking, and ${matcher.name} matches the lips to the voice.`;
      return { ...quiet, matched: true, voice: "laid-over", resolutions: [...resolutions, { rule: "lips", sentence }] };
    }
    const sentence = `${name} cannot follow a recording: ${who} is filmed with a closed mouth, so that no lips disagree with the voice.`;
    resolutions.push({ rule: "lips", sentence });
  }
  return { ...quiet, voice: "laid-over", resolutions };
}
