import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import styles from "./compared-shots.module.css";
import { midSentence } from "./mid-sentence.ts";
import { clock } from "./player.tsx";
import { sayShot } from "./say-shot.ts";
import type { Compared } from "./video-comparison.tsx";

const fates = {
  same: { words: "Same file", tone: "quiet" },
  redrawn: { words: "Drawn anew", tone: "amber" },
  added: { words: "Came in", tone: "green" },
  dropped: { words: "Went", tone: "red" },
} as const;

/** Which shots are the same file in both, and which were drawn anew; each goes to its moment. */
export function ComparedShots(props: {
  shots: Compared["shots"];
  onSeek: (seconds: number) => void;
  names: { before: string; after: string };
  /** Two versions of one video: then a shot in another's place is that shot, drawn anew. */
  versions: boolean;
}) {
  const { shots, onSeek, names, versions } = props;
  const kept = shots.filter(({ fate }) => fate === "same").length;
  return (
    <Panel title="Shots" aside={`${kept} of ${shots.length} are the same file`}>
      <ol className={styles.shots}>
        {shots.map(({ fate, shotType, line, hash, before, after, seconds }) => {
          const at = after ?? before ?? 0;
          const when =
            before === null || after === null || clock(before) === clock(after)
              ? clock(at)
              : `${clock(before)} in ${midSentence(names.before)}, ${clock(after)} in ${midSentence(names.after)}`;
          return (
            <li key={`${fate} ${hash} ${at}`}>
              <button type="button" onClick={() => onSeek(at)}>
                <span className={styles.when}>{clock(at)}</span>
                <span className={styles.what}>
                  <strong>{sayShot(shotType)}</strong>
                  {line ? <span>{line}</span> : null}
                  <span className={styles.soft}>
                    {when}
                    {seconds === null ? null : `, ${seconds.toFixed(1)} s`}, <code>{hash.slice(0, 8)}</code>
                  </span>
                </span>
                <StateChip
                  state={fate}
                  words={fate === "redrawn" && !versions ? "Another shot" : fates[fate].words}
                  tone={fates[fate].tone}
                />
              </button>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
