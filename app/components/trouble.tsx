import { isRouteErrorResponse, Link, useLocation, useRouteError } from "@remix-run/react";
import { paths } from "../paths.ts";
import styles from "./trouble.module.css";

/** What an error boundary shows: what happened, where, and what now. `standalone` when there is no shell around it. */
export function Trouble({ standalone = false }: { standalone?: boolean }) {
  const error = useRouteError();
  const { pathname } = useLocation();
  const { title, text, again } = explain(error);
  return (
    <main className={`${styles.trouble} ${standalone ? styles.standalone : ""}`}>
      <svg className={styles.art} viewBox="0 0 120 80" aria-hidden="true">
        <path d="M4 8 18 0l88 60c-8 14-52 18-78 8z" fill="var(--spotlight)" />
        <ellipse cx="68" cy="64" rx="38" ry="9" fill="var(--paper)" opacity="0.85" />
      </svg>
      <h1>{title}</h1>
      <p className={styles.text}>{text}</p>
      <p className={styles.ways}>
        {again ? <a href={pathname}>Try again</a> : null}
        <Link to={paths.home()}>Go to Today</Link>
      </p>
    </main>
  );
}

function explain(error: unknown): { title: string; text: string; again: boolean } {
  if (isRouteErrorResponse(error)) {
    const said = typeof error.data === "string" && error.data.length > 0 && !error.data.startsWith("Error:");
    if (error.status === 404) {
      const text = said ? error.data : "It may have moved or been removed. Check the address, or start from Today.";
      return { title: "Nobody is on this stage", text, again: false };
    }
    if (error.status < 500) {
      const text = said ? error.data : "The studio could not take that. Go back and try it another way.";
      return { title: "That is not possible here", text, again: false };
    }
  }
  return {
    title: "Something broke backstage",
    text: "The studio failed while it made this page. Nothing you saved is lost. Try again; if it stays, its log says why.",
    again: true,
  };
}
