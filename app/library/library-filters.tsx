import { Form, Link, useSubmit } from "@remix-run/react";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hooks } from "../videos/hooks.ts";
import styles from "./library-filters.module.css";
import { type Filter, libraryStates } from "./read-filter.ts";

type Named = { id: string; name: string };

/** Narrows the library. Every choice is a link or a form of its own address; without scripts a button sends it. */
export function LibraryFilters(props: { filter: Filter; personas: Named[]; briefs: Named[] }) {
  const { filter, personas, briefs } = props;
  const { slug } = useBrand();
  const submit = useSubmit();
  const narrowed = Object.values(filter).some(Boolean);
  return (
    <Form
      method="get"
      className={styles.filters}
      aria-label="Filters"
      onChange={(event) => submit(event.currentTarget, { replace: true, preventScrollReset: true })}
    >
      <fieldset className={styles.states} aria-label="State">
        {[{ value: "", words: "All" }, ...libraryStates].map(({ value, words }) => (
          <label key={value} className={styles.state}>
            <input type="radio" name="state" value={value} checked={(filter.state ?? "") === value} readOnly />
            {words}
          </label>
        ))}
      </fieldset>
      <Pick name="persona" all="Every persona" value={filter.personaId} options={personas} />
      <Pick
        name="hook"
        all="Every hook"
        value={filter.hook}
        options={Object.entries(hooks).map(([id, { name }]) => ({ id, name }))}
      />
      <Pick name="brief" all="Every brief" value={filter.briefId} options={briefs} />
      {narrowed ? <Link to={paths.library(slug)}>Clear</Link> : null}
      <noscript>
        <button type="submit">Apply</button>
      </noscript>
    </Form>
  );
}

function Pick(props: { name: string; all: string; value: string | undefined; options: Named[] }) {
  const { name, all, value, options } = props;
  return (
    <select name={name} aria-label={all} value={value ?? ""} onChange={() => undefined} data-set={Boolean(value)}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.name}
        </option>
      ))}
    </select>
  );
}
