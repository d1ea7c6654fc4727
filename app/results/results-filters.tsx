import { Form, Link, useSubmit } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import type { ResultsPage } from "../routes/b.$brand.results.tsx";
import { hooks } from "../videos/hooks.ts";
import styles from "./results-filters.module.css";

/** What the page is about: a period and tags. All of it stands in the address, so that a view can be shared. */
export function ResultsFilters({ asked, period, presets, tags }: ResultsPage) {
  const submit = useSubmit();
  const narrowed = asked.persona || asked.hook || asked.brief;
  const [open, setOpen] = useState(false);
  const narrow = (name: string, value: string) => {
    const next = new URLSearchParams(asked);
    if (value) next.set(name, value);
    else next.delete(name);
    submit(next, { method: "get", preventScrollReset: true });
  };
  const choice = (name: "persona" | "hook" | "brief", label: string, options: { value: string; label: string }[]) => (
    <ChoiceBox
      key={`${name} ${asked[name]}`}
      name={name}
      label={label}
      value={asked[name] ?? ""}
      options={[{ value: "", label: "All" }, ...options]}
      onChoice={(value) => narrow(name, value)}
    />
  );
  const named = (rows: { id: string; name: string }[]) => rows.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={styles.filters}>
      <nav className={styles.presets} aria-label="Period">
        {presets.map(({ days, from, to }) => {
          const query = new URLSearchParams({ ...asked, from, to });
          const current = from === period.from && to === period.to;
          return (
            <Link key={days} to={`?${query}`} aria-current={current ? "true" : undefined} preventScrollReset>
              {days} days
            </Link>
          );
        })}
      </nav>
      <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        {narrowed ? "Filtered" : "Filter"}
      </button>
      <Form method="get" className={styles.form} data-open={open} preventScrollReset>
        {choice("persona", "Persona", named(tags.personas))}
        {choice(
          "hook",
          "Hook",
          Object.entries(hooks).map(([value, { name }]) => ({ value, label: name })),
        )}
        {choice("brief", "Brief", named(tags.briefs))}
        <TextBox name="from" label="From" type="date" value={period.from} />
        <TextBox name="to" label="To" type="date" value={period.to} />
        <input type="hidden" name="rate" value={asked.rate ?? "clicks"} />
        <div className={styles.show}>
          <Button submit>Show</Button>
        </div>
      </Form>
    </div>
  );
}
