import { Link, useSearchParams } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import { periods, withFilter } from "./activity-filter.ts";
import { nameFunction } from "./activity-words.ts";
import styles from "./function-strip.module.css";
import type { ActivityData } from "./runs.server.ts";

type Counts = ActivityData["counts"][number];

/** In the order of the bar, from what went well to what is still to come; each leads to the runs it counts. */
const parts = [
  { name: "completed", words: "done", status: "completed" },
  { name: "failed", words: "failed", status: "failed" },
  { name: "cancelled", words: "cancelled", status: "cancelled" },
  { name: "running", words: "running", status: "running" },
  { name: "waiting", words: "waiting", status: "waiting" },
  { name: "queued", words: "to come", status: "queued" },
] as const satisfies { name: keyof Counts; words: string; status: string }[];

/** How each workflow fares: what became of its runs, and what is still alive. */
export function FunctionStrip({ counts, period }: { counts: Counts[]; period: string | undefined }) {
  const [search] = useSearchParams();
  const shown = period ?? "day";
  return (
    <Panel title="By workflow" aside={periods.find(({ value }) => value === shown)?.words}>
      {counts.length === 0 ? <p className={styles.none}>Nothing ran in this time.</p> : null}
      <ul className={styles.functions}>
        {counts.map((one) => (
          <li key={one.functionId}>
            <Link
              className={styles.name}
              to={withFilter(search, { function: one.functionId, status: undefined })}
              aria-current={search.get("function") === one.functionId || undefined}
            >
              {nameFunction(one.functionId)}
            </Link>
            <span className={styles.bar} aria-hidden="true">
              {parts.map(({ name }) =>
                one[name] > 0 ? <span key={name} data-part={name} style={{ flexGrow: one[name] }} /> : null,
              )}
            </span>
            <span className={styles.numbers}>
              {parts.map(({ name, words, status }) =>
                one[name] > 0 ? (
                  <Link
                    key={name}
                    data-part={name}
                    to={withFilter(search, {
                      function: one.functionId,
                      status,
                      period: ended(name) ? shown : undefined,
                    })}
                  >
                    <strong>{one[name].toLocaleString("en")}</strong> {words}
                  </Link>
                ) : null,
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Only what ended is counted by the period. */
const ended = (name: keyof Counts) => name === "completed" || name === "failed" || name === "cancelled";
