import { type ClipReader, readClip } from "../codec/read-clip.ts";
import { pixelsOf } from "../stage.ts";
import type { Shot } from "../storyboard.ts";
import { layOutHeadline, paintHeadline } from "./headline.ts";
import type { Desk, PlacedBox, SceneBuilder, ShotPlan } from "./scene.ts";

type Footage = Extract<Shot, { type: "footage" }>;

/** Slower than this looks like slow motion; what is missing beyond it is the last frame standing. */
const slowest = 1.15;

/** When a clip is on: frames of the shot, and how much slower than it was made it plays. */
export type FootagePart = { file: string; from: number; to: number; slower: number };

/**
 * Shares a shot's frames out among its clips. The rules: each stands for the seconds that were planned for it, the last one
 * to the end of the shot; one that has fewer seconds plays up to 15 % slower, and then its last frame stands; one that has
 * more is cut. `lead` is how long the first frame stands before it begins to move, so that lips begin with the voice.
 */
export function planFootage({ clips, lead }: Pick<Footage, "clips" | "lead">, frames: number, fps: number) {
  const still = Math.round(lead * fps);
  const parts: FootagePart[] = [];
  let from = still;
  for (const [index, { file, seconds, has }] of clips.entries()) {
    const last = index === clips.length - 1;
    const to = last ? frames : Math.min(frames, from + Math.round(seconds * fps));
    const slower = Math.min(slowest, Math.max(1, (to - from) / fps / has));
    parts.push({ file, from, to, slower });
    from = to;
  }
  return parts;
}

/** Where the words over a clip stand: the hook, as over any other shot. */
export function layOutFootage({ shot, look, fps, frames }: ShotPlan<Footage>, desk: Desk) {
  const headline = layOutHeadline(shot.onScreen, { speech: shot.speech, seconds: frames / fps, look }, desk);
  const boxes: PlacedBox[] = headline.boxes;
  return { headline, boxes };
}

/** Clips of a video model, one after the other, filling the picture, with the hook over them. */
export const buildFootage: SceneBuilder<Footage> = async (plan, painter) => {
  const { shot, fps, frames } = plan;
  const size = pixelsOf(painter.stage, painter.scale);
  const parts = planFootage(shot, frames, fps);
  const headline = paintHeadline(layOutFootage(plan, painter).headline, painter);
  let playing: { part: FootagePart; clip: ClipReader } | undefined;

  function play(part: FootagePart): ClipReader {
    if (playing?.part !== part) {
      playing?.clip.close();
      playing = { part, clip: readClip(part.file, { ...size, fps, slower: part.slower }) };
    }
    return playing.clip;
  }
  return {
    draw(canvas, time) {
      const frame = Math.min(frames - 1, Math.round(time * fps));
      const part = parts.findLast(({ from }) => frame >= from) ?? parts[0]!;
      play(part).draw(canvas, Math.max(0, frame - part.from));
      headline.draw(canvas, time);
      if (frame < frames - 1) return;
      playing?.clip.close();
      playing = undefined;
    },
  };
};
