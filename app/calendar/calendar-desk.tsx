import { lazy, Suspense, useSyncExternalStore } from "react";
import type { CalendarPage } from "../routes/b.$brand.calendar.tsx";
import { Agenda } from "./agenda.tsx";
import styles from "./calendar-desk.module.css";
import { MoveNotice } from "./move-notice.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useMove } from "./use-move.ts";

/** Only who sees a grid loads the library that draws it. */
const Grid = lazy(() => import("./grid.tsx"));

/**
 * The calendar in one of its views. The server writes the list, which is what stands without scripts and on a phone;
 * a month or a week takes its place in the browser.
 */
export function CalendarDesk(page: CalendarPage) {
  const { range } = page;
  const wide = useSyncExternalStore(watchWidth, isWide, () => undefined);
  const view = range.view !== "auto" ? range.view : wide ? "month" : "list";
  const drawn = wide !== undefined && view !== "list";
  const move = useMove();
  const list = <Agenda entries={page.entries} free={page.free} range={range} view={range.view} />;
  return (
    <>
      <Toolbar range={range} view={view} settled={wide !== undefined} />
      {page.cut ? <p className={styles.cut}>Only the first 500 posts of this period are shown.</p> : null}
      {drawn ? (
        <Suspense fallback={<div className={styles.hold}>{list}</div>}>
          <Grid {...page} view={view === "week" ? "week" : "month"} onMove={move.start} />
        </Suspense>
      ) : (
        <div className={range.view === "list" || wide === false ? undefined : styles.hold}>{list}</div>
      )}
      <MoveNotice move={move} />
    </>
  );
}

const desk = "(min-width: 48em)";
const isWide = () => window.matchMedia(desk).matches;
function watchWidth(changed: () => void) {
  const query = window.matchMedia(desk);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}
