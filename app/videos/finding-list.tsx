import { StateChip } from "../components/state-chip.tsx";
import styles from "./finding-list.module.css";
import { clock } from "./player.tsx";

type Finding = { id: string; severity: string; message: string; gate: string; atSeconds: number | null };

const words = { block: "Blocks", warn: "Look at this", info: "Good to know" };
const tones = { block: "red", warn: "amber", info: "quiet" } as const;

/** What the checks found, each with the moment it is about. */
export function FindingList({ findings, onSeek }: { findings: Finding[]; onSeek?: (seconds: number) => void }) {
  if (findings.length === 0) return <p className={styles.none}>Every check passed.</p>;
  return (
    <ul className={styles.findings}>
      {findings.map(({ id, severity, message, atSeconds }) => {
        const known = severity as keyof typeof words;
        return (
          <li key={id}>
            <StateChip state={severity} words={words[known]} tone={tones[known]} />
            <span>
              {message}{" "}
              {atSeconds === null || !onSeek ? null : (
                <button type="button" className={styles.moment} onClick={() => onSeek(atSeconds)}>
                  at {clock(atSeconds)}
                </button>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
