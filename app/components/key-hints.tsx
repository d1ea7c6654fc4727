import { KeyboardIcon } from "@shopify/polaris-icons";
import { useEffect, useRef } from "react";
import { Icon } from "./icon.tsx";
import styles from "./key-hints.module.css";
import { isTyping } from "./keys.ts";

/** The keys of the page, opened with `?` or the small button this puts where it stands. Each is `[key, what it does]`. */
export function KeyHints({ keys }: { keys: [string, string][] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "?" && !isTyping(event) && !dialog.current?.open) dialog.current?.showModal();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button type="button" className={styles.button} onClick={() => dialog.current?.showModal()}>
        <Icon source={KeyboardIcon} />
        Keys
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself */}
      <dialog
        ref={dialog}
        className={styles.dialog}
        aria-label="Keys of this page"
        onClick={() => dialog.current?.close()}
      >
        <h2>Keys of this page</h2>
        <dl>
          {[...keys, ["Ctrl K", "Find anything"], ["?", "Show these keys"]].map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    </>
  );
}
