import { useEffect } from "react";
import { isTyping } from "../components/keys.ts";

/** The keys of the playground, for the list that `?` shows. */
export const playgroundKeys: [string, string][] = [
  ["r", "Film it with the animatic"],
  ["e", "Edit the line"],
  ["j", "Next model"],
  ["k", "Previous model"],
  ["c", "Copy the prompt of the model you are on"],
];

/** Keys find their control in the page, as the eye does: a control that is not there has no key. */
export function usePlaygroundKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.shiftKey || event.repeat) return;
      const acts: Record<string, () => boolean> = {
        r: () => press(document.querySelector("[data-act=run]")),
        e: () => focus(document.querySelector("[name=line]")),
        j: () => step(1),
        k: () => step(-1),
        c: () => press(document.activeElement?.closest("[data-model]")?.querySelector("[data-act=copy]") ?? null),
      };
      if (acts[event.key]?.()) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function step(by: number): boolean {
  const cards = [...document.querySelectorAll("[data-model]")];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  return focus(cards[at < 0 ? (by > 0 ? 0 : cards.length - 1) : at + by] ?? null);
}

function press(element: Element | null): boolean {
  if (!(element instanceof HTMLButtonElement) || element.disabled) return false;
  element.click();
  return true;
}

function focus(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  return true;
}
