import { Link } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import styles from "./script-comparison.module.css";
import type { VideoPage } from "./video-page.ts";

/** Two versions of the script beside each other, with the words that changed marked, and why. */
export function ScriptComparison(
  props: Pick<VideoPage, "video" | "versions"> & { comparison: NonNullable<VideoPage["comparison"]> },
) {
  const { video, versions, comparison } = props;
  const others = versions.filter(({ version }) => version !== video.version && version !== comparison.version);
  return (
    <Panel
      title="What changed in the words"
      aside={others.map(({ version }) => (
        <Link key={version} to={`?against=${version}`} preventScrollReset className={styles.other}>
          Against version {version}
        </Link>
      ))}
    >
      {video.note ? (
        <p className={styles.note}>
          The note was: <q>{video.note}</q>
        </p>
      ) : null}
      {comparison.rewritten ? <p className={styles.note}>The script was rewritten from start to end.</p> : null}
      <div className={styles.pair}>
        <Side title={`Version ${comparison.version}`} stretches={comparison.before} mark="del" />
        <Side title={`Version ${video.version}, this one`} stretches={comparison.after} mark="ins" />
      </div>
    </Panel>
  );
}

type Stretches = { text: string; changed: boolean }[];

/** One of two texts, with what the other has not marked. */
export function Side({ title, stretches, mark: Mark }: { title: string; stretches: Stretches; mark: "ins" | "del" }) {
  return (
    <div>
      <h3>{title}</h3>
      <p className={styles.text}>
        {stretches.map(({ text, changed }, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is its place in the text
          changed ? <Mark key={index}>{text}</Mark> : <span key={index}>{text}</span>,
        )}
      </p>
    </div>
  );
}
