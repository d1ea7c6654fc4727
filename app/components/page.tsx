import { Link } from "@remix-run/react";
import { ArrowLeftIcon } from "@shopify/polaris-icons";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import styles from "./page.module.css";

/** The frame of a page: what it is, what can be done here (one primary action at most), and the way back. */
export function Page(props: {
  title: ReactNode;
  subtitle?: ReactNode;
  /** Buttons; the primary one last. */
  actions?: ReactNode;
  back?: { to: string; label: string };
  /** `narrow` for a form or a text to read, `wide` (the default) for walls and tables, `full` for edge to edge. */
  width?: "narrow" | "wide" | "full";
  children: ReactNode;
}) {
  const { title, subtitle, actions, back, width = "wide", children } = props;
  return (
    <main className={`${styles.page} ${styles[width]}`}>
      <header className={styles.head}>
        <div className={styles.words}>
          {back ? (
            <Link to={back.to} className={styles.back}>
              <Icon source={ArrowLeftIcon} size={16} />
              {back.label}
            </Link>
          ) : null}
          <h1>{title}</h1>
          {subtitle ? <p className={styles.subtitle}>{subtitle}</p> : null}
        </div>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </header>
      {children}
    </main>
  );
}
