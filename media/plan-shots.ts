import { RenderFailed } from "./errors.ts";
import type { RenderTier } from "./render-shot.ts";
import type { ShotPlan } from "./scenes/scene.ts";
import { keyShot } from "./shot-key.ts";
import { planBoard } from "./shot-plan.ts";
import { type Shot, type Storyboard, storyboard as storyboardSchema } from "./storyboard.ts";
import { type PlacedShot, placeShots } from "./timeline.ts";

/** A shot to be had, kept or drawn. `hash` is its name in the cache. */
export type ShotJob = { plan: ShotPlan; placed: PlacedShot; hash: string; segment: string; still: string };

/** Three minutes: no network's short video is longer, and a script of ten minutes is a mistake. */
export const longestVideoSeconds = 180;

/** A storyboard's shots with their names in the cache. Throws `RenderFailed` that names a shot whose files are missing. */
export async function planShots(
  board: Storyboard,
  tier: RenderTier,
  readHash: (file: string) => Promise<string>,
): Promise<ShotJob[]> {
  return Promise.all(
    planBoard(board).map(async ({ plan, placed }, index) => {
      try {
        const hash = await keyShot(plan, tier, readHash);
        return { plan, placed, hash, segment: `${hash}.mp4`, still: `${hash}.jpg` };
      } catch (error) {
        throw nameShot(error, plan.shot, index);
      }
    }),
  );
}

/** The storyboard as the schema reads it. Throws `RenderFailed` with a sentence for one that cannot be filmed. */
export function checkBoard(wanted: Storyboard): Storyboard {
  const parsed = storyboardSchema.safeParse(wanted);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const shot = issue?.path[0] === "shots" && typeof issue.path[1] === "number" ? issue.path[1] : null;
    throw new RenderFailed(
      "input",
      `The storyboard cannot be filmed: ${issue?.path.join(".")}: ${issue?.message}.`,
      shot,
      { cause: parsed.error },
    );
  }
  const last = placeShots(parsed.data).at(-1)!;
  const seconds = last.startsAt + last.seconds;
  if (seconds > longestVideoSeconds) {
    throw new RenderFailed(
      "input",
      `The video would be ${sayTime(seconds)} long; the longest is ${sayTime(longestVideoSeconds)}. Shorten the script.`,
    );
  }
  return parsed.data;
}

const shotNames: Record<Shot["type"], string> = {
  "talking-head": "talking head",
  product: "product",
  "b-roll": "picture",
  "before-after": "before and after",
  "text-card": "text card",
  "end-card": "end card",
  footage: "footage",
};

/** Says which shot it was, as people count: from one. */
export function nameShot(error: unknown, shot: Shot, index: number): unknown {
  if (!(error instanceof RenderFailed)) return error;
  const message = `Shot ${index + 1} (${shotNames[shot.type]}) could not be made: ${error.message}.`;
  return new RenderFailed(error.reason, message, index, { cause: error });
}

/** Minutes and seconds as a player shows them: 3:05. */
function sayTime(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
