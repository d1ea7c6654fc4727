import { Panel } from "../components/panel.tsx";
import { sayDuration } from "./activity-words.ts";
import styles from "./kept-elsewhere.module.css";

export type Elsewhere = {
  dashboardUrl: string;
  waiting: number;
  oldestSeconds: number;
  refused: number;
  workers: number;
  problem: string | undefined;
};

/** What the studio knows of its workflows when an Inngest server runs them: whether they reach it, and who renders. */
export function KeptElsewhere({ dashboardUrl, waiting, oldestSeconds, refused, workers, problem }: Elsewhere) {
  return (
    <Panel title="Runs are kept by Inngest">
      <p className={styles.lead}>
        An Inngest server runs the studio’s workflows. Their runs, steps and errors are at{" "}
        <a href={dashboardUrl} rel="noreferrer">
          {dashboardUrl}
        </a>
        .
      </p>
      {problem ? (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      ) : null}
      <dl className={styles.facts}>
        <div>
          <dt>Events on their way</dt>
          <dd>
            {waiting === 0
              ? "None. Everything has reached the server."
              : `${waiting.toLocaleString("en")}, the oldest for ${sayDuration(oldestSeconds * 1_000)}`}
          </dd>
        </div>
        <div>
          <dt>Events it refused</dt>
          <dd>{refused === 0 ? "None" : `${refused.toLocaleString("en")}. The studio’s log says why.`}</dd>
        </div>
        <div>
          <dt>Render workers</dt>
          <dd>{workers === 0 ? "None. Start one with npm run worker, or no video is made." : workers}</dd>
        </div>
      </dl>
    </Panel>
  );
}
