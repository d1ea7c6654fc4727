import { Link } from "@remix-run/react";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./start-from.module.css";

/** The ways to begin a brief other than with an empty page: a template, a product's page, a file. */
export function StartFrom({
  templates,
  chosen,
}: {
  templates: { id: string; name: string; does: string }[];
  chosen: string | undefined;
}) {
  const { slug } = useBrand();
  return (
    <section className={styles.start} aria-label="Start from">
      <ul className={styles.templates}>
        {templates.map(({ id, name, does }) => (
          <li key={id}>
            <Link
              to={paths.briefFrom(slug, { template: id })}
              className={styles.template}
              aria-current={id === chosen ? "true" : undefined}
              preventScrollReset
            >
              <strong>{name}</strong>
              <span>{does}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className={styles.others}>
        <Link to={paths.productFromLink(slug)}>From a product's web page</Link>
        <Link to={paths.briefImport(slug)}>From a YAML file</Link>
      </p>
    </section>
  );
}
