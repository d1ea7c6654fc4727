import { useEffect } from "react";
import { isTyping } from "../components/keys.ts";

/** J and K move through the links marked `data-row`; each letter of `acts` presses the button of that id. */
export function useRowKeys(acts: Record<string, string>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.shiftKey) return;
      const key = event.key.toLowerCase();
      const id = Object.hasOwn(acts, key) ? acts[key] : undefined;
      if (id) document.getElementById(id)?.click();
      if (key !== "j" && key !== "k") return;
      const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
      const at = rows.indexOf(document.activeElement as HTMLElement);
      const next = key === "j" ? at + 1 : Math.max(at - 1, 0);
      rows[Math.min(next, rows.length - 1)]?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [acts]);
}
