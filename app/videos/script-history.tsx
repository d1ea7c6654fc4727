import { Link } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import { Time } from "../components/time.tsx";
import compare from "./script-comparison.module.css";
import styles from "./script-history.module.css";
import type { ScriptPage } from "./script-page.ts";

/** How a script came to be: each step and version with who took it, what it changed, and the way back to it. */
export function ScriptHistory(
  props: Pick<ScriptPage, "history" | "comparison"> & { mayEdit: boolean; onRestore: (key: string) => void },
) {
  const { history, comparison, mayEdit, onRestore } = props;
  return (
    <Panel title="History">
      <ol className={styles.steps}>
        {history.map(({ key, step, by, at }, index) => (
          <li key={key} aria-current={comparison?.key === key || undefined}>
            <span className={styles.step}>
              <strong>{step}</strong>
              <span className={styles.soft}>
                {by ? `${by}, ` : null}
                <Time at={at} />
              </span>
            </span>
            {index === 0 ? (
              <span className={styles.soft}>Stands now</span>
            ) : (
              <span className={styles.ways}>
                <Link to={comparison?.key === key ? "?" : `?against=${key}`} preventScrollReset replace>
                  {comparison?.key === key ? "Hide" : "Compare"}
                </Link>
                {mayEdit ? (
                  <button type="button" onClick={() => onRestore(key)}>
                    {index === 1 ? "Undo" : "Go back"}
                  </button>
                ) : null}
              </span>
            )}
          </li>
        ))}
      </ol>
      {comparison ? (
        <div className={styles.comparison}>
          <h3>{comparison.step}, and now</h3>
          {comparison.rewritten ? <p className={styles.soft}>It was rewritten from start to end.</p> : null}
          {(["before", "after"] as const).map((side) => (
            <p key={side} className={compare.text}>
              {comparison[side].map(({ text, changed }, index) =>
                changed ? (
                  side === "before" ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is its place in the text
                    <del key={index}>{text}</del>
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is its place in the text
                    <ins key={index}>{text}</ins>
                  )
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is its place in the text
                  <span key={index}>{text}</span>
                ),
              )}
            </p>
          ))}
        </div>
      ) : null}
    </Panel>
  );
}
