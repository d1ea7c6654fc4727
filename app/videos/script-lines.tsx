import type { Script } from "#providers/text/contract.ts";
import { beatNames } from "./beats.ts";
import { clock } from "./player.tsx";
import styles from "./script-lines.module.css";

export type TimedScene = Script["scenes"][number] & { startsAt: number };

/** A script to read along with its video: the line being spoken is marked, and pressing a line goes there. */
export function ScriptLines(props: { scenes: TimedScene[]; at?: number; onSeek?: (seconds: number) => void }) {
  const { scenes, at, onSeek } = props;
  const current = at === undefined ? -1 : scenes.findLastIndex((scene) => scene.startsAt <= at + 0.05);
  return (
    <ol className={styles.lines}>
      {scenes.map((scene, index) => (
        <li key={`${scene.beat}-${scene.startsAt}`} aria-current={index === current || undefined}>
          <Row onPress={onSeek && (() => onSeek(scene.startsAt))}>
            <span className={styles.when}>{clock(scene.startsAt)}</span>
            <span className={styles.words}>
              <span className={styles.beat}>{beatNames[scene.beat] ?? scene.beat}</span>
              <span className={styles.line}>{scene.line}</span>
              {scene.onScreen ? <span className={styles.shown}>On screen: {scene.onScreen}</span> : null}
            </span>
          </Row>
        </li>
      ))}
    </ol>
  );
}

function Row({ onPress, children }: { onPress: (() => void) | undefined; children: React.ReactNode }) {
  if (!onPress) return <div className={styles.row}>{children}</div>;
  return (
    <button type="button" className={styles.row} onClick={onPress}>
      {children}
    </button>
  );
}
