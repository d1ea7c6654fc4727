import type { Db } from "#db/database.ts";
import type { BrandLine } from "#db/queries/accounts.ts";
import type { Engine, RunDetail, StuckRun } from "#workflows/engine/index.ts";
import { type About, aboutRuns } from "./about.server.ts";
import type { ActivityFilter } from "./activity-filter.ts";

const pageSize = 25;
const dayMs = 86_400_000;

/** Whose activity is asked for: the workspace with its part of the database, and which brands the person may open. */
export type Viewer = { db: Db; workspace: { id: string }; brands: BrandLine[] };

/**
 * A run of the workspace, or one that the clock started, which keeps house for everybody. `undefined` for any other, as if
 * it did not exist.
 */
export async function findRun(engine: Engine, workspaceId: string, id: string): Promise<RunDetail | undefined> {
  const run = await engine.getRun(id);
  return run && (run.tag === workspaceId || isHousekeeping(run)) ? run : undefined;
}

/** A run for everybody: what it handled may be somebody else's, so only how it went is shown. */
export const isHousekeeping = (run: { tag: string | null }): boolean => run.tag === "";

/** Everything on the Activity page, in plain values. */
export async function readActivity(engine: Engine, viewer: Viewer, filter: ActivityFilter) {
  const own = [viewer.workspace.id];
  const tags = filter.house ? [...own, ""] : own;
  const now = new Date();
  const since = filter.period ? new Date(now.getTime() - filter.periodMs) : undefined;
  const [lines, stuck, counts, health, aside] = await Promise.all([
    engine.listRuns({
      tags,
      limit: pageSize + 1,
      ...(since ? { since } : {}),
      ...(filter.status ? { status: filter.status } : {}),
      ...(filter.functionId ? { functionId: filter.functionId } : {}),
      ...(filter.before ? { before: filter.before } : {}),
    }),
    // Housekeeping that fails is everybody's to know, whether or not its runs are listed.
    engine.listStuckRuns({ tags: [...own, ""], limit: 8 }),
    engine.countRuns({ tags, since: since ?? new Date(now.getTime() - dayMs) }),
    engine.health(),
    listAside(engine, viewer.workspace.id),
  ]);
  const runs = lines.slice(0, pageSize);
  const about = await aboutRuns(viewer.db, viewer.brands, [...runs, ...stuck]);
  return {
    now: now.toISOString(),
    runs: runs.map(({ id, functionId, status, problem, createdAt, startedAt, endedAt, tag }) => ({
      ...{ id, functionId, status, problem, createdAt, startedAt, endedAt },
      house: isHousekeeping({ tag }),
      about: about.get(id),
    })),
    next: lines.length > pageSize ? runs.at(-1)?.id : undefined,
    stuck: stuck.map((run) => sayStuck(run, about.get(run.id))),
    aside: aside.slice(0, 8).map(({ id, name, why, setAsideAt }) => ({ id, name, why, since: setAsideAt })),
    counts,
    queueAgeSeconds: health.queueAgeSeconds,
  };
}

export type ActivityData = Awaited<ReturnType<typeof readActivity>>;

function sayStuck({ id, functionId, tag, stuck, alike }: StuckRun, about: About | undefined) {
  return { id, functionId, house: isHousekeeping({ tag }), about, alike, ...stuck };
}

/** The workspace's events that no workflow could be started for. */
export async function listAside(engine: Engine, workspaceId: string) {
  return (await engine.listSetAside()).filter(({ tag }) => tag === workspaceId);
}

/**
 * Takes up again every run of the last day that failed as this one did: same function, same words. Returns how many;
 * one that somebody else has taken up meanwhile is not among them.
 */
export async function retryAlike(engine: Engine, run: RunDetail): Promise<number> {
  const failed = await engine.listRuns({
    tags: [run.tag ?? ""],
    functionId: run.functionId,
    status: "failed",
    limit: 1_000,
  });
  let taken = 0;
  for (const { id, problem, endedAt } of failed) {
    if (problem !== run.problem || !endedAt || endedAt.getTime() < Date.now() - dayMs) continue;
    if (await engine.retryRun(id)) taken += 1;
  }
  return taken;
}
