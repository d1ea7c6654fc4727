import type { EventClickArg, EventContentArg, EventDropArg, EventInput } from "@fullcalendar/core";
import enGb from "@fullcalendar/core/locales/en-gb";
import dayGrid from "@fullcalendar/daygrid";
import interaction from "@fullcalendar/interaction";
import FullCalendar from "@fullcalendar/react";
import timeGrid from "@fullcalendar/timegrid";
import { useNavigate } from "@remix-run/react";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { CalendarPage } from "../routes/b.$brand.calendar.tsx";
import styles from "./grid.module.css";
import type { Drag } from "./use-move.ts";
import { sayWall } from "./wall.ts";

type Props = Pick<CalendarPage, "entries" | "free" | "range"> & {
  view: "month" | "week";
  onMove: (drag: Drag) => void;
};

/**
 * A month or a week. FullCalendar is given the brand's wall clock and told that it is UTC, so that it never asks what zone
 * the browser is in; the server turns a dropped time back into an instant, and knows when the clocks change.
 */
export default function Grid({ entries, free, range, view, onMove }: Props) {
  const { slug } = useBrand();
  const movesPosts = useMay()("post.schedule");
  const navigate = useNavigate();
  const posts = entries.map((entry): EventInput => {
    const { id, wall, title, movable, state } = entry;
    const url = paths.post(slug, id);
    return {
      id,
      start: wall,
      title,
      url,
      editable: movable && movesPosts,
      classNames: [state],
      extendedProps: { entry },
    };
  });
  const slots = free.map(
    (wall): EventInput => ({ id: `free ${wall}`, start: wall, title: "Free slot", classNames: ["free"] }),
  );

  const openPost = ({ event, jsEvent }: EventClickArg) => {
    if (!event.url || jsEvent.ctrlKey || jsEvent.metaKey || jsEvent.shiftKey) return;
    jsEvent.preventDefault();
    navigate(event.url);
  };
  const movePost = ({ event, oldEvent, revert }: EventDropArg) => {
    const to = event.startStr.slice(0, 16);
    onMove({ postId: event.id, title: event.title, from: oldEvent.startStr.slice(0, 16), to, putBack: revert });
  };
  return (
    <div className={styles.grid}>
      <FullCalendar
        key={`${view} ${range.date}`}
        plugins={[dayGrid, timeGrid, interaction]}
        initialView={view === "week" ? "timeGridWeek" : "dayGridMonth"}
        initialDate={range.date}
        timeZone="UTC"
        now={range.now}
        locale={enGb}
        headerToolbar={false}
        firstDay={1}
        events={[...posts, ...slots]}
        eventOrder="start,title"
        eventContent={(event) => <Tile event={event} slug={slug} />}
        eventClick={openPost}
        eventDrop={movePost}
        eventDurationEditable={false}
        defaultTimedEventDuration="01:00"
        eventDisplay="block"
        dayMaxEvents={4}
        moreLinkClick={({ date }) => {
          navigate(`${paths.calendar(slug)}?view=list&date=${date.toISOString().slice(0, 10)}`);
        }}
        moreLinkContent={({ num }) => `${num} more`}
        allDaySlot={false}
        nowIndicator
        scrollTime="07:00:00"
        slotDuration="01:00:00"
        snapDuration="00:15:00"
        slotEventOverlap={false}
        slotLabelFormat={{ hour: "2-digit", minute: "2-digit", hour12: false }}
        contentHeight={view === "week" ? 640 : "auto"}
        dayHeaderFormat={view === "week" ? { weekday: "short", day: "numeric" } : { weekday: "short" }}
      />
    </div>
  );
}

function Tile({ event, slug }: { event: EventContentArg; slug: string }) {
  const { start, title, extendedProps } = event.event;
  const wall = start?.toISOString().slice(0, 16) ?? "";
  const entry = extendedProps.entry as CalendarPage["entries"][number] | undefined;
  if (!entry) return <span className={styles.free}>{wall.slice(11)} free</span>;
  return (
    <span className={styles.tile} title={`${title}, ${sayWall(wall)}`}>
      <img src={paths.videoFile(slug, entry.videoId, "poster")} alt="" width={22} height={38} loading="lazy" />
      <span className={styles.words}>
        <span className={styles.time}>
          <span className={styles.dot} aria-hidden="true" />
          {wall.slice(11)}
          <span className={styles.spoken}> {entry.state} </span>
        </span>
        <span className={styles.title}>{title}</span>
      </span>
    </span>
  );
}
