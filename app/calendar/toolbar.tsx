import { Link } from "@remix-run/react";
import { ChevronLeftIcon, ChevronRightIcon } from "@shopify/polaris-icons";
import { Icon } from "../components/icon.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { CalendarPage } from "../routes/b.$brand.calendar.tsx";
import styles from "./toolbar.module.css";

const names = { month: "Month", week: "Week", list: "List" } as const;
type Shown = keyof typeof names;

/** Where in time the page is, the way on and back, and the three views; all of it links, so that a view can be shared. */
export function Toolbar({ range, view, settled }: { range: CalendarPage["range"]; view: Shown; settled: boolean }) {
  const { slug } = useBrand();
  const to = (shown: Shown, date: string) => `${paths.calendar(slug)}?view=${shown}&date=${date}`;
  return (
    <div className={styles.toolbar}>
      <div className={styles.steps}>
        <Link
          to={to(view, range.previous[view])}
          className={styles.step}
          aria-label={`Earlier ${view}`}
          prefetch="intent"
        >
          <Icon source={ChevronLeftIcon} />
        </Link>
        <Link to={to(view, range.today)} className={styles.today}>
          Today
        </Link>
        <Link to={to(view, range.next[view])} className={styles.step} aria-label={`Later ${view}`} prefetch="intent">
          <Icon source={ChevronRightIcon} />
        </Link>
      </div>
      <h2 className={styles.title} data-settled={settled || range.view !== "auto"} aria-live="polite">
        {range.titles[view]}
      </h2>
      <nav className={styles.views} aria-label="View">
        {(Object.keys(names) as Shown[]).map((shown) => (
          <Link key={shown} to={to(shown, range.date)} aria-current={shown === view ? "true" : undefined}>
            {names[shown]}
          </Link>
        ))}
      </nav>
    </div>
  );
}
