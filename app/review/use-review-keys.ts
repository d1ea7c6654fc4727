import { useEffect, useRef } from "react";
import { isTyping } from "../components/keys.ts";

type Acts = {
  approve(): void;
  sendBack(): void;
  reject(): void;
  undo(): void;
  next(): void;
  previous(): void;
  finding(): void;
  playPause(): void;
  skip(seconds: number): void;
};

/** The keys of the queue, for the list that `?` shows. */
export const reviewKeys: [string, string][] = [
  ["a", "Approve"],
  ["r", "Send back with a note"],
  ["x", "Reject"],
  ["u", "Undo"],
  ["j", "Next video"],
  ["k", "Previous video"],
  ["f", "Next thing found"],
  ["Space", "Play or pause"],
  ["← →", "Two seconds back or on"],
];

/** A held key acts once, and space on a button is the button's. */
export function useReviewKeys(acts: Acts): void {
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.shiftKey) return;
      const { approve, sendBack, reject, undo, next, previous, finding, playPause, skip } = latest.current;
      const control = event.target instanceof Element && event.target.closest("button, a, summary");
      const seconds = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
      const once: Record<string, () => void> = {
        ...{ a: approve, r: sendBack, x: reject, u: undo, j: next, k: previous },
        f: finding,
      };
      if (!control) once[" "] = playPause;
      const act = seconds ? () => skip(seconds) : event.repeat ? undefined : once[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
