import { DateTime } from "luxon";
import { Refused } from "#config/errors.ts";
import { listPostsOfBrief } from "#db/queries/posts.ts";
import { sumFigures } from "#db/queries/readings.ts";
import { listVariants } from "#db/queries/variants.ts";
import { getVideo } from "#db/queries/videos.ts";
import { schedulePost } from "#studio/posts/schedule.ts";
import { approve } from "#studio/reviews/decision.ts";
import { postScheduled, readingsRequested } from "#workflows/events.ts";
import type { House } from "../house.ts";
import type { Demo } from "./load-demo.ts";
import { demoActor } from "./owner.ts";
import { visitShowcase } from "./visitors.ts";

export type UnattendedResult = {
  variants: number;
  videos: { file: string; seconds: number; width: number; height: number }[];
  approved: number;
  published: number;
  views: number;
  clicks: number;
};

type Desk = Demo & { userId: string; workspaceId: string };

/** How long to wait for posts to go out and for their readings, in milliseconds, before the demo says that it failed. */
const patienceMs = 60_000;

/**
 * Does what people would: approves every video whose checks found nothing that blocks, publishes it a moment later,
 * visits the public page over HTTP as a handful of people, and reads the figures back.
 */
export async function runUnattended(house: House, desk: Desk, stopping: AbortSignal): Promise<UnattendedResult> {
  const { db } = house;
  const variants = await listVariants(db, desk.brandId, desk.briefId, { limit: 200 });
  const made = variants.flatMap((variant) => (variant.videoId ? [variant.videoId] : []));
  const videos = await Promise.all(made.map((id) => getVideo(db, desk.brandId, id)));

  let approved = 0;
  for (const video of videos) approved += (await approveAndPublish(house, desk, video)) ? 1 : 0;
  const posts = await until(
    () => listPostsOfBrief(db, desk.brandId, desk.briefId),
    (all) =>
      all.every(
        (post) => !["scheduled", "arming", "uploading", "processing", "armed", "publishing"].includes(post.state),
      ),
    stopping,
  );
  const published = posts.filter((post) => post.state === "published");
  const visits = await visitShowcase(
    house.publicUrl,
    desk.brandSlug,
    published.map((post) => ({ id: post.id, seconds: post.seconds })),
  );
  const owner = { workspaceId: desk.workspaceId, brandId: desk.brandId };
  await house.commit(house.db, (_, send) => send(readingsRequested.create(owner)));
  const figures = await until(
    () => sumFigures(db, desk.brandId),
    ({ views, clicks }) => views >= visits.views && clicks >= visits.clicks,
    stopping,
  );
  return {
    variants: variants.length,
    videos: await Promise.all(
      videos.map(async (video) => ({
        file: await house.files.localPath(video.file),
        seconds: Math.round(video.seconds * 100) / 100,
        width: video.width,
        height: video.height,
      })),
    ),
    approved,
    published: published.length,
    views: figures.views,
    clicks: figures.clicks,
  };
}

/** False when the checks or a reviewer stand in the way: an unattended demo approves nothing that a person could not. */
async function approveAndPublish(house: House, desk: Desk, video: { id: string; sha256: string }): Promise<boolean> {
  try {
    await approve(house.db, desk.brandId, demoActor(desk), video.id, video.sha256);
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
  const zone = "Etc/UTC";
  const at = DateTime.utc().plus({ seconds: 3 }).toFormat("yyyy-LL-dd'T'HH:mm:ss");
  await house.commit(house.db, async (db, send) => {
    const wanted = { videoId: video.id, at, zone };
    await send(postScheduled.create(await schedulePost(db, desk.brandId, demoActor(desk), wanted, house.channels)));
  });
  return true;
}

async function until<T>(look: () => Promise<T>, enough: (found: T) => boolean, stopping: AbortSignal): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (enough(found) || stopping.aborted || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
