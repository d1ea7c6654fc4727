import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Link, useLoaderData, useNavigation, useSearchParams } from "@remix-run/react";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { requireUser } from "../session.server.ts";
import styles from "../settings/activity.module.css";
import { periods, readActivityFilter, withFilter } from "../settings/activity-filter.ts";
import { ActivityFilters } from "../settings/activity-filters.tsx";
import { sayDuration } from "../settings/activity-words.ts";
import { FunctionStrip } from "../settings/function-strip.tsx";
import { KeptElsewhere } from "../settings/kept-elsewhere.tsx";
import { NeedsALook } from "../settings/needs-a-look.tsx";
import { RunList } from "../settings/run-list.tsx";
import { type ActivityData, findRun, readActivity } from "../settings/runs.server.ts";
import { useBeat, useNow } from "../settings/use-beat.ts";

export const meta: MetaFunction = () => [{ title: "Activity · Troupe" }];

/** A queue older than this is behind: at rest, work is taken up within milliseconds. */
const lateSeconds = 10;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const viewer = await requireUser({ request, context }, "activity.read");
  const { engine, remoteEngine } = context;
  if (!engine) {
    const [backlog, workers] = await Promise.all([remoteEngine?.backlog(), remoteEngine?.renderWorkers()]);
    const nothing = { waiting: 0, oldestSeconds: 0, refused: 0 };
    const problem = remoteEngine?.problem();
    const dashboardUrl = remoteEngine?.dashboardUrl ?? "";
    return {
      elsewhere: { dashboardUrl, ...(backlog ?? nothing), workers: workers ?? 0, problem },
      activity: undefined,
    };
  }
  const { searchParams } = new URL(request.url);
  const asked = searchParams.get("run")?.trim().slice(0, 200);
  if (asked && (await findRun(engine, viewer.workspace.id, asked))) throw redirect(paths.run(asked));
  const filter = readActivityFilter(searchParams);
  const desk = {
    activity: await readActivity(engine, viewer, filter),
    filter,
    missing: asked || undefined,
    mayRetry: viewer.may.includes("activity.retry"),
    zone: viewer.brands[0]?.zone ?? "UTC",
  };
  return { elsewhere: undefined, desk };
}

export default function Activity() {
  const { elsewhere, desk } = useLoaderData<typeof loader>();
  const alive = desk && countAlive(desk.activity);
  useBeat(alive ? alive.running + alive.queued > 0 : false);
  const back = { to: paths.settings(), label: "Settings" };
  if (!desk) {
    return (
      <Page title="Activity" back={back} width="narrow">
        {elsewhere ? <KeptElsewhere {...elsewhere} /> : null}
      </Page>
    );
  }
  return (
    <Page title="Activity" back={back} subtitle={sayHealth(desk.activity, sayPeriod(desk.filter.period))}>
      <Desk {...desk} />
    </Page>
  );
}

type DeskData = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>["desk"]>;

function Desk({ activity, filter, missing, mayRetry, zone }: DeskData) {
  const [search] = useSearchParams();
  const { state, location } = useNavigation();
  const now = useNow(
    activity.now,
    activity.runs.some(({ endedAt }) => endedAt === null),
  );
  const { stuck, aside, counts, runs, next, queueAgeSeconds } = activity;
  const known = new Set([
    ...counts.map(({ functionId }) => functionId),
    ...(filter.functionId ? [filter.functionId] : []),
  ]);
  return (
    <div className={styles.desk}>
      {queueAgeSeconds > lateSeconds || stuck.length + aside.length > 0 ? (
        <div className={styles.look}>
          {queueAgeSeconds > lateSeconds ? (
            <p role="status" className={styles.late}>
              Work is waiting: the oldest piece for {sayDuration(queueAgeSeconds * 1_000)}. All workers are busy, or the
              studio has just been started.
            </p>
          ) : null}
          {stuck.length + aside.length > 0 ? (
            <NeedsALook stuck={stuck} aside={aside} mayRetry={mayRetry} zone={zone} />
          ) : null}
        </div>
      ) : null}
      <div className={styles.strip}>
        <FunctionStrip counts={counts} period={filter.period} />
      </div>
      <div className={styles.list} aria-busy={state === "loading" && location.pathname === paths.activity()}>
        <ActivityFilters filter={filter} functionIds={[...known].sort()} missing={missing} />
        <Panel flush>
          {runs.length > 0 ? (
            <RunList runs={runs} now={now} zone={zone} />
          ) : (
            <EmptyState title={search.size > 0 ? "No run is like that" : "Nothing has run yet"}>
              {search.size > 0 ? (
                <Link to="?">See all runs</Link>
              ) : (
                "Launch a brief, and each of its workflows shows here, step by step."
              )}
            </EmptyState>
          )}
        </Panel>
        <nav className={styles.pages} aria-label="Pages">
          {filter.before ? <Link to={withFilter(search, {})}>Newest runs</Link> : null}
          {next ? <Link to={`${withFilter(search, {})}&before=${next}`}>Older runs</Link> : null}
        </nav>
      </div>
    </div>
  );
}

function countAlive({ counts }: Pick<ActivityData, "counts">) {
  const sum = (name: "running" | "queued" | "waiting" | "failed") => counts.reduce((all, one) => all + one[name], 0);
  return { running: sum("running"), queued: sum("queued"), waiting: sum("waiting"), failed: sum("failed") };
}

/** What is counted: the period of the filter, or a day without one. */
function sayPeriod(period: string | undefined): string {
  return (periods.find(({ value }) => value === (period ?? "day"))?.words ?? "").toLowerCase();
}

function sayHealth(activity: Pick<ActivityData, "counts">, period: string): string {
  const { running, queued, waiting, failed } = countAlive(activity);
  const say = (n: number) => n.toLocaleString("en");
  const alive = `${say(running)} running, ${say(queued)} waiting their turn, ${say(waiting)} asleep or waiting for something.`;
  const ended = failed > 0 ? `${say(failed)} failed in the ${period}.` : `Nothing failed in the ${period}.`;
  return `${running + queued + waiting > 0 ? alive : "Nothing is at work right now."} ${ended}`;
}
