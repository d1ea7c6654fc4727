import type { Shot, Storyboard } from "./storyboard.ts";

/** Seconds of picture before a line is heard, so that a cut does not swallow its first sound. */
export const speechLead = 0.05;
/** Seconds that a shot stands after its line; the voice brings a breath of its own. */
const speechTail = 0.1;

export type PlacedShot = { shot: Shot; frames: number; startFrame: number; startsAt: number; seconds: number };

/** When each shot of a storyboard plays. A shot lasts as long as its line, or as long as its words take to read. */
export function placeShots({ shots, fps }: Pick<Storyboard, "shots" | "fps">): PlacedShot[] {
  let startFrame = 0;
  return shots.map((shot) => {
    const frames = Math.ceil(secondsOfShot(shot) * fps - 1e-6);
    const placed = { shot, frames, startFrame, startsAt: startFrame / fps, seconds: frames / fps };
    startFrame += frames;
    return placed;
  });
}

/** Seconds that a shot wants, at least what was asked for: its line with lead and tail, or its reading time at three words a second. */
export function secondsOfShot(shot: Shot): number {
  return Math.max(naturalSecondsOf(shot), shot.atLeast ?? 0);
}

function naturalSecondsOf(shot: Shot): number {
  const spoken = shot.speech ? speechLead + shot.speech.seconds + speechTail : 0;
  if (shot.type === "end-card") return Math.max(spoken, shot.seconds);
  if (shot.type === "text-card") return Math.max(spoken, toRead(shot.text), 1.4);
  const told = Math.max(spoken, toRead(shot.onScreen ?? ""));
  if (shot.type === "product" || shot.type === "b-roll") return Math.max(told, 2.4);
  if (shot.type === "before-after") return Math.max(told, 3);
  return Math.max(told, 1.2);
}

/** Three words a second, once the eye has found them. */
function toRead(text: string): number {
  return 0.8 + wordsIn(text) / 3;
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
