import { type Dossier, type FilmDossier, isFilming, roundSeconds } from "#providers/video/dossier.ts";
import { priceRun } from "#providers/video/price.ts";
import type { Clip, CompiledShot, DirectedShot, InputValue, Resolution, UnfitShot } from "./directed-shot.ts";
import { type Part, planParts, planStretches, say, sayParts } from "./director/duration.ts";
import { chooseRatio, chooseResolution } from "./director/frame.ts";
import { fitLips, matchLips } from "./director/lips.ts";
import { type Pictures, placePictures } from "./director/pictures.ts";
import { type Sound, secondsOfLine, settleSound, wantsLips } from "./director/sound.ts";
import { wordsOfShot } from "./director/words.ts";
import { writePrompt } from "./director/write-prompt.ts";

/**
 * Says a shot in a model's own language and parameters, and what it will cost, before anything is called. What the model
 * cannot do is settled by the rules in director/, each settlement with its sentence; what no rule can settle does not fit.
 * The same shot and dossiers always give the same. `matchers` match the lips of what a model filmed that cannot follow a
 * recording, in the order in which they are asked; those that cannot take its clips are passed over.
 */
export function compileShot(
  shot: DirectedShot,
  asked: Dossier,
  matchers: readonly Dossier[] = [],
): CompiledShot | UnfitShot {
  if (!isFilming(asked)) {
    const why = `${asked.name} matches the lips in a clip that another model filmed, and films nothing itself.`;
    return { fits: false, dossier: asked.id, why };
  }
  const why = whyUnfit(shot, asked);
  if (why) return { fits: false, dossier: asked.id, why };
  const fitted = wantsLips(asked, shot) ? fitLips(asked, matchers) : undefined;
  const dossier = fitted?.narrowed ?? asked;
  const resolutions: Resolution[] = [];
  const note = (...found: (Resolution | null)[]) => resolutions.push(...found.filter((each) => each !== null));

  const spoken = secondsOfLine(shot);
  const sound = settleSound(dossier, shot, fitted?.matcher);
  const seconds = dossier.makes === "avatar" ? spoken : Math.max(shot.seconds, spoken);
  if (Math.abs(seconds - shot.seconds) >= 0.005) note(sayLine(shot, seconds));
  note(...sound.resolutions);

  const parts =
    dossier.makes === "avatar" ? planStretches(dossier, shot.recording, seconds) : planParts(dossier, seconds);
  const guess = chooseRatio(dossier, shot.ratio, false);
  const pictures = placePictures(dossier, shot, guess.ratio, parts);
  const framed = dossier.makes === "avatar" || pictures.firstFrame !== null;
  const frame = chooseRatio(dossier, shot.ratio, framed);
  const chained = dossier.frames.first && !(pictures.references.length > 0 && !dossier.references?.besideFrames);
  note(sayParts(dossier, seconds, parts, chained), frame.resolution, ...pictures.resolutions);

  const fineness = chooseResolution(dossier, shot.tier, parts);
  if (!fineness) return { fits: false, dossier: dossier.id, why: `${dossier.name} has no resolution for that length.` };
  note(fineness.resolution);

  const told = { dossier, shot, sound, pictures, ratio: frame.ratio, fineness, chained };
  const made = parts.map((part, index) => makeClip(told, parts, part, index, frame.cropTo));
  if (made.some(({ cut }) => cut)) {
    const sentence = `${dossier.name} reads ${dossier.prompt.longest} characters: what matters least is left out of the prompt.`;
    note({ rule: "prompt", sentence });
  }
  const clips = made.map(({ clip }) => clip);
  const lips = fitted ? matchLips(shot, matchers, parts, fineness.name) : [];
  return {
    ...{ fits: true, dossier: dossier.id, provider: dossier.provider, model: dossier.model },
    ...{ seconds, ratio: frame.ratio, resolution: fineness.name, clips },
    ...(lips.length > 0 ? { lips } : {}),
    costMicros: clips.reduce((sum, { costMicros }) => sum + costMicros, lips[0]?.costMicros ?? 0),
    resolutions,
    after: { cropTo: frame.cropTo, voice: sound.voice, dropSound: sound.dropSound },
  };
}

/** What no rule can settle. */
function whyUnfit({ kind, line, pictures }: DirectedShot, { makes, name }: Dossier): string | null {
  if (makes !== "avatar") return null;
  if (!line) return `${name} makes a portrait speak, and this shot has no line.`;
  if (!pictures.some(({ role }) => role === "persona")) return `${name} needs a portrait, and this shot has none.`;
  if (kind !== "talking-head") return `${name} makes a portrait speak, and this shot shows something else.`;
  return null;
}

function sayLine(shot: DirectedShot, seconds: number): Resolution {
  const measure = shot.recording ? "takes" : "takes about";
  const sentence = `The line ${measure} ${say(seconds)} s to say: the shot lasts that long instead of ${say(shot.seconds)} s.`;
  return { rule: "line", sentence };
}

type Told = {
  dossier: FilmDossier;
  shot: DirectedShot;
  sound: Sound;
  pictures: Pictures;
  ratio: string;
  fineness: { name: string; value: string | number | boolean };
  chained: boolean;
};

function makeClip(
  told: Told,
  parts: Part[],
  part: Part,
  index: number,
  cropTo: string | null,
): { clip: Clip; cut: boolean } {
  const { dossier, shot, sound, pictures, fineness } = told;
  const { text, cut } = writePrompt(dossier, wordsOfShot({ dossier, shot, sound, pictures, parts, index, cropTo }));
  const costMicros = priceRun(dossier, { seconds: part.asks, resolution: fineness.name, sound: sound.on });
  if (costMicros === undefined) throw new Error(`${dossier.id} has no price for ${part.asks} s at ${fineness.name}`);
  const keeps = roundSeconds(part.to - part.from);
  return {
    clip: { seconds: part.asks, keeps, prompt: text, input: nameInput(told, text, parts, index), costMicros },
    cut,
  };
}

/** The request as the model names it. */
function nameInput(told: Told, prompt: string, parts: Part[], index: number): Record<string, InputValue> {
  const { dossier, shot, sound, pictures, ratio, fineness, chained } = told;
  const { parameters: names, ratios } = dossier;
  const part = parts[index]!;
  const input: Record<string, InputValue> = { [names.prompt]: prompt };
  const put = (name: string | undefined, value: InputValue | null | undefined) => {
    if (name !== undefined && value !== null && value !== undefined) input[name] = value;
  };
  put(names.negative, dossier.prompt.avoid);
  if (names.duration) put(names.duration.name, countTime(part.asks, names.duration.perSecond));
  const picture = (file: string | null) => file && { picture: file, cutTo: ratio };
  const first = index === 0 ? picture(pictures.firstFrame) : chained ? { lastFrameOf: index - 1 } : null;
  put(names.firstFrame, first || null);
  if (index === parts.length - 1) put(names.lastFrame, picture(pictures.lastFrame) || null);
  // A ratio beside a picture that sets it is ignored at best.
  if (!(first && ratios.followPicture)) put(names.ratio, ratio);
  put(names.resolution, fineness.value);
  put(names.sound, sound.on);
  if (pictures.references.length > 0) {
    put(
      names.references,
      pictures.references.map(({ file }) => ({ picture: file, cutTo: null })),
    );
  }
  const portrait = shot.pictures.find(({ role }) => role === "persona")?.file ?? null;
  put(names.portrait, picture(portrait) || null);
  if (sound.driven) put(names.recording, { recording: shot.recording?.file ?? null, from: part.from, to: part.to });
  put(names.seed, shot.seed + index);
  for (const [name, value] of Object.entries(names.fixed ?? {})) put(name, value);
  return input;
}

const countTime = (seconds: number, perSecond: number | undefined) =>
  perSecond === undefined ? seconds : Math.round(seconds * perSecond);
