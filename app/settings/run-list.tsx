import { Link } from "@remix-run/react";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { nameFunction, sayDuration, sayProblem, statusWords } from "./activity-words.ts";
import styles from "./run-list.module.css";
import type { ActivityData } from "./runs.server.ts";

/** Runs, newest first; each line leads to its run, and what it works on to the page of that. */
export function RunList({ runs, now, zone }: { runs: ActivityData["runs"]; now: number; zone: string }) {
  return (
    <ul className={styles.runs}>
      {runs.map((run) => (
        <li key={run.id} className={styles.run}>
          <StateChip
            state={run.status}
            words={statusWords[run.status]}
            {...(run.status === "retrying" ? { tone: "amber" as const } : {})}
          />
          <span className={styles.what}>
            <Link to={paths.run(run.id)} className={styles.name}>
              {nameFunction(run.functionId)}
            </Link>
            {run.about ? (
              <Link to={run.about.to} className={styles.about}>
                {run.about.words}
              </Link>
            ) : run.house ? (
              <span className={styles.soft}>Housekeeping</span>
            ) : null}
          </span>
          <span className={styles.took}>{sayTook(run, now)}</span>
          <span className={styles.when}>
            <Time at={run.createdAt} zone={zone} ago />
          </span>
          {run.problem ? (
            <span className={styles.problem} data-status={run.status}>
              {sayProblem(run.problem)}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function sayTook({ startedAt, endedAt }: ActivityData["runs"][number], now: number): string {
  if (!startedAt) return "";
  return sayDuration((endedAt ? new Date(endedAt).getTime() : now) - new Date(startedAt).getTime());
}
