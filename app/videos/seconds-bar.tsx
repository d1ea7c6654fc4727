import styles from "./seconds-bar.module.css";

/** How far a video may be off the length its brief asks for; the studio's rules refuse more. */
const tolerance = 0.1;

/** Where the seconds of a script go, line by line, against the length that was asked for. */
export function SecondsBar(props: {
  seconds: number[];
  endCard: number;
  whole: number;
  wanted: number;
  wordsPerSecond: number;
}) {
  const { seconds, endCard, whole, wanted, wordsPerSecond } = props;
  const most = Math.max(wanted * (1 + tolerance), whole);
  const off = Math.abs(whole / wanted - 1) > tolerance;
  const share = (part: number) => `${(100 * part) / most}%`;
  return (
    <div className={styles.bar} data-off={off}>
      <p className={styles.words} role="status">
        <strong>{whole.toFixed(1)} s</strong> of {wanted} s
        <span>{off ? (whole > wanted ? "Too long" : "Too short") : "Fits"}</span>
        <span className={styles.soft}>{wordsPerSecond.toFixed(2)} words a second in this voice</span>
      </p>
      <div className={styles.track} aria-hidden="true">
        {seconds.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the script
          <span key={index} className={styles.part} style={{ width: share(each) }} />
        ))}
        <span className={styles.end} style={{ width: share(endCard) }} />
        <span className={styles.mark} style={{ left: share(wanted) }} />
      </div>
    </div>
  );
}
