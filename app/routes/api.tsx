import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Basics, Problems } from "../api-reference/basics.tsx";
import { OperationView } from "../api-reference/operation-view.tsx";
import styles from "../api-reference/reference.module.css";
import { readReference } from "../api-reference/reference.server.ts";
import { Logo } from "../components/logo.tsx";
import { paths } from "../paths.ts";

export const meta: MetaFunction = () => [{ title: "API reference · Troupe" }];

/** What programs can ask. For everybody: it tells nothing of what is in this studio, and whoever writes a program has no account. */
export async function loader({ context }: LoaderFunctionArgs) {
  return {
    reference: readReference(`${context.publicUrl}${paths.api()}`),
    perMinute: context.env.apiRequestsPerMinute,
  };
}

export const headers = () => ({ "Cache-Control": "public, max-age=300" });

export default function ApiReference() {
  const { reference, perMinute } = useLoaderData<typeof loader>();
  const { url, resources, problems } = reference;
  const contents = (
    <ul>
      <li>
        <a href="#start">Start here</a>
      </li>
      <li>
        <a href="#pages">Pages</a>
      </li>
      <li>
        <a href="#once">Nothing twice</a>
      </li>
      <li>
        <a href="#limits">How often</a>
      </li>
      <li>
        <a href="#problems">Problems</a>
      </li>
      {resources.map(({ name, anchor, operations }) => (
        <li key={anchor}>
          <a href={`#${anchor}`}>{name}</a>
          <ul>
            {operations.map(({ id, summary }) => (
              <li key={id}>
                <a href={`#${id}`}>{summary.split(/[,:]/)[0]}</a>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
  return (
    <div className={styles.reference}>
      <nav className={styles.rail} aria-label="Contents">
        <Link to={paths.home()} className={styles.home} aria-label="Troupe, go to Today">
          <Logo />
        </Link>
        {contents}
      </nav>
      <details className={styles.menu}>
        <summary>
          <Logo />
          <span>Contents</span>
        </summary>
        <nav aria-label="Contents">{contents}</nav>
      </details>
      <main className={styles.main}>
        <header className={styles.head}>
          <h1>API reference</h1>
          <p className={styles.lead}>Everything that the studio's pages do, for programs. Version 1, below</p>
          <p className={styles.url}>
            <code>{url}</code>
          </p>
        </header>
        <Basics url={url} perMinute={perMinute} />
        <Problems problems={problems} />
        {resources.map(({ name, anchor, operations }) => (
          <section key={anchor} id={anchor} aria-labelledby={`${anchor}-name`}>
            <h2 className={styles.resource} id={`${anchor}-name`}>
              {name}
            </h2>
            {operations.map((operation) => (
              <OperationView key={operation.id} operation={operation} />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}
