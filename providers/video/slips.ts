import { type Dossier, listDurations, placeholders } from "./dossier.ts";
import { listOffers } from "./price.ts";

type Slip = { path: PropertyKey[]; message: string };

/** Where a dossier contradicts itself: what its schema cannot see. */
export function findSlips(dossier: Dossier, today?: string): Slip[] {
  return [
    ...findLateDates(dossier, today),
    ...findEmptyRanges(dossier),
    ...findUnknownNames(dossier),
    ...findMissingWays(dossier),
    ...findMissingParameters(dossier),
    ...findPromptSlips(dossier),
    ...findUnpriced(dossier),
  ];
}

function findLateDates({ sources, checked }: Dossier, today: string | undefined): Slip[] {
  const latest = sources
    .map(({ read }) => read)
    .sort()
    .at(-1)!;
  const slips: Slip[] = [];
  if (checked < latest) slips.push({ path: ["checked"], message: `A source was read on ${latest}, after this check` });
  for (const [index, { read }] of sources.entries()) {
    if (today && read > today) slips.push({ path: ["sources", index, "read"], message: "lies in the future" });
  }
  if (today && checked > today) slips.push({ path: ["checked"], message: "lies in the future" });
  return slips;
}

function findEmptyRanges({ durations }: Dossier): Slip[] {
  return durations.kind !== "list" && durations.to < durations.from
    ? [{ path: ["durations", "to"], message: `must be at least ${durations.from}` }]
    : [];
}

function findUnknownNames(dossier: Dossier): Slip[] {
  const offered = listDurations(dossier);
  const names = dossier.resolutions.map(({ name }) => name);
  const slips: Slip[] = [];
  const unknownSeconds = (list: number[] | undefined) => list?.find((seconds) => !offered.includes(seconds));
  for (const [index, { onlySeconds }] of dossier.resolutions.entries()) {
    const odd = unknownSeconds(onlySeconds);
    if (odd) slips.push({ path: ["resolutions", index, "onlySeconds"], message: `${odd} s is not on offer` });
  }
  if (new Set(names).size < names.length) slips.push({ path: ["resolutions"], message: "names a resolution twice" });
  const odd = unknownSeconds(dossier.references?.onlySeconds);
  if (odd) slips.push({ path: ["references", "onlySeconds"], message: `${odd} s is not on offer` });
  const { onlyRatio } = dossier.references ?? {};
  if (onlyRatio && !dossier.ratios.offered.includes(onlyRatio)) {
    slips.push({ path: ["references", "onlyRatio"], message: `${onlyRatio} is not on offer` });
  }
  for (const [index, { resolution }] of dossier.price.rates.entries()) {
    if (resolution && !names.includes(resolution)) {
      slips.push({ path: ["price", "rates", index, "resolution"], message: `${resolution} is not on offer` });
    }
  }
  return slips;
}

/** What a model that films is asked with, and what one that matches lips has instead. */
function findMissingWays({ makes, prompt, clip, parameters }: Dossier): Slip[] {
  const slips: Slip[] = [];
  const matches = makes === "lip-sync";
  if (!matches && !prompt) slips.push({ path: ["prompt"], message: "is missing: a model that films is told what" });
  if (!matches && !parameters.prompt) slips.push({ path: ["parameters"], message: "names no prompt" });
  if (matches && (prompt || parameters.prompt)) {
    slips.push({ path: ["prompt"], message: "is there, but a model that matches lips is told nothing" });
  }
  if (matches && !clip) slips.push({ path: ["makes"], message: "says lip-sync, and no clip says what it takes" });
  if (!matches && clip)
    slips.push({ path: ["clip"], message: "is there, but only a model that matches lips takes one" });
  if (clip && clip.mostPixels < clip.leastPixels) {
    slips.push({ path: ["clip", "mostPixels"], message: `must be at least ${clip.leastPixels}` });
  }
  return slips;
}

/** Sending the only ratio or resolution there is does no harm. */
const harmless = ["ratio", "resolution", "duration"];

/** An ability that no parameter asks for cannot be used, and a parameter without its ability would be refused. */
function findMissingParameters({ parameters, frames, references, durations, makes, ...dossier }: Dossier): Slip[] {
  const pairs: [keyof typeof parameters, boolean, string][] = [
    ["firstFrame", frames.first && makes === "footage", "frames.first"],
    ["lastFrame", frames.last, "frames.last"],
    ["references", references !== null, "references"],
    [
      "duration",
      durations.kind !== "recording" && (durations.kind === "range" || durations.seconds.length > 1),
      "durations",
    ],
    ["ratio", dossier.ratios.offered.length > 1 && makes === "footage", "ratios.offered"],
    ["resolution", dossier.resolutions.length > 1, "resolutions"],
    ["portrait", makes === "avatar", "makes: avatar"],
    ["recording", dossier.recording === "drives", "recording"],
    ["clip", makes === "lip-sync", "makes: lip-sync"],
  ];
  const slips: Slip[] = [];
  for (const [name, able, what] of pairs) {
    const named = parameters[name] !== undefined;
    if (able && !named) slips.push({ path: ["parameters"], message: `names no ${name}, which ${what} needs` });
    if (!able && named && !harmless.includes(name))
      slips.push({ path: ["parameters", name], message: `is named, but ${what} says there is none` });
  }
  if (dossier.sound === "none" && parameters.sound) {
    slips.push({ path: ["parameters", "sound"], message: "is named, but the model makes no sound" });
  }
  const spoken = makes !== "footage";
  if (spoken !== (durations.kind === "recording")) {
    const message = "An avatar and matched lips are as long as their recording, and nothing else is";
    slips.push({ path: ["durations", "kind"], message });
  }
  if (spoken && dossier.recording !== "drives") {
    slips.push({ path: ["recording"], message: "must be drives: lips follow a recording" });
  }
  return slips;
}

function findPromptSlips({ prompt, sound, parameters }: Dossier): Slip[] {
  if (!prompt) return [];
  const known: readonly string[] = placeholders;
  const slips: Slip[] = [];
  const texts = prompt.lines.map((line) => ("must" in line ? line.must : line.may));
  for (const [index, text] of texts.entries()) {
    for (const [, name = ""] of text.matchAll(/\{(\w*)\}/g)) {
      if (!known.includes(name)) slips.push({ path: ["prompt", "lines", index], message: `There is no {${name}}` });
    }
  }
  const speaks = texts.some((text) => text.includes("{line}"));
  if (speaks !== (sound === "speech")) {
    const message = speaks
      ? "quotes the {line}, which the model cannot say"
      : "quotes no {line}, which the model could say";
    slips.push({ path: ["prompt", "lines"], message });
  }
  if (!texts.some((text) => text.includes("{action}")))
    slips.push({ path: ["prompt", "lines"], message: "says no {action}" });
  if (prompt.avoid && !parameters.negative) {
    slips.push({ path: ["prompt", "avoid"], message: "has no parameter to go to: parameters.negative" });
  }
  for (const [index, pattern] of prompt.strip.entries()) {
    try {
      new RegExp(pattern, "gu");
    } catch {
      slips.push({ path: ["prompt", "strip", index], message: "is no regular expression" });
    }
  }
  return slips;
}

function findUnpriced(dossier: Dossier): Slip[] {
  const unpriced = listOffers(dossier).find(({ costMicros }) => costMicros === undefined);
  if (!unpriced) return [];
  const { seconds, ratio, resolution, sound } = unpriced;
  const what = `${seconds} s in ${ratio} at ${resolution} ${sound ? "with" : "without"} sound`;
  return [{ path: ["price", "rates"], message: `has no price for ${what}` }];
}
