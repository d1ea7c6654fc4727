import type { Engine, RunDetail } from "#workflows/engine/index.ts";
import { aboutRuns } from "./about.server.ts";
import { sayStart } from "./activity-words.ts";
import { toReadableJson } from "./readable-json.ts";
import { isHousekeeping, type Viewer } from "./runs.server.ts";
import { toTimelineRows } from "./timeline-rows.ts";

/** Everything on the page of one run, in plain values. */
export async function readRunPage(engine: Engine, viewer: Viewer, run: RunDetail) {
  const house = isHousekeeping(run);
  const [about, [stuck]] = await Promise.all([
    aboutRuns(viewer.db, viewer.brands, [run]),
    engine.listStuckRuns({ tags: [run.tag ?? ""], runId: run.id, limit: 1 }),
  ]);
  const { id, functionId, status, problem, stack, createdAt, startedAt, endedAt, parentRunId } = run;
  return {
    ...{ id, functionId, status, problem, stack, createdAt, startedAt, endedAt, parentRunId, house },
    now: new Date().toISOString(),
    about: about.get(id),
    startedBy: sayStart(run),
    stuck: stuck && stuck.stuck.reason !== "failed" ? stuck.stuck : undefined,
    failures: run.failures.map(({ endedAt: at, problem: why, stack: trace, byHand }) => ({
      ...{ at, problem: why, stack: trace, byHand },
    })),
    rows: toTimelineRows(run, { veiled: house }),
    given: house ? undefined : run.events.map((event) => ({ name: event.name, json: toReadableJson(event.data) })),
    output: house || run.output === null || run.output === undefined ? undefined : toReadableJson(run.output),
  };
}

export type RunPage = Awaited<ReturnType<typeof readRunPage>>;
