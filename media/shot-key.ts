import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { RenderFailed } from "./errors.ts";
import type { RenderTier } from "./render-shot.ts";
import type { ShotPlan } from "./scenes/scene.ts";

/** Goes up whenever the same plan would look different, so that no old segment is taken for a new one. */
export const rendererVersion = 14;

/**
 * The name of a shot in the cache: a hash of everything that changes its picture or sound. Files count by their
 * content, not by where they lie, so the same shot in another folder is the same shot.
 */
export async function keyShot(
  plan: ShotPlan,
  tier: RenderTier,
  readHash: (file: string) => Promise<string>,
): Promise<string> {
  const { shot, look } = plan;
  const content = {
    rendererVersion,
    tier,
    ...plan,
    look: {
      ...look,
      displayFont: await readHash(look.displayFont.file),
      textFont: await readHash(look.textFont.file),
      logo: look.logo && (await readHash(look.logo)),
    },
    shot: {
      ...shot,
      ...(shot.type === "product" || shot.type === "b-roll" ? { picture: await readHash(shot.picture) } : {}),
      ...(shot.type === "talking-head" && shot.prop
        ? { prop: { ...shot.prop, picture: await readHash(shot.prop.picture) } }
        : {}),
      ...(shot.type === "before-after" ? { pictures: await Promise.all(shot.pictures.map(readHash)) } : {}),
      ...(shot.type === "footage"
        ? { clips: await Promise.all(shot.clips.map(async (clip) => ({ ...clip, file: await readHash(clip.file) }))) }
        : {}),
      speech: shot.speech && { ...shot.speech, file: await readHash(shot.speech.file) },
    },
  };
  return createHash("sha256").update(sortedJson(content)).digest("hex");
}

/** Hashes files once each. A file that is not there fails with a sentence about what it was for. */
export function createFileHasher(): (file: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (file) => {
    let hash = known.get(file);
    if (!hash) {
      hash = readFile(file).then(
        (bytes) => createHash("sha256").update(bytes).digest("hex"),
        (cause) => {
          const name = file.split(/[\\/]/).at(-1);
          throw new RenderFailed("input", `the file ${name} that it needs cannot be read`, null, { cause });
        },
      );
      known.set(file, hash);
    }
    return hash;
  };
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
