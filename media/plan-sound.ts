import { createHash } from "node:crypto";
import { RenderFailed } from "./errors.ts";
import { mixVersion, type SoundPlan } from "./mix.ts";
import { nameShot } from "./plan-shots.ts";
import type { Storyboard } from "./storyboard.ts";
import { type PlacedShot, speechLead } from "./timeline.ts";

/**
 * What a video sounds like, apart from what it looks like: another caption style or label finds the same mix in the
 * cache. `loops` is where beds are kept. Throws `RenderFailed` that names the shot whose voice is missing.
 */
export async function planSound(
  board: Storyboard,
  placed: PlacedShot[],
  loops: string,
  readHash: (file: string) => Promise<string>,
): Promise<{ plan: SoundPlan; name: string }> {
  const last = placed.at(-1)!;
  const plan: SoundPlan = {
    seconds: last.startsAt + last.seconds,
    lines: placed.flatMap(({ shot: { speech }, startsAt }, shot) => {
      if (!speech) return [];
      const at = startsAt + speechLead;
      const spans = speech.words.map(({ start, end }) => ({ start: at + start, end: at + end }));
      return [{ file: speech.file, seconds: speech.seconds, at, shot, spans }];
    }),
    music: board.music ? { ...board.music, loops } : null,
  };
  const lines = await Promise.all(
    plan.lines.map(async ({ file, ...line }) => {
      const voice = await readHash(file).catch((error: unknown) => {
        throw nameShot(error, placed[line.shot]!.shot, line.shot);
      });
      return { ...line, voice };
    }),
  );
  const { music, seconds } = plan;
  const content = { mixVersion, seconds, lines, music: music && { ...music, loops: undefined } };
  return { plan, name: `${createHash("sha256").update(JSON.stringify(content)).digest("hex")}.m4a` };
}

/** A failed mix as a sentence about the video, or about the shot whose voice it was. */
export function nameSound(error: unknown): unknown {
  if (!(error instanceof RenderFailed)) return error;
  return new RenderFailed(error.reason, `The sound could not be mixed: ${error.message}.`, null, { cause: error });
}
