import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useFetcher, useLoaderData } from "@remix-run/react";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { requireUser } from "../session.server.ts";
import { nameFunction, sayDuration, sayProblem, statusWords } from "../settings/activity-words.ts";
import styles from "../settings/run.module.css";
import { RunActions } from "../settings/run-actions.tsx";
import { RunData } from "../settings/run-data.tsx";
import { readRunPage } from "../settings/run-page.server.ts";
import { RunTimeline } from "../settings/run-timeline.tsx";
import { findRun } from "../settings/runs.server.ts";
import { useBeat, useNow } from "../settings/use-beat.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data ? nameFunction(data.run.functionId) : "Run"} · Activity · Troupe` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const viewer = await requireUser({ request, context }, "activity.read");
  const { engine } = context;
  const run = engine && (await findRun(engine, viewer.workspace.id, params.runId ?? ""));
  if (!run) throw new Response("There is no such run here. Runs are kept for 30 days.", { status: 404 });
  return {
    run: await readRunPage(engine, viewer, run),
    may: { retry: viewer.may.includes("activity.retry"), cancel: viewer.may.includes("activity.cancel") },
    zone: viewer.brands[0]?.zone ?? "UTC",
  };
}

export default function RunPage() {
  const { run, may, zone } = useLoaderData<typeof loader>();
  const alive = run.endedAt === null;
  useBeat(alive);
  const now = useNow(run.now, alive);
  const fetcher = useFetcher();
  const { status, problem, stuck, startedAt, endedAt, createdAt, about } = run;
  return (
    <Page
      title={nameFunction(run.functionId)}
      back={{ to: paths.activity(), label: "Activity" }}
      actions={<RunActions run={run} may={may} fetcher={fetcher} />}
    >
      <div className={styles.state}>
        <StateChip
          state={status}
          words={statusWords[status]}
          {...(status === "retrying" ? { tone: "amber" as const } : {})}
        />
        <p className={styles.facts}>
          {about ? (
            <span>
              For <Link to={about.to}>{about.words}</Link>
            </span>
          ) : null}
          <span>
            {startedAt ? "Began " : "Asked for "}
            <Time at={startedAt ?? createdAt} zone={zone} />
          </span>
          {startedAt ? (
            <span>
              {endedAt ? "Took " : "For "}
              {sayDuration((endedAt?.getTime() ?? now) - startedAt.getTime())}
            </span>
          ) : null}
          <span>
            Started by {run.parentRunId ? <Link to={paths.run(run.parentRunId)}>{run.startedBy}</Link> : run.startedBy}
          </span>
        </p>
      </div>
      <FormBanner reply={fetcher.data as object | undefined} />
      {problem && (status === "failed" || status === "cancelled") ? (
        <div className={styles.banner} data-tone={status === "failed" ? "red" : "amber"} role="status">
          <strong>{sayProblem(problem)}</strong>
          <p>{status === "failed" ? "What was done before stays done." : "It took no further step after that."}</p>
        </div>
      ) : null}
      {stuck ? (
        <div className={styles.banner} data-tone="amber" role="status">
          <strong>{sayProblem(stuck.sentence)}</strong>
          <p>
            {stuck.dueAt ? "It tries again " : "Since "}
            <Time at={stuck.dueAt ?? stuck.since} zone={zone} ago />.
          </p>
        </div>
      ) : null}
      <Panel title="Steps" aside={sayProgress(run.rows)} flush>
        <RunTimeline run={run} now={now} zone={zone} />
        <Past failures={run.failures} zone={zone} />
      </Panel>
      <RunData run={run} />
    </Page>
  );
}

type Run = ReturnType<typeof useLoaderData<typeof loader>>["run"];

/** Ends it was taken up from, and tries outside any step: they belong to no line of the timeline. */
function Past({ failures, zone }: { failures: Run["failures"]; zone: string }) {
  if (failures.length === 0) return null;
  return (
    <ul className={styles.past}>
      {failures.map(({ at, problem, byHand }) => (
        <li key={at.toISOString()}>
          <Time at={at} zone={zone} />: {byHand ? `It had stopped, and was taken up again by hand. ` : "A try failed. "}
          {sayProblem(problem)}
        </li>
      ))}
    </ul>
  );
}

function sayProgress(rows: Run["rows"]): string {
  const steps = rows.filter(({ kind }) => kind !== "queue" && kind !== "next");
  const done = steps.filter(({ status }) => status === "completed").length;
  return done === steps.length ? `${done} done` : `${done} of ${steps.length} done`;
}
