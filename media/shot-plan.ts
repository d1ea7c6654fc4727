import { captionsOf } from "./captions-in-picture.ts";
import type { ShotPlan } from "./scenes/scene.ts";
import { choosePassage } from "./scenes/transition.ts";
import type { Storyboard } from "./storyboard.ts";
import { type PlacedShot, placeShots } from "./timeline.ts";

/** What each shot of a storyboard is drawn from, in playing order, and when it plays. */
export function planBoard({
  look,
  label,
  fps,
  ratio,
  captionStyle,
  shots,
}: Storyboard): { plan: ShotPlan; placed: PlacedShot }[] {
  let heads = 0;
  return placeShots({ shots, fps }).map((placed, index) => {
    const framing = placed.shot.type === "talking-head" ? heads++ : 0;
    const { shot, frames } = placed;
    // A shot without captions is the same shot whatever their style is.
    const style = captionsOf(shot).speech ? captionStyle : "highlight";
    const enter = choosePassage(shots[index - 1], shot);
    const leave = choosePassage(shot, shots[index + 1]);
    return { placed, plan: { shot, ratio, captionStyle: style, look, label, fps, frames, framing, enter, leave } };
  });
}
