import type { FilmDossier } from "#providers/video/dossier.ts";
import type { DirectedShot } from "../directed-shot.ts";
import type { Part } from "./duration.ts";
import { say } from "./duration.ts";
import type { Pictures } from "./pictures.ts";
import { type Sound, secondsOfLine } from "./sound.ts";
import type { PromptWords } from "./write-prompt.ts";

type Told = {
  dossier: FilmDossier;
  shot: DirectedShot;
  sound: Sound;
  pictures: Pictures;
  parts: Part[];
  index: number;
  cropTo: string | null;
};

/** A shot's words for one of its clips, by the placeholders of a dossier's lines. What is not to be said is empty. */
export function wordsOfShot({ dossier, shot, sound, pictures, parts, index, cropTo }: Told): PromptWords {
  const { persona, product } = shot;
  const productWords = product ? [product.title, product.look].filter(Boolean).join(", ") : "";
  const inPicture = shot.kind !== "product" && persona ? persona.look || persona.name : "";
  const speaks = sound.line !== null;
  const line = speaks ? lineOf(sound.line!, secondsOfLine(shot), parts, index) : "";
  return {
    framing: dossier.prompt.framing[shot.framing],
    camera: dossier.prompt.camera[shot.move],
    subject: inPicture || productWords || shot.set || "The scene",
    name: persona?.name ?? "The person",
    action: shot.direction || usualAction(shot, line !== "" || sound.driven || sound.matched),
    set: shot.set ?? "",
    // What is the subject already is not said twice.
    product: inPicture ? productWords : "",
    line,
    voice: line && persona ? persona.voice : "",
    quiet: inPicture && !line && !sound.driven ? sayMouth(sound, persona?.name) : "",
    keep: cropTo ? "Everything that matters stays in the middle of the picture" : "",
    pictures: sayPictures(pictures.references),
    style: shot.style ?? "",
    seconds: say(parts[index]!.asks),
  };
}

/** A mouth that is matched to a voice afterwards has to move, and to be seen. */
const sayMouth = ({ matched }: Sound, name = "The person") =>
  matched ? `${name} looks into the lens and speaks naturally all the time` : "Nobody speaks, lips stay closed";

function usualAction({ kind }: DirectedShot, talks: boolean): string {
  if (kind === "talking-head")
    return talks
      ? "Talks to the camera, relaxed, with small gestures"
      : "Looks into the camera, nods and smiles a little";
  if (kind === "product") return "Stands on a table in soft light while the light moves across it";
  return "Everyday life goes on, unhurried";
}

/**
 * The words of a line that fall to a clip: it is spoken from the start of the shot, as fast as people speak, and cut between
 * words, at a pause within two words where there is one. A clip that begins after its end has none.
 */
export function lineOf(line: string, spoken: number, parts: Part[], index: number): string {
  if (parts.length === 1) return line;
  const words = line.split(/\s+/).filter(Boolean);
  const wordAt = (seconds: number) => {
    const at = Math.min(words.length, Math.round((seconds / spoken) * words.length));
    if (at === 0 || at === words.length) return at;
    const near = [0, -1, 1, -2, 2].map((by) => at + by);
    return near.find((each) => /[.,;:!?…]$/.test(words[each - 1] ?? "")) ?? at;
  };
  const part = parts[index]!;
  const end = index === parts.length - 1 ? words.length : wordAt(part.to);
  return words.slice(index === 0 ? 0 : wordAt(part.from), end).join(" ");
}

function sayPictures(references: DirectedShot["pictures"]): string {
  if (references.length === 0) return "";
  const of = { persona: "the person", product: "the product", set: "the place" };
  return `The reference pictures show ${references.map(({ role }) => of[role]).join(", then ")}, which look exactly like that`;
}
