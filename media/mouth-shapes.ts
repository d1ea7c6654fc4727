import type { SpokenLine } from "./storyboard.ts";

/** The mouth shapes of a talking head, after the nine that hand-drawn animation uses (Preston Blair's chart), and a rest. */
export const mouthShapes = [
  "rest",
  "closed",
  "bite",
  "open",
  "mid",
  "wide",
  "round",
  "pucker",
  "tongue",
  "teeth",
] as const;
export type MouthShape = (typeof mouthShapes)[number];

/** Phonemes as CMU Flite names them (ARPAbet in small letters) by the shape that makes them. */
const phonemesByShape: Partial<Record<MouthShape, string>> = {
  closed: "m b p",
  bite: "f v",
  open: "aa ay aw ah hh",
  mid: "ae eh ax er ey r",
  wide: "iy ih y k g ng",
  round: "ao ow oy",
  pucker: "uw uh w",
  tongue: "l th dh n d t",
  teeth: "s z sh zh ch jh",
};
const shapeOf = new Map(
  Object.entries(phonemesByShape).flatMap(([shape, names]) =>
    names.split(" ").map((name) => [name, shape as MouthShape]),
  ),
);

/** A mouth forms a sound a little before it is heard: 40 ms, one frame at 24 frames a second. */
const anticipation = 0.04;

/** The mouth at each frame of a shot whose speech begins `lead` seconds in. A shape lasts at least two frames, so nothing flickers. */
export function mouthAtFrames(speech: SpokenLine | null, frames: number, fps: number, lead: number): MouthShape[] {
  const row: MouthShape[] = [];
  let held = 0;
  for (let frame = 0; frame < frames; frame++) {
    const time = (frame + 0.5) / fps - lead + anticipation;
    const wanted = mouthAt(speech, time);
    const before = row[frame - 1] ?? "rest";
    const lipsMustMeet = wanted === "closed" || wanted === "bite";
    if (wanted === before || (held < 2 && frame > 0 && !lipsMustMeet)) {
      row.push(before);
      held++;
    } else {
      row.push(wanted);
      held = 1;
    }
  }
  return row;
}

function mouthAt(speech: SpokenLine | null, time: number): MouthShape {
  const sound = speech?.phonemes.find(({ start, end }) => time >= start && time < end);
  return (sound && shapeOf.get(sound.phoneme)) ?? "rest";
}
