import { Panel } from "../components/panel.tsx";
import styles from "./run-data.module.css";
import type { RunPage } from "./run-page.server.ts";

/** What a run was given and what it gave back, for who wants to see it as it is. Secrets are hidden before they get here. */
export function RunData({ run }: { run: Pick<RunPage, "id" | "given" | "output" | "stack" | "house"> }) {
  return (
    <Panel title="Behind the scenes">
      <dl className={styles.facts}>
        <div>
          <dt>Run</dt>
          <dd>
            <code>{run.id}</code>
          </dd>
        </div>
      </dl>
      {run.house ? (
        <p className={styles.soft}>It keeps house for every workspace, so what it handled is not shown here.</p>
      ) : null}
      {run.given?.map(({ name, json }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the events of a run never change
        <details key={i} className={styles.raw}>
          <summary>
            What it was given: <code>{name}</code>
          </summary>
          <pre>{json}</pre>
        </details>
      ))}
      {run.output ? (
        <details className={styles.raw}>
          <summary>What it gave back</summary>
          <pre>{run.output}</pre>
        </details>
      ) : null}
      {run.stack ? (
        <details className={styles.raw}>
          <summary>Where it failed, for developers</summary>
          <pre>{run.stack}</pre>
        </details>
      ) : null}
    </Panel>
  );
}
