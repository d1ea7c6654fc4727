import { useNavigate } from "@remix-run/react";
import { XIcon } from "@shopify/polaris-icons";
import { useEffect, useRef } from "react";
import { Icon } from "../components/icon.tsx";
import { ScriptLines } from "../videos/script-lines.tsx";
import type { BriefPage } from "./brief-page.ts";
import styles from "./script-drawer.module.css";

/** A script beside the matrix. It is open because the address says so, and closing it goes `back`. */
export function ScriptDrawer({ script: row, back }: { script: NonNullable<BriefPage["script"]>; back: string }) {
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => navigate(back, { preventScrollReset: true, replace: true });
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  const { script } = row;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className={styles.drawer}
      aria-labelledby="script-title"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div className={styles.inside}>
        <header className={styles.head}>
          <h2 id="script-title">{script.title}</h2>
          <button type="button" className={styles.close} onClick={() => dialog.current?.close()} aria-label="Close">
            <Icon source={XIcon} />
          </button>
        </header>
        <p className={styles.soft}>
          Version {row.version}, by {row.writer === "house" ? "the house writer" : (row.model ?? row.writer)}
        </p>
        <ScriptLines scenes={script.scenes} />
        <p className={styles.soft}>{script.caption}</p>
      </div>
    </dialog>
  );
}
