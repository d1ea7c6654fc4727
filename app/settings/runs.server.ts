import type { AppLoadContext } from "@remix-run/node";

type Engine = NonNullable<AppLoadContext["engine"]>;
export type Run = NonNullable<Awaited<ReturnType<Engine["getRun"]>>>;

/**
 * A run, unless it works for another workspace. A run that was started by the clock works for nobody in particular and
 * is shown to everybody.
 */
export async function findRun(engine: Engine, workspaceId: string, id: string): Promise<Run | undefined> {
  const run = await engine.getRun(id);
  return run && belongsTo(run, workspaceId) ? run : undefined;
}

/** The newest runs of the workspace with their steps. `before` is the last id of the page before. */
export async function listWorkspaceRuns(
  engine: Engine,
  workspaceId: string,
  page: { status?: Run["status"] | undefined; before?: string | undefined; limit: number },
): Promise<{ runs: Run[]; next: string | undefined }> {
  const { status, before, limit } = page;
  const lines = await engine.listRuns({ limit, ...(status ? { status } : {}), ...(before ? { before } : {}) });
  const runs = await Promise.all(lines.map(({ id }) => findRun(engine, workspaceId, id)));
  return {
    runs: runs.filter((run) => run !== undefined),
    next: lines.length === limit ? lines.at(-1)?.id : undefined,
  };
}

function belongsTo(run: Run, workspaceId: string): boolean {
  return run.events.every(({ data }) => {
    const event = (data.event ?? {}) as { data?: { workspaceId?: unknown } };
    const owner = data.workspaceId ?? event.data?.workspaceId;
    return owner === undefined || owner === workspaceId;
  });
}
