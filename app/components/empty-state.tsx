import type { ReactNode } from "react";
import styles from "./empty-state.module.css";

/** What a page or panel shows while it has nothing: what will be here, and the one thing to do about it. */
export function EmptyState(props: { title: string; children?: ReactNode; action?: ReactNode; small?: boolean }) {
  return (
    <div className={`${styles.empty} ${props.small ? styles.small : ""}`}>
      {props.small ? null : (
        <svg viewBox="0 0 120 76" className={styles.art} aria-hidden="true">
          <path d="M4 8 18 0l88 56c-8 14-52 18-78 8z" fill="var(--spotlight)" />
          <ellipse cx="68" cy="60" rx="38" ry="9" fill="var(--stage)" opacity="0.85" />
        </svg>
      )}
      <h2>{props.title}</h2>
      {props.children ? <div className={styles.text}>{props.children}</div> : null}
      {props.action}
    </div>
  );
}
