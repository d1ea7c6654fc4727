import { asJson, type Db } from "#db/database.ts";
import type { Metric } from "#db/tables/posts.ts";
import { addVideo, type Cast } from "./cast.ts";

let position = 1000;

/** A video of the cast's brief with a post that went out at `publishedAt`. Its variant may say another hook or persona. */
export async function addPublishedPost(
  db: Db,
  cast: Cast,
  publishedAt: Date,
  tags: { hook?: string; personaId?: string } = {},
) {
  const persona = { ...cast.persona, id: tags.personaId ?? cast.persona.id };
  const { variant, video } = await addVideo(db, { ...cast, persona }, position++, tags.hook);
  const post = await db
    .insertInto("posts")
    .values({
      brandId: cast.brand.id,
      videoId: video.id,
      variantId: variant.id,
      connectionId: cast.connection.id,
      scheduledAt: publishedAt,
      zone: cast.brand.zone,
      state: "published",
      remoteId: video.id,
      url: `https://showcase.example/${video.id}`,
      caption: "Slow mornings, light roast.",
      disclosure: asJson({ ai: "AI-generated", paid: "Ad" }),
      sha256: video.sha256,
      publishedAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { variant, video, post };
}

/** Readings as a network would give them, for `recordReadings`. */
export function readingsOf(postId: string, readAt: Date, values: Partial<Record<Metric, number | null>>) {
  return Object.entries(values).map(([metric, value]) => ({
    postId,
    metric: metric as Metric,
    value,
    source: "showcase",
    readAt,
  }));
}
