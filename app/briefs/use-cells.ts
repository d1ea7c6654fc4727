import { useCallback, useEffect, useRef, useState } from "react";
import type { Reply } from "../components/form-banner.tsx";
import { sendForm } from "./send-form.ts";

type Step = { on: number[]; off: number[] };

/** So long nobody has to have toggled before the toggles go to the studio, in milliseconds. */
const pause = 400;

/** Which places of the grid are in, as a person toggles them: shown at once, kept soon after, and undone step by step. */
export function useCells(props: {
  address: string;
  stamp: string;
  planned: number[];
  proposed: number[];
  made: number[];
}) {
  const { address, stamp, proposed } = props;
  const [chosen, setChosen] = useState(() => new Set(props.planned));
  const [past, setPast] = useState<Set<number>[]>([]);
  const [wrong, setWrong] = useState<string>();
  const [saving, setSaving] = useState(false);
  const waiting = useRef(new Map<number, boolean>());
  const reset = useRef(false);
  const timer = useRef<number>();
  const made = useRef(new Set(props.made));

  const flush = useCallback(async () => {
    window.clearTimeout(timer.current);
    const step: Step = { on: [], off: [] };
    for (const [place, on] of waiting.current) step[on ? "on" : "off"].push(place);
    const said = { on: step.on.join(","), off: step.off.join(","), stamp, reset: String(reset.current) };
    waiting.current.clear();
    reset.current = false;
    try {
      const { ok, answer } = await sendForm<NonNullable<Reply>>(address, "POST", said);
      setWrong(ok ? undefined : (answer?.error?.message ?? "The studio did not take it. Load the page anew."));
    } catch {
      setWrong("No connection. What you toggled last is not kept.");
    }
    if (waiting.current.size === 0 && !reset.current) setSaving(false);
  }, [address, stamp]);

  const later = useCallback(() => {
    setSaving(true);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void flush(), pause);
  }, [flush]);

  useEffect(() => {
    const leave = () => void (waiting.current.size > 0 && flush());
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [flush]);

  const become = useCallback(
    (next: Set<number>) => {
      setChosen((old) => {
        for (const place of new Set([...old, ...next])) {
          if (old.has(place) !== next.has(place)) waiting.current.set(place, next.has(place));
        }
        return next;
      });
      later();
    },
    [later],
  );

  /** Turns places on or off; those that are launched stay as they are. */
  const set = useCallback(
    (places: number[], on: boolean) => {
      const next = new Set(chosen);
      for (const place of places) {
        if (made.current.has(place)) continue;
        if (on) next.add(place);
        else next.delete(place);
      }
      setPast((old) => [...old, chosen].slice(-50));
      become(next);
    },
    [become, chosen],
  );

  const undo = useCallback(() => {
    const before = past.at(-1);
    if (!before) return;
    setPast(past.slice(0, -1));
    become(before);
  }, [become, past]);

  const startOver = useCallback(() => {
    setPast((old) => [...old, chosen].slice(-50));
    waiting.current.clear();
    reset.current = true;
    setChosen(new Set(proposed));
    later();
  }, [chosen, later, proposed]);

  return { chosen, made: made.current, set, undo, startOver, undoable: past.length > 0, saving, wrong };
}
