import { Panel } from "../components/panel.tsx";
import { beatNames } from "./beats.ts";
import styles from "./lineage-panel.module.css";
import { clock } from "./player.tsx";
import { sayShot } from "./say-shot.ts";
import type { VideoPage } from "./video-page.ts";

/** Where the second that is being watched comes from; it follows the player. */
export function LineagePanel(
  props: Pick<VideoPage, "video" | "lineage"> & { at: number; onSeek: (to: number) => void },
) {
  const { video, lineage, at, onSeek } = props;
  const now = Math.max(
    0,
    lineage.findLastIndex(({ from }) => from <= at + 0.05),
  );
  const origin = lineage[now];
  if (!origin) return null;
  const { from, until, shot, hash, reused, beat, line, writtenBy, spokenBy, provider, clips, costMicros, terms } =
    origin;
  const facts: [string, React.ReactNode][] = [
    ["Shot", `${sayShot(shot)}, ${(until - from).toFixed(1)} s`],
    ["Persona", shot === "talking-head" || shot === "footage" ? video.persona : `${video.persona}, by voice`],
    ["Made by", provider === "animatic" ? "The built-in renderer" : provider],
    ...(writtenBy ? [["Line written by", writtenBy] as [string, string]] : []),
    ...(spokenBy ? [["Spoken by", spokenBy] as [string, string]] : []),
    ["Cost", costMicros === 0 ? "Nothing" : `$${(costMicros / 1_000_000).toFixed(2)}`],
    ["File", <code key="hash">{hash.slice(0, 12)}</code>],
    ["Drawn", reused ? "Before, and used again" : "For this version"],
  ];
  return (
    <Panel title="Where this comes from" aside={`${clock(from)} to ${clock(until)}`}>
      <div className={styles.strip}>
        {lineage.map((each, index) => (
          <button
            key={each.from}
            type="button"
            aria-label={`${sayShot(each.shot)} at ${clock(each.from)}`}
            aria-current={index === now || undefined}
            data-filmed={each.provider !== "animatic" || undefined}
            style={{ flexGrow: Math.max(0.5, each.until - each.from) }}
            onClick={() => onSeek(each.from)}
          />
        ))}
      </div>
      {line ? (
        <p className={styles.line}>
          <span>{beatNames[beat ?? ""] ?? beat}</span> {line}
        </p>
      ) : (
        <p className={styles.line}>
          <span>No line</span> Nothing is said here.
        </p>
      )}
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {clips.map(({ id, model, prompt, seconds, costMicros: cost }) => (
        <div key={id} className={styles.clip}>
          <p>
            <strong>{model ?? "A video model"}</strong>
            {seconds === null ? null : `, ${seconds.toFixed(1)} s`}, ${(cost / 1_000_000).toFixed(2)}, take{" "}
            <code>{id.slice(-8)}</code>
          </p>
          {prompt ? <blockquote>{prompt}</blockquote> : null}
        </div>
      ))}
      {terms.map((sentence) => (
        <p key={sentence} className={styles.terms}>
          {sentence}
        </p>
      ))}
    </Panel>
  );
}
