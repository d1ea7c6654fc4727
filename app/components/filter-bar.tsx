import { Form, Link, useSubmit } from "@remix-run/react";
import type { ReactNode } from "react";
import styles from "./filter-bar.module.css";

type Choice = { value: string; words: string };

/**
 * Narrows a list. Every choice makes an address of its own, so that a view can be shared; what is typed is sent with Enter,
 * and without scripts a button sends everything. `clear` is where the whole list is, when it is narrowed now.
 */
export function FilterBar({ clear, children }: { clear: string | undefined; children: ReactNode }) {
  const submit = useSubmit();
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
      onSubmit={(event) => {
        event.preventDefault();
        send(event.currentTarget);
      }}
      onChange={(event) => {
        if ((event.target as HTMLElement).getAttribute("type") !== "search") send(event.currentTarget);
      }}
    >
      {children}
      {clear ? <Link to={clear}>Clear</Link> : null}
      <noscript>
        <button type="submit">Apply</button>
      </noscript>
    </Form>
  );
}

/** One of a few states, side by side; the first is all of them. */
export function FilterStates({ name, value, states }: { name: string; value: string | undefined; states: Choice[] }) {
  return (
    <fieldset className={styles.states} aria-label="State">
      {[{ value: "", words: "All" }, ...states].map((state) => (
        <label key={state.value} className={styles.state}>
          <input type="radio" name={name} value={state.value} checked={(value ?? "") === state.value} readOnly />
          {state.words}
        </label>
      ))}
    </fieldset>
  );
}

/** One of many; `all` is what the list says when none is chosen. */
export function FilterPick(props: {
  name: string;
  label: string;
  all: string;
  value: string | undefined;
  options: Choice[];
}) {
  const { name, label, all, value, options } = props;
  return (
    <select name={name} aria-label={label} value={value ?? ""} onChange={() => undefined} data-set={Boolean(value)}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.words}
        </option>
      ))}
    </select>
  );
}

/** Something that is there as well, or not. */
export function FilterCheck({ name, words, on }: { name: string; words: string; on: boolean }) {
  return (
    <label className={styles.check} data-set={on}>
      <input type="checkbox" name={name} value="1" checked={on} readOnly />
      {words}
    </label>
  );
}

/** Something to be found by what it is called; `wrong` says that it was not, in words below the bar. */
export function FilterSearch(props: {
  name: string;
  label: string;
  short: string;
  said: string;
  wrong?: string | undefined;
}) {
  const { name, label, short, said, wrong } = props;
  return (
    <>
      <input
        key={said}
        type="search"
        name={name}
        className={styles.find}
        placeholder={short}
        aria-label={label}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? `${name}-wrong` : undefined}
        defaultValue={said}
        spellCheck={false}
        autoComplete="off"
      />
      {wrong ? (
        <p id={`${name}-wrong`} role="alert" className={styles.wrong}>
          {wrong}
        </p>
      ) : null}
    </>
  );
}
