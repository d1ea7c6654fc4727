import styles from "./progress-bar.module.css";

/** How far something is, from 0 to 1, with its name for a screen reader. */
export function ProgressBar({ value, label }: { value: number; label: string }) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
    >
      <div className={styles.fill} style={{ width: `${share * 100}%` }} data-done={share === 1} />
    </div>
  );
}
