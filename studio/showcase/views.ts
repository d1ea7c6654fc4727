import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { changeView, type ViewRow } from "#db/queries/audience.ts";
import { findLiveItem } from "#db/queries/showcase.ts";
import { countOnceMs, hashVisitor, type Visit } from "./visitors.ts";

/**
 * A view is two seconds in view: the threshold that the Media Rating Council sets for video ("Viewable Impression",
 * 2014).
 */
const viewAfterMs = 2000;

/** How much of what a first report claims is believed: the two seconds, and what a slow network adds. */
const firstCreditMs = 5000;

/** From this share of its length on, a video counts as watched to the end; players stop a little early. */
const completeAt = 0.95;

/**
 * Counts a view, or adds to the one that runs. `watchedMs` is what the page says it played in view since the view
 * began; no more than the clock and the video's length allow is believed. Too short a look changes nothing. May be
 * repeated.
 */
export async function countView(
  db: Db,
  postId: string,
  visit: Visit,
  watchedMs: number,
  now = new Date(),
): Promise<void> {
  const item = await findLiveItem(db, postId);
  if (!item) throw new NotFound("video", postId);
  const visitor = await hashVisitor(db, item.brandId, visit, now);
  const since = new Date(now.getTime() - countOnceMs);
  await changeView(db, { brandId: item.brandId, postId, visitor }, since, (running) =>
    extendView(running, watchedMs, item.seconds * 1000, now),
  );
}

/** The rule: what a report makes of the view that runs, or of none. Undefined when it counts for nothing. */
export function extendView(
  running: ViewRow | undefined,
  watchedMs: number,
  videoMs: number,
  now: Date,
): ViewRow | undefined {
  if (!Number.isFinite(watchedMs)) return undefined;
  if (!running && watchedMs < Math.min(viewAfterMs, videoMs)) return undefined;
  const elapsed = running ? Math.max(0, now.getTime() - running.at.getTime()) : 0;
  const believed = Math.round(Math.min(watchedMs, elapsed + firstCreditMs, videoMs));
  const watched = Math.max(believed, running?.watchedMs ?? 0);
  const completed = (running?.completed ?? false) || watched >= videoMs * completeAt;
  return { halfHour: running?.halfHour ?? now, at: running?.at ?? now, watchedMs: watched, completed };
}
