import { XIcon } from "@shopify/polaris-icons";
import { type ReactNode, useEffect, useRef } from "react";
import { Icon } from "./icon.tsx";
import styles from "./sheet.module.css";

/** A drawer from the bottom edge, for a phone. The browser's own dialog keeps the focus inside and closes on Escape. */
export function Sheet(props: { title: string; open: boolean; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (props.open && !element?.open) element?.showModal();
    if (!props.open && element?.open) element.close();
  }, [props.open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className={styles.sheet}
      aria-label={props.title}
      onClose={props.onClose}
      onClick={(event) => event.target === dialog.current && props.onClose()}
    >
      <div className={styles.inside}>
        <header className={styles.head}>
          <strong>{props.title}</strong>
          <button type="button" className={styles.close} onClick={props.onClose} aria-label="Close">
            <Icon source={XIcon} />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
