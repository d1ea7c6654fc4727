import type { Db } from "#db/database.ts";
import { getReviewItem } from "#db/queries/review-queue.ts";
import { getVideo, listShots } from "#db/queries/videos.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { compareScripts } from "./compare-scripts.server.ts";
import { type ComparedShot, compareShots } from "./compare-shots.ts";
import { hookName } from "./hooks.ts";

/** One thing that may differ, on both sides. */
export type Difference = { what: string; before: string; after: string };

/** What two videos are, and everything in which they differ, in words. */
export async function compareVideos(db: Db, brandId: string, beforeId: string, afterId: string) {
  const [before, after] = await Promise.all([sideOf(db, brandId, beforeId), sideOf(db, brandId, afterId)]);
  const facts = factsOf(before).map(({ what, says }, index): Difference => {
    const other = factsOf(after)[index];
    return { what, before: says, after: other?.says ?? "" };
  });
  const shots: ComparedShot[] = compareShots(before.shots, after.shots);
  return {
    before: before.shown,
    after: after.shown,
    differences: facts.filter((fact) => fact.before !== fact.after),
    same: facts.filter((fact) => fact.before === fact.after).map(({ what }) => what),
    words: compareScripts(before.item.script, after.item.script),
    shots,
  };
}

type Side = Awaited<ReturnType<typeof sideOf>>;

async function sideOf(db: Db, brandId: string, videoId: string) {
  const item = await getReviewItem(db, brandId, videoId);
  const [{ storyboard, kitVersion }, shots] = await Promise.all([
    getVideo(db, brandId, item.id),
    listShots(db, brandId, item.id),
  ]);
  const script = scriptSchema.parse(item.script);
  const { id, variantId, version, seconds, width, height, persona, hook, note, supersededAt } = item;
  return {
    ...{ item, script, kitVersion, storyboard: storyboard as Board },
    shots: shots.map((shot, index) => ({ ...shot, line: script.scenes[index]?.line ?? null })),
    shown: { id, variantId, version, seconds, width, height, persona, hook, note, supersededAt, title: script.title },
  };
}

/** What is read of a storyboard here; an old one may lack any of it. */
type Board = { captionStyle?: string; music?: { bed?: string } | null; shots?: { cta?: string }[] };

function factsOf({ item, script, storyboard, kitVersion, shots }: Side): { what: string; says: string }[] {
  const bed = storyboard.music?.bed;
  const spoken = script.scenes.reduce((sum, { line }) => sum + line.split(/\s+/).length, 0);
  return [
    { what: "Hook", says: script.scenes[0]?.line ?? "" },
    { what: "Kind of hook", says: hookName(item.hook) },
    { what: "Length", says: `${item.seconds.toFixed(1)} s` },
    { what: "Words", says: String(spoken) },
    { what: "Shots", says: String(shots.length) },
    { what: "Persona", says: item.persona },
    { what: "Picture", says: `${item.width} × ${item.height}` },
    { what: "Caption style", says: storyboard.captionStyle ?? "Unknown" },
    { what: "Music", says: bed ? bed.replaceAll("-", " ") : "None" },
    { what: "Call to action", says: storyboard.shots?.find(({ cta }) => cta)?.cta ?? script.cta },
    { what: "Label", says: item.label },
    { what: "Post text", says: script.caption },
    { what: "Made by", says: item.provider === "animatic" ? "The built-in renderer" : item.provider },
    { what: "Brand kit", says: kitVersion === null ? "Unknown" : `Version ${kitVersion}` },
    { what: "Size", says: `${(item.bytes / 1_000_000).toFixed(1)} MB` },
  ];
}
