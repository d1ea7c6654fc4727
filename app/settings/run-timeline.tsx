import { Link } from "@remix-run/react";
import {
  CalendarTimeIcon,
  ChevronDownIcon,
  ClockIcon,
  EmailIcon,
  GlobeIcon,
  MoonIcon,
  PlayIcon,
  ReplayIcon,
} from "@shopify/polaris-icons";
import type { ReactNode } from "react";
import { Icon, type IconSource } from "../components/icon.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { sayDuration, sayProblem, stepWords } from "./activity-words.ts";
import type { RunPage } from "./run-page.server.ts";
import styles from "./run-timeline.module.css";
import type { Span, TimelineRow } from "./timeline-rows.ts";
import { createScale, type Scale } from "./timeline-scale.ts";

/** The run as bars on an axis of time: what each step did, when, how often, and what went wrong. */
export function RunTimeline({ run, now, zone }: { run: RunPage; now: number; zone: string }) {
  const { rows, createdAt, endedAt, failures } = run;
  const from = createdAt.getTime();
  const to = Math.max(endedAt?.getTime() ?? now, ...rows.flatMap(({ spans }) => spans.map((span) => span.to ?? now)));
  const scale = createScale(
    rows.flatMap(({ spans }) => spans),
    { from, to },
    now,
  );
  const takenUp = failures.filter(({ byHand }) => byHand).map(({ at }) => scale.place(at.getTime()));
  return (
    <div className={styles.timeline}>
      <div className={styles.axis} aria-hidden="true">
        <span className={styles.track}>
          {scale.ticks.map(({ at, words }) => (
            <span key={at} className={styles.tick} style={{ left: `${at}%` }}>
              {words}
            </span>
          ))}
          {scale.cuts.map(({ left, width, words }) => (
            <span key={left} className={styles.cutWords} style={{ left: `${left}%`, width: `${width}%` }}>
              {words}
            </span>
          ))}
        </span>
      </div>
      <ol className={styles.rows}>
        {rows.map((row) => (
          <Row key={row.key} row={row} from={from} now={now} zone={zone} scale={scale} takenUp={takenUp} />
        ))}
      </ol>
    </div>
  );
}

type RowProps = { row: TimelineRow; from: number; now: number; zone: string; scale: Scale; takenUp: number[] };

function Row({ row, from, now, zone, scale, takenUp }: RowProps) {
  const first = row.spans[0]?.from ?? from;
  const last = row.spans.at(-1);
  const took = last ? (last.to ?? now) - first : 0;
  const line = (
    <>
      <span className={styles.head}>
        <span className={styles.icon} data-status={row.status}>
          <Icon source={icons[row.kind]} size={16} />
        </span>
        <span className={styles.name}>
          {row.name}
          <span className={styles.kind}>
            <Kind row={row} zone={zone} />
            {sayTries(row)}
          </span>
        </span>
      </span>
      <span className={styles.track} aria-hidden="true">
        {scale.ticks.map(({ at }) => (
          <span key={at} className={styles.line} style={{ left: `${at}%` }} />
        ))}
        {scale.cuts.map(({ left, width }) => (
          <span key={left} className={styles.cut} style={{ left: `${left}%`, width: `${width}%` }} />
        ))}
        {takenUp.map((at) => (
          <span key={at} className={styles.mark} style={{ left: `${at}%` }} />
        ))}
        {row.spans.map((span) => (
          <Bar key={`${span.from} ${span.tone}`} span={span} now={now} scale={scale} />
        ))}
      </span>
      <span className={styles.took}>
        <span className={styles.unseen}>after {sayDuration(first - from)}, for </span>
        {sayDuration(took)}
      </span>
    </>
  );
  const raw = row.result ?? (row.status === "failed" ? row.stack : null);
  return (
    <li className={styles.row}>
      {raw ? (
        <details className={styles.raw}>
          <summary className={styles.cells}>
            {line}
            <span className={styles.chevron}>
              <Icon source={ChevronDownIcon} size={16} />
            </span>
          </summary>
          <div className={styles.inside}>
            <p>{row.result ? "What it gave back" : "Where it failed, for developers"}</p>
            <pre>{raw}</pre>
          </div>
        </details>
      ) : (
        <div className={styles.cells}>{line}</div>
      )}
      <More row={row} />
    </li>
  );
}

function Bar({ span, now, scale }: { span: Span; now: number; scale: Scale }) {
  const left = scale.place(span.from);
  const width = scale.place(span.to ?? now) - left;
  return (
    <span
      className={styles.bar}
      data-tone={span.tone}
      data-open={span.to === null || undefined}
      style={{ left: `${left}%`, width: `${width}%` }}
      title={sayDuration((span.to ?? now) - span.from)}
    />
  );
}

const icons: Record<TimelineRow["kind"], IconSource> = {
  queue: ClockIcon,
  step: PlayIcon,
  sleep: MoonIcon,
  event: EmailIcon,
  signal: EmailIcon,
  run: ReplayIcon,
  fetch: GlobeIcon,
  next: CalendarTimeIcon,
};

/** What a step is and how it stands, in words: the tense says whether it is over. */
function Kind({ row, zone }: { row: TimelineRow; zone: string }): ReactNode {
  const { kind, status, dueAt, waitsFor, inVain } = row;
  const until = dueAt ? <Time at={new Date(dueAt)} zone={zone} /> : null;
  const over = status === "completed" || status === "failed" || status === "cancelled";
  if (status === "failed") return row.tries.length > 0 ? `Failed after ${row.tries.length + 1} tries` : "Failed";
  if (status === "cancelled") return "Broken off";
  if (kind === "queue") return over ? "Waited its turn" : "All who may work on this at once are busy";
  if (kind === "sleep") return over ? "Slept" : <>Asleep until {until}</>;
  if (kind === "event" || kind === "signal") {
    const what = kind === "event" ? `the event ${waitsFor}` : `the signal ${waitsFor}`;
    if (inVain) return `Waited for ${what}; none came in time`;
    return over ? (
      `Waited for ${what}`
    ) : (
      <>
        Waits for {what}, until {until} at most
      </>
    );
  }
  if (kind === "run") return over ? "Had another run do it" : "Has another run do it";
  if (status === "retrying") return <>Tries again {until}</>;
  if (status === "completed") return kind === "fetch" ? "Fetched" : "Ran";
  if (kind === "next") return status === "running" ? "Shows its name once it is done" : stepWords[status];
  return stepWords[status];
}

function sayTries({ status, tries }: TimelineRow): string {
  if (tries.length === 0) return "";
  if (status === "completed") return ` · the ${nth(tries.length + 1)} try went well`;
  return status === "running" ? ` · its ${nth(tries.length + 1)} try` : "";
}

function nth(n: number): string {
  const words = ["", "first", "second", "third", "fourth", "fifth", "sixth"];
  return words[n] ?? `${n}th`;
}

/** What must be read without a click: what went wrong, try by try, and the run that was started. */
function More({ row }: { row: TimelineRow }) {
  const ended =
    row.problem && (row.status === "failed" || (row.kind === "next" && row.status === "retrying")) ? row.problem : null;
  if (row.tries.length === 0 && !ended && !row.childRunId) return null;
  return (
    <div className={styles.more}>
      {row.tries.map((failed) => (
        <p key={failed.nth} className={styles.try}>
          <StateChip state="failed" words={`Try ${failed.nth}`} />
          <span>
            {sayProblem(failed.problem)}
            {failed.ms === null ? null : <span className={styles.soft}> After {sayDuration(failed.ms)}.</span>}
          </span>
        </p>
      ))}
      {ended ? (
        <p className={styles.try}>
          {row.tries.length > 0 ? <StateChip state="failed" words={`Try ${row.tries.length + 1}`} /> : null}
          <span className={styles.problem}>{sayProblem(ended)}</span>
        </p>
      ) : null}
      {row.childRunId ? (
        <p className={styles.child}>
          <Link to={paths.run(row.childRunId)}>See the run it started</Link>
        </p>
      ) : null}
    </div>
  );
}
