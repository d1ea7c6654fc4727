import { Form, Link, useSearchParams, useSubmit } from "@remix-run/react";
import type { FormEvent } from "react";
import { type ActivityFilter, periods } from "./activity-filter.ts";
import styles from "./activity-filters.module.css";
import { nameFunction, statuses, statusWords } from "./activity-words.ts";

/** Narrows the list. Every choice is a form of its own address; without scripts a button sends it. */
export function ActivityFilters(props: { filter: ActivityFilter; functionIds: string[]; missing: string | undefined }) {
  const { filter, functionIds, missing } = props;
  const submit = useSubmit();
  const [search] = useSearchParams();
  const narrowed = ["status", "function", "period", "house", "run"].some((name) => search.get(name));
  const send = (form: HTMLFormElement) => {
    const given = new FormData(form);
    for (const [name, value] of [...given]) if (!value) given.delete(name);
    submit(given, { replace: true, preventScrollReset: true });
  };
  return (
    <Form
      method="get"
      className={styles.filters}
      aria-label="Filters"
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        send(event.currentTarget);
      }}
      onChange={(event) => {
        if ((event.target as HTMLElement).getAttribute("name") !== "run") send(event.currentTarget);
      }}
    >
      <fieldset className={styles.states} aria-label="State">
        {(["", ...statuses] as const).map((value) => (
          <label key={value} className={styles.state}>
            <input type="radio" name="status" value={value} checked={(filter.status ?? "") === value} readOnly />
            {value ? statusWords[value] : "All"}
          </label>
        ))}
      </fieldset>
      <select
        name="function"
        aria-label="Workflow"
        value={filter.functionId ?? ""}
        onChange={() => undefined}
        data-set={Boolean(filter.functionId)}
      >
        <option value="">Every workflow</option>
        {functionIds.map((id) => (
          <option key={id} value={id}>
            {nameFunction(id)}
          </option>
        ))}
      </select>
      <select
        name="period"
        aria-label="Started"
        value={filter.period ?? ""}
        onChange={() => undefined}
        data-set={Boolean(filter.period)}
      >
        <option value="">Any time</option>
        {periods.map(({ value, words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      <label className={styles.house} data-set={filter.house}>
        <input type="checkbox" name="house" value="1" checked={filter.house} readOnly />
        Housekeeping
      </label>
      <input
        key={missing}
        type="search"
        name="run"
        className={styles.find}
        placeholder="Run id"
        aria-label="Open a run by its id"
        aria-invalid={missing ? true : undefined}
        aria-describedby={missing ? "run-missing" : undefined}
        defaultValue={missing ?? ""}
        spellCheck={false}
        autoComplete="off"
      />
      {narrowed ? <Link to="?">Clear</Link> : null}
      <noscript>
        <button type="submit">Apply</button>
      </noscript>
      {missing ? (
        <p id="run-missing" role="alert" className={styles.missing}>
          There is no run “{missing}” here. Runs are kept for 30 days.
        </p>
      ) : null}
    </Form>
  );
}
