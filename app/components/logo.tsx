import styles from "./logo.module.css";

/** The mark: somebody in a spotlight. */
export function Logo({ words = true }: { words?: boolean }) {
  return (
    <span className={styles.logo}>
      <svg viewBox="0 0 64 64" aria-hidden="true" className={styles.mark}>
        <path d="M26 4h12l15 42H11z" fill="var(--spotlight)" />
        <ellipse cx="32" cy="48" rx="23" ry="9" fill="var(--paper)" />
        <circle cx="32" cy="32" r="6.5" fill="var(--ink)" />
        <path d="M22 49c0-6 4.3-9.5 10-9.5S42 43 42 49z" fill="var(--ink)" />
      </svg>
      {words ? <span className={styles.words}>Troupe</span> : null}
    </span>
  );
}
