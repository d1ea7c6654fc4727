import type { ShotPlan } from "./scenes/scene.ts";
import type { Storyboard } from "./storyboard.ts";
import { type PlacedShot, placeShots } from "./timeline.ts";

/** What each shot of a storyboard is drawn from, in playing order, and when it plays. */
export function planBoard({ look, label, fps, ratio, shots }: Storyboard): { plan: ShotPlan; placed: PlacedShot }[] {
  let heads = 0;
  return placeShots({ shots, fps }).map((placed) => {
    const framing = placed.shot.type === "talking-head" ? heads++ : 0;
    return { placed, plan: { shot: placed.shot, ratio, look, label, fps, frames: placed.frames, framing } };
  });
}
