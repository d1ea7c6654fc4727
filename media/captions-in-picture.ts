import type { Stage } from "./stage.ts";
import type { Shot, SpokenLine } from "./storyboard.ts";

/** The line that captions show: none where the words already fill the picture. */
export function captionedSpeech(shot: Shot): SpokenLine | null {
  const saysItself =
    shot.type === "text-card" && shot.speech !== null && plainWords(shot.text) === plainWords(shot.speech.text);
  return saysItself ? null : shot.speech;
}

/** Captions stand beside who or what is shown, and low in a picture that fills the stage. */
export function captionZone(shot: Shot, stage: Stage): Stage["captions"] {
  return shot.type === "talking-head" || shot.type === "product" ? stage.captions : stage.lower;
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
