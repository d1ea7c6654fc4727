import { segmentText } from "./canvas/script.ts";
import type { Stage } from "./stage.ts";
import type { Shot, SpokenLine } from "./storyboard.ts";

/**
 * What captions show of a shot: the line, unless its words already fill the picture, and how many of its first words the
 * hook in large type says at the same time, so that nothing stands there twice.
 */
export function captionsOf(shot: Shot): { speech: SpokenLine | null; skip: number } {
  const { speech } = shot;
  if (!speech) return { speech, skip: 0 };
  const said = plainWords(speech.text);
  if (shot.type === "text-card" && plainWords(shot.text) === said) return { speech: null, skip: 0 };
  const hook = plainWords(shot.onScreen ?? "");
  const same = hook !== "" && `${said} `.startsWith(`${hook} `);
  return { speech, skip: same ? segmentText(hook).length : 0 };
}

/** Captions stand beside who or what is shown, and low in a picture that fills the stage. */
export function captionZone(shot: Shot, stage: Stage): Stage["captions"] {
  return shot.type === "talking-head" || shot.type === "product" ? stage.captions : stage.lower;
}

/** Everything that a shot says and writes. */
export function wordsOf(shot: Shot): string {
  const own =
    shot.type === "product"
      ? [shot.title, shot.price ?? ""]
      : shot.type === "text-card"
        ? [shot.text]
        : shot.type === "end-card"
          ? [shot.cta, shot.link]
          : shot.type === "before-after"
            ? shot.names
            : [];
  return [shot.speech?.text ?? "", shot.onScreen ?? "", ...own].join(" ");
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
}
