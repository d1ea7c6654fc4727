import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import styles from "./webhooks.module.css";

type Attempt = {
  id: string;
  number: number;
  startedAt: Date | string;
  ms: number | null;
  status: number | null;
  failure: string | null;
  response: string | null;
};

/** Every request that was made for a message, with what came back. */
export function AttemptList({ attempts, zone }: { attempts: Attempt[]; zone: string }) {
  return (
    <ol className={styles.rows} reversed>
      {attempts.map((attempt) => (
        <li key={attempt.id} className={styles.row}>
          <div className={styles.head}>
            <span>
              <strong>Try {attempt.number}</strong>{" "}
              <span className={styles.soft}>
                <Time at={attempt.startedAt} zone={zone} />
                {attempt.ms === null ? "" : `, ${attempt.ms.toLocaleString("en")} ms`}
              </span>
            </span>
            <StateChip {...chipOf(attempt)} />
          </div>
          {attempt.failure ? <span className={styles.problem}>{attempt.failure}</span> : null}
          {attempt.response ? (
            <details className={styles.details}>
              <summary>What it answered</summary>
              <pre className={styles.text}>{attempt.response}</pre>
            </details>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function chipOf({ ms, status, failure }: Attempt) {
  if (ms === null) return { state: "open", words: "No answer yet", tone: "quiet" } as const;
  const words = status === null ? "No answer" : String(status);
  return failure === null
    ? ({ state: "ok", words, tone: "green" } as const)
    : ({ state: "no", words, tone: "red" } as const);
}
