import { type ReactNode, useId } from "react";
import styles from "./panel.module.css";

/** A card: a heading of its own and what belongs under it. Never put one in another. */
export function Panel(props: {
  title?: ReactNode;
  aside?: ReactNode;
  /** Leaves out the padding, for lists and tables that reach the edges. */
  flush?: boolean;
  children: ReactNode;
}) {
  const { title, aside, flush = false, children } = props;
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={title ? id : undefined}>
      {title || aside ? (
        <header className={styles.head}>
          {title ? <h2 id={id}>{title}</h2> : null}
          {aside ? <div className={styles.aside}>{aside}</div> : null}
        </header>
      ) : null}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
