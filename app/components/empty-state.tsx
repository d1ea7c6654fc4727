import type { ReactNode } from "react";
import styles from "./empty-state.module.css";

/** What a page or panel shows while it has nothing: what will be here, and the one thing to do about it. */
export function EmptyState(props: { title: string; children?: ReactNode; action?: ReactNode; small?: boolean }) {
  return (
    <div className={`${styles.empty} ${props.small ? styles.small : ""}`}>
      {props.small ? null : (
        <svg viewBox="0 0 120 76" className={styles.art} aria-hidden="true">
          <path d="M53 0h14l30 66H23z" fill="var(--spotlight)" opacity=".85" />
          <ellipse cx="60" cy="66" rx="42" ry="9" fill="var(--line)" />
        </svg>
      )}
      <h2>{props.title}</h2>
      {props.children ? <div className={styles.text}>{props.children}</div> : null}
      {props.action}
    </div>
  );
}
