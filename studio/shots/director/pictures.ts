import type { Dossier } from "#providers/video/dossier.ts";
import type { DirectedShot, Resolution } from "../directed-shot.ts";
import type { Part } from "./duration.ts";

type Picture = DirectedShot["pictures"][number];
export type Pictures = {
  firstFrame: string | null;
  lastFrame: string | null;
  references: Picture[];
  resolutions: Resolution[];
};

const names = { persona: "the portrait", product: "the product's picture", set: "the picture of the set" };

/**
 * Which pictures go to a model, and as what. The rules: frames that were asked for come first; references go along where
 * the model takes them in this ratio and duration, the portrait first, then the product, then the set, then the person from
 * other sides, as many as it takes;
 * where it takes none but a first frame, the one that the shot is about becomes that; what is left is told in words.
 */
export function placePictures(dossier: Dossier, shot: DirectedShot, ratio: string, parts: Part[]): Pictures {
  const { frames, references: takes, name } = dossier;
  const said: string[] = [];
  const firstFrame = shot.firstFrame && frames.first ? shot.firstFrame : null;
  const lastFrame = shot.lastFrame && frames.last ? shot.lastFrame : null;
  if (shot.firstFrame && !firstFrame) said.push(`${name} takes no first frame: the shot begins as it likes.`);
  if (shot.lastFrame && !lastFrame) said.push(`${name} takes no last frame: the shot ends as it likes.`);

  const ordered = orderPictures(shot, dossier.makes);
  if (dossier.makes === "avatar") {
    if (ordered.length > 0)
      said.push(`${name} takes the portrait and nothing beside it: ${listOf(ordered)} ${are(ordered)} left out.`);
    return { firstFrame, lastFrame, references: [], resolutions: said.map(rule) };
  }
  const why =
    ordered.length > 0 ? whyNoReferences(dossier, ratio, parts, firstFrame !== null || lastFrame !== null) : null;
  const references = takes && !why ? ordered.slice(0, takes.most) : [];
  const left = ordered.filter((picture) => !references.includes(picture));
  const untold = left.filter(({ side }) => !side);
  if (takes && !why && untold.length > 0) {
    said.push(`${name} takes ${count(takes.most, "picture")}: ${listOf(untold)} ${are(untold)} told in words.`);
  }
  if (!why) return { firstFrame, lastFrame, references, resolutions: said.map(rule) };

  const lead = ordered[0]!;
  if (frames.first && !firstFrame) {
    // A person from other sides is told by the portrait already.
    const others = left.filter(({ role }) => role !== lead.role);
    const rest = others.length > 0 ? `, and ${listOf(others)} ${are(others)} told in words` : "";
    said.push(`${why}: ${names[lead.role]} becomes the first frame${rest}.`);
    return { firstFrame: lead.file, lastFrame, references: [], resolutions: said.map(rule) };
  }
  said.push(`${why}: ${listOf(left)} ${are(left)} told in words.`);
  return { firstFrame, lastFrame, references: [], resolutions: said.map(rule) };
}

function whyNoReferences({ references, name }: Dossier, ratio: string, parts: Part[], framed: boolean): string | null {
  if (!references) return `${name} takes no reference pictures`;
  const { onlyRatio, onlySeconds, besideFrames } = references;
  if (onlyRatio && onlyRatio !== ratio) return `${name} takes reference pictures in ${onlyRatio} only`;
  if (onlySeconds && !parts.every(({ asks }) => onlySeconds.includes(asks))) {
    return `${name} takes reference pictures for ${onlySeconds.join(" or ")} s only`;
  }
  if (framed && !besideFrames) return `${name} takes no reference pictures beside a first or last frame`;
  return null;
}

/** What the shot is about comes first. Whoever is not in the picture needs none; an avatar's portrait goes along anyway. */
function orderPictures({ kind, pictures }: DirectedShot, makes: Dossier["makes"]): Picture[] {
  const inPicture = makes === "avatar" || kind === "product" ? [] : ["persona"];
  const about = kind === "talking-head" ? [...inPicture, "product", "set"] : ["product", ...inPicture, "set"];
  const ordered = about.flatMap((role) => pictures.filter((picture) => picture.role === role));
  // What a shot shows comes before a second look at anybody: no picture of a sheet takes the product's place.
  const again = ordered.filter((picture) => picture.side);
  return [...ordered.filter((picture) => !picture.side), ...again];
}

function listOf(pictures: Picture[]): string {
  const roles = [...new Set(pictures.map(({ role }) => names[role]))];
  return roles.length === 1 ? roles[0]! : `${roles.slice(0, -1).join(", ")} and ${roles.at(-1)}`;
}

const are = (pictures: Picture[]) => (new Set(pictures.map(({ role }) => role)).size === 1 ? "is" : "are");
const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const rule = (sentence: string): Resolution => ({ rule: "pictures", sentence });
