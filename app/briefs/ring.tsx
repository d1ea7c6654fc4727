import styles from "./ring.module.css";

const around = 2 * Math.PI * 20;

/** How far something is, from 0 to 1, as a ring on a dark stage. */
export function Ring({ value, label }: { value: number; label: string }) {
  const share = Math.min(1, Math.max(0, value));
  const percent = Math.round(share * 100);
  return (
    <div
      className={styles.ring}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r="20" className={styles.track} />
        <circle
          cx="24"
          cy="24"
          r="20"
          className={styles.done}
          strokeDasharray={around}
          strokeDashoffset={around * (1 - share)}
        />
      </svg>
      <span>{percent}%</span>
    </div>
  );
}
