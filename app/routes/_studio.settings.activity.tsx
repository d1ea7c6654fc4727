import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useFetcher, useLoaderData, useRevalidator, useSearchParams } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useEffect } from "react";
import { Refused } from "#config/errors.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import styles from "../settings/activity.module.css";
import { findRun, listWorkspaceRuns } from "../settings/runs.server.ts";

export const meta: MetaFunction = () => [{ title: "Activity · Troupe" }];

const statuses = ["running", "waiting", "retrying", "queued", "failed", "completed", "cancelled"] as const;
type Status = (typeof statuses)[number];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspace } = await requireUser({ request, context });
  const { searchParams } = new URL(request.url);
  const status = statuses.find((known) => known === searchParams.get("status"));
  const before = searchParams.get("before") ?? undefined;
  const { engine, remoteEngine } = context;
  if (!engine) return { runs: [], next: undefined, health: undefined, status, elsewhere: remoteEngine?.dashboardUrl };
  const [page, health] = await Promise.all([
    listWorkspaceRuns(engine, workspace.id, { status, before, limit: 25 }),
    engine.health(),
  ]);
  const runs = page.runs.map(({ id, functionId, status: at, problem, createdAt, startedAt, endedAt, steps }) => ({
    ...{ id, functionId, status: at, problem, createdAt, startedAt, endedAt },
    steps: steps.map(({ id: stepId, name, status: stepAt, attempts, problem: why, durationMs, dueAt }) => ({
      ...{ id: stepId, name, status: stepAt, attempts, problem: why, durationMs, dueAt },
    })),
  }));
  return { runs, next: page.next, health, status, elsewhere: undefined };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspace } = await requireUser({ request, context });
  const form = await request.formData();
  const id = String(form.get("run"));
  const { engine } = context;
  try {
    if (!engine || !(await findRun(engine, workspace.id, id))) {
      throw new Refused("no-such-run", "That run is gone. Reload the page to see what is there.");
    }
    const again = form.get("intent") === "retry";
    const moved = again ? await engine.retryRun(id) : await engine.cancelRun(id);
    if (!moved) {
      throw new Refused(
        "run-moved-on",
        again ? "That run is not standing still, so it cannot be taken up again." : "That run has ended already.",
      );
    }
    return data({ ok: true });
  } catch (error) {
    return replyTo(error);
  }
}

export default function Activity() {
  const { runs, next, health, status, elsewhere } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const { revalidate } = useRevalidator();
  const busy = runs.some(({ endedAt }) => endedAt === null);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || revalidate(), busy ? 2_000 : 10_000);
    return () => clearInterval(timer);
  }, [busy, revalidate]);
  if (!health) {
    return (
      <Page title="Activity" back={{ to: paths.settings(), label: "Settings" }}>
        <Panel>
          <EmptyState title="Workflows run on an Inngest server">
            Their runs are shown at <a href={elsewhere}>{elsewhere}</a>.
          </EmptyState>
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title="Activity"
      back={{ to: paths.settings(), label: "Settings" }}
      subtitle={`${health.running} running, ${health.waiting} waiting their turn, ${health.failed24h} failed in the last day.`}
    >
      <nav className={styles.filters} aria-label="Show only">
        {[undefined, ...statuses].map((known) => (
          <Link key={known ?? "all"} to={known ? `?status=${known}` : "?"} aria-current={known === status || undefined}>
            {known ? sayStatus(known) : "All"}
          </Link>
        ))}
      </nav>
      {runs.length === 0 ? (
        <Panel>
          <EmptyState title={status ? `Nothing is ${sayStatus(status).toLowerCase()}` : "Nothing has run yet"}>
            Launch a brief and each of its workflows shows here, step by step.
          </EmptyState>
        </Panel>
      ) : (
        <Panel flush>
          <ul className={styles.runs}>
            {runs.map((run) => (
              <RunLine key={run.id} run={run} />
            ))}
          </ul>
        </Panel>
      )}
      {next ? (
        <Link
          to={`?${new URLSearchParams([...search].filter(([key]) => key !== "before").concat([["before", next]]))}`}
        >
          Older runs
        </Link>
      ) : null}
    </Page>
  );
}

type Run = ReturnType<typeof useLoaderData<typeof loader>>["runs"][number];

function RunLine({ run }: { run: Run }) {
  const fetcher = useFetcher<typeof action>();
  const ended = run.endedAt !== null;
  const retriable = run.status === "failed" || run.status === "cancelled";
  const name = nameOf(run.functionId);
  return (
    <li>
      <details className={styles.run}>
        <summary>
          <StateChip state={run.status} words={sayStatus(run.status)} />
          <span className={styles.name}>{name}</span>
          {run.problem ? <span className={styles.problem}>{run.problem}</span> : null}
          <span className={styles.when}>
            <Time at={run.createdAt} ago />
          </span>
        </summary>
        <div className={styles.detail}>
          <FormBanner reply={fetcher.data} />
          <ol className={styles.steps}>
            {run.steps.map((step) => (
              <li key={step.id}>
                <StateChip state={step.status} words={sayStep(step.status)} />
                <span>
                  {step.name}
                  {step.attempts > 1 ? `, ${step.attempts} tries` : ""}
                  {step.problem ? <span className={styles.problem}> {step.problem}</span> : null}
                  {step.dueAt ? (
                    <span className={styles.soft}>
                      {" "}
                      until <Time at={step.dueAt} />
                    </span>
                  ) : null}
                </span>
                <span className={styles.when}>{sayDuration(step.durationMs)}</span>
              </li>
            ))}
          </ol>
          {run.steps.length === 0 ? <p className={styles.soft}>It has not taken a step yet.</p> : null}
          <fetcher.Form method="post">
            <input type="hidden" name="run" value={run.id} />
            {retriable ? (
              <Button submit loading={fetcher.state !== "idle"} accessibilityLabel={`Try again: ${name}`}>
                Try again
              </Button>
            ) : null}
            {ended ? null : (
              <Button submit tone="critical" loading={fetcher.state !== "idle"} accessibilityLabel={`Cancel: ${name}`}>
                Cancel
              </Button>
            )}
            <input type="hidden" name="intent" value={retriable ? "retry" : "cancel"} />
          </fetcher.Form>
        </div>
      </details>
    </li>
  );
}

/** `troupe-expand-brief` as "Expand brief": the app's id is in front of every function's. */
function nameOf(functionId: string): string {
  const words = functionId.replace(/^troupe-/, "").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sayStatus(status: Status | Run["status"]): string {
  const words: Record<Status, string> = {
    queued: "Queued",
    running: "Running",
    waiting: "Waiting",
    retrying: "Trying again",
    completed: "Done",
    failed: "Failed",
    cancelled: "Cancelled",
  };
  return words[status];
}

function sayStep(status: Run["steps"][number]["status"]): string {
  const words = { planned: "Planned", retrying: "Trying again", sleeping: "Asleep", waiting: "Waiting" };
  return { ...words, completed: "Done", failed: "Failed", cancelled: "Cancelled" }[status];
}

function sayDuration(ms: number): string {
  return ms < 1_000
    ? `${Math.round(ms)} ms`
    : ms < 90_000
      ? `${(ms / 1_000).toFixed(1)} s`
      : `${Math.round(ms / 60_000)} min`;
}
