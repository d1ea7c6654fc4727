import { Link, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { FormBanner } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { withFilter } from "./activity-filter.ts";
import { nameFunction, sayProblem, stuckWords } from "./activity-words.ts";
import styles from "./needs-a-look.module.css";
import type { ActivityData } from "./runs.server.ts";

type Stuck = ActivityData["stuck"][number];
type Aside = ActivityData["aside"][number];

/** What will not come right by itself, or not soon: worst first, and what stands for the same reason as one line. */
export function NeedsALook(props: { stuck: Stuck[]; aside: Aside[]; mayRetry: boolean; zone: string }) {
  const { stuck, aside, mayRetry, zone } = props;
  return (
    <Panel title="Needs a look" flush>
      <ul className={styles.list}>
        {aside.map((event) => (
          <AsideLine key={event.id} event={event} mayRetry={mayRetry} zone={zone} />
        ))}
        {stuck.map((run) => (
          <Line key={run.id} run={run} mayRetry={mayRetry} zone={zone} />
        ))}
      </ul>
    </Panel>
  );
}

/** An event that no workflow could be started for: what it asked for has not happened. */
function AsideLine({ event, mayRetry, zone }: { event: Aside; mayRetry: boolean; zone: string }) {
  const fetcher = useFetcher();
  return (
    <li className={styles.line} data-reason="failed">
      <StateChip state="failed" words="Not started" />
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>{event.name}</strong>
        </p>
        <p className={styles.sentence}>{sayProblem(event.why)}</p>
        <p className={styles.since}>
          Since <Time at={event.since} zone={zone} ago />
        </p>
        <FormBanner reply={fetcher.data as object | undefined} />
      </div>
      {mayRetry ? (
        <fetcher.Form method="post" action={paths.eventRouting(event.id)}>
          <Button submit loading={fetcher.state !== "idle"} accessibilityLabel={`Start again: ${event.name}`}>
            Start again
          </Button>
        </fetcher.Form>
      ) : null}
    </li>
  );
}

function Line({ run, mayRetry, zone }: { run: Stuck; mayRetry: boolean; zone: string }) {
  const fetcher = useFetcher();
  const all = run.alike + 1;
  const name = nameFunction(run.functionId);
  return (
    <li className={styles.line} data-reason={run.reason}>
      <StateChip state={run.reason} words={stuckWords[run.reason]} tone={run.reason === "failed" ? "red" : "amber"} />
      <div className={styles.what}>
        <p className={styles.head}>
          <Link to={paths.run(run.id)} className={styles.name}>
            {name}
          </Link>
          {run.about && run.alike === 0 ? (
            <Link to={run.about.to} className={styles.about}>
              {run.about.words}
            </Link>
          ) : null}
          {run.alike > 0 ? (
            <Link to={withFilter(new URLSearchParams(), filterOf(run))} className={styles.about}>
              {all.toLocaleString("en")} runs alike
            </Link>
          ) : null}
        </p>
        <p className={styles.sentence}>{sayProblem(run.sentence)}</p>
        <p className={styles.since}>
          {run.dueAt ? "Tries again " : run.reason === "failed" ? "Failed " : "Since "}
          <Time at={run.dueAt ?? run.since} zone={zone} ago />
        </p>
        <FormBanner reply={fetcher.data as object | undefined} />
      </div>
      {run.reason === "failed" && mayRetry ? (
        <fetcher.Form method="post" action={paths.runRetry(run.id)}>
          {run.alike > 0 ? <input type="hidden" name="alike" value="1" /> : null}
          <Button submit loading={fetcher.state !== "idle"} accessibilityLabel={`Try again: ${name}`}>
            {run.alike > 0 ? `Try all ${all.toLocaleString("en")} again` : "Try again"}
          </Button>
        </fetcher.Form>
      ) : null}
    </li>
  );
}

/** The runs that are alike are found by what the list can be narrowed to. */
function filterOf(run: Stuck): Record<string, string | undefined> {
  const status = { failed: "failed", slow: "running", held: undefined, retrying: "retrying" }[run.reason];
  return { function: run.functionId, status, house: run.house ? "1" : undefined };
}
