import type { ReactNode } from "react";
import styles from "./notice.module.css";

/** One line about what was just done, with its undo beside it; read out without taking the focus. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div role="status" className={styles.notice}>
      {children}
    </div>
  );
}
