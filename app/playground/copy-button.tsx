import { CheckIcon, ClipboardIcon } from "@shopify/polaris-icons";
import { useEffect, useState } from "react";
import { Icon } from "../components/icon.tsx";
import styles from "./playground.module.css";

/** Puts a text on the clipboard and says so; where a browser has none, says that it could not. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState<"Copied" | "Not copied">();
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(undefined), 1800);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"))).then(
      () => setSaid("Copied"),
      () => setSaid("Not copied"),
    );
  return (
    <button type="button" className={styles.copy} aria-label={label} data-act="copy" onClick={copy}>
      <Icon source={said === "Copied" ? CheckIcon : ClipboardIcon} size={16} />
      <span aria-live="polite">{said ?? "Copy"}</span>
    </button>
  );
}
