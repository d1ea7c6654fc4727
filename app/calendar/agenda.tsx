import { Link } from "@remix-run/react";
import { EmptyState } from "../components/empty-state.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { CalendarPage } from "../routes/b.$brand.calendar.tsx";
import { hookName } from "../videos/hooks.ts";
import styles from "./agenda.module.css";
import { sayDay } from "./wall.ts";

type Props = Pick<CalendarPage, "entries" | "free" | "range"> & { view: CalendarPage["range"]["view"] };
type Entry = CalendarPage["entries"][number];

/** The posts day by day, with the schedule's free slots between them. A month or week is listed whole, a list its days. */
export function Agenda({ entries, free, range, view }: Props) {
  const { slug } = useBrand();
  const within = (wall: string) =>
    view === "month" || view === "week" || (wall >= range.listed.from && wall < range.listed.until);
  const lines = [
    ...entries.map((entry) => ({ wall: entry.wall, entry: entry as Entry | null })),
    ...free.map((wall) => ({ wall, entry: null })),
  ]
    .filter(({ wall }) => within(wall))
    .sort((a, b) => (a.wall < b.wall ? -1 : a.wall > b.wall ? 1 : 0));
  const days = [...new Set(lines.map(({ wall }) => wall.slice(0, 10)))];
  if (days.length === 0) {
    return (
      <EmptyState title="Nothing in these days" small>
        No post and no free slot. Approve a video to plan it, or add slots to the brand's schedule.
      </EmptyState>
    );
  }
  return (
    <div className={styles.agenda}>
      {days.map((day) => (
        <section key={day} className={styles.day} aria-label={sayDay(day)}>
          <h3 className={styles.date} data-today={day === range.today}>
            {sayDay(day)}
            {day === range.today ? <span className={styles.mark}>Today</span> : null}
          </h3>
          <ol className={styles.lines}>
            {lines
              .filter(({ wall }) => wall.startsWith(day))
              .map(({ wall, entry }) => (
                <li key={entry?.id ?? wall}>
                  {entry ? <PostLine entry={entry} slug={slug} /> : <FreeLine wall={wall} />}
                </li>
              ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function PostLine({ entry, slug }: { entry: Entry; slug: string }) {
  return (
    <Link to={paths.post(slug, entry.id)} className={styles.post} prefetch="intent">
      <time dateTime={entry.scheduledAt.toISOString()}>{entry.wall.slice(11)}</time>
      <img
        src={paths.videoFile(slug, entry.videoId, "poster")}
        alt=""
        width={36}
        height={64}
        loading="lazy"
        decoding="async"
      />
      <span className={styles.words}>
        <span className={styles.title}>{entry.title}</span>
        <span className={styles.meta}>
          {entry.persona} · {hookName(entry.hook)} · {entry.account}
        </span>
        {entry.failure && entry.state === "failed" ? <span className={styles.failure}>{entry.failure}</span> : null}
      </span>
      <StateChip state={entry.state} />
    </Link>
  );
}

function FreeLine({ wall }: { wall: string }) {
  return (
    <span className={styles.free}>
      <span>{wall.slice(11)}</span>
      <span>Free slot</span>
    </span>
  );
}
