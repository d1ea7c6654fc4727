import styles from "./logo.module.css";

/** The mark: somebody in a spotlight. */
export function Logo({ words = true }: { words?: boolean }) {
  return (
    <span className={styles.logo}>
      <svg viewBox="0 0 64 64" aria-hidden="true" className={styles.mark}>
        <path d="M9 12 19 3l41 43c-5 8-26 12-44 6z" fill="var(--spotlight)" />
        <circle cx="35" cy="29" r="6.5" fill="var(--paper)" />
        <path d="M24 47c0-6 4.5-10 11-10s11 4 11 10c-6 3-15 3-22 0z" fill="var(--paper)" />
      </svg>
      {words ? <span className={styles.words}>Troupe</span> : null}
    </span>
  );
}
