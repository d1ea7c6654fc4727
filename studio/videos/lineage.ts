import type { Db } from "#db/database.ts";
import { listBeforeAftersById, listCutawaysById } from "#db/queries/cutaways.ts";
import { getVideoOrigin, listTakesOfVideo } from "#db/queries/video-dossier.ts";
import { getVideo } from "#db/queries/videos.ts";
import { portraitStyles } from "#media/portrait.ts";
import { type Scene, script as scriptSchema } from "#providers/text/contract.ts";
import { sayAuthor, traceAuthors } from "./line-authors.ts";
import { readProvenance, saySpeaker } from "./provenance.ts";

/** What stands behind some seconds of a video. Times in seconds from its start, costs in millionths of a US dollar. */
type Origin = {
  from: number;
  until: number;
  shot: string;
  hash: string;
  /** Made before, for this or another video, and taken again. */
  reused: boolean;
  beat: string | null;
  line: string | null;
  /** Who wrote the line, and who speaks it, in a person's words; null where nothing is said or nobody kept it. */
  writtenBy: string | null;
  spokenBy: string | null;
  /** "animatic" for the built-in renderer. */
  provider: string;
  /** The clips of a video model that it shows, in their order. */
  clips: { id: string; model: string | null; prompt: string | null; seconds: number | null; costMicros: number }[];
  costMicros: number;
  /** Under which terms its picture may be used, as a sentence each. */
  terms: string[];
};

/** Where every second of a video comes from, shot by shot. A scene of the script is a shot; the end card says nothing. */
export async function traceVideo(db: Db, brandId: string, videoId: string): Promise<Origin[]> {
  const [video, origin, takes] = await Promise.all([
    getVideo(db, brandId, videoId),
    getVideoOrigin(db, brandId, videoId),
    listTakesOfVideo(db, brandId, videoId),
  ]);
  const { scenes } = scriptSchema.parse(origin.script);
  const { variantId, scriptVersion } = origin;
  const lines = scenes.map(({ line }) => line);
  const authors = await traceAuthors(db, brandId, { variantId, version: scriptVersion, lines });
  const speakers = readProvenance(origin.provenance)?.speakers ?? [];
  const uploads = await sayUploads(db, brandId, scenes);
  const drawn = takes.filter(({ part }) => part === null);
  return drawn.map((take, index) => {
    const clips = takes.filter(({ part, position }) => part !== null && position === take.position);
    const scene = scenes[take.position];
    return {
      from: take.startsAt ?? 0,
      until: drawn[index + 1]?.startsAt ?? video.seconds,
      shot: take.shotType,
      hash: take.shotHash,
      reused: take.reused,
      beat: scene?.beat ?? null,
      line: scene?.line ?? null,
      writtenBy: sayIf(sayAuthor, authors[take.position]),
      spokenBy: sayIf(saySpeaker, scene ? speakers[take.position] : undefined),
      provider: clips[0]?.provider ?? take.provider,
      clips: clips.map(({ id, model, prompt, seconds, costMicros }) => ({ id, model, prompt, seconds, costMicros })),
      costMicros: take.costMicros + clips.reduce((sum, { costMicros }) => sum + costMicros, 0),
      terms: [
        ...(uploads.get(scene?.cutaway ?? "") ?? termsOfDrawing(video.storyboard, take)),
        ...clips.flatMap(({ licence }) => licence ?? []),
      ],
    };
  });
}

function sayIf<T>(say: (value: T) => string, value: T | null | undefined): string | null {
  return value === null || value === undefined ? null : say(value);
}

/** What was uploaded, by whom and by what right it is shown, under what a scene calls it. */
async function sayUploads(db: Db, brandId: string, scenes: readonly Scene[]): Promise<Map<string, string[]>> {
  const wanted = scenes.flatMap(({ cutaway }) => cutaway ?? []);
  const pairs = await listBeforeAftersById(db, brandId, wanted);
  const halves = pairs.flatMap(({ beforeId, afterId }) => [beforeId, afterId]);
  const said = new Map<string, string>();
  for (const each of await listCutawaysById(db, brandId, [...wanted, ...halves])) {
    const day = each.createdAt.toISOString().slice(0, 10);
    const by = each.uploader ?? "somebody who has left";
    said.set(
      each.id,
      `“${each.shows}”, uploaded by ${by} on ${day}. ${each.licence ? `Licensed: ${each.licence}` : "The brand's own"}.`,
    );
  }
  const of = (ids: string[]) => ids.flatMap((id) => said.get(id) ?? []);
  return new Map([
    ...[...said].map(([id, words]): [string, string[]] => [id, [words]]),
    ...pairs.map(({ id, beforeId, afterId }): [string, string[]] => [id, of([beforeId, afterId])]),
  ]);
}

/** What the built-in renderer draws is the studio's; a face is of a style that somebody designed. */
function termsOfDrawing(storyboard: object, { position, shotType }: { position: number; shotType: string }): string[] {
  if (shotType === "product") return ["Drawn here around the product's own picture."];
  if (shotType !== "talking-head") return shotType === "footage" ? [] : ["Drawn here from the brand's kit."];
  const shot = (storyboard as { shots?: { portrait?: { style?: string } }[] }).shots?.[position];
  const style = portraitStyles.find(({ id }) => id === shot?.portrait?.style);
  return style ? [`Face: ${style.name} by ${style.designer}. ${style.licence}.`] : ["Drawn here."];
}
