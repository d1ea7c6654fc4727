import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";

const busyMs = 2_000;
const calmMs = 10_000;
const tickMs = 250;

/**
 * Reloads the page's data every two seconds while something is alive, else every ten; a hidden tab rests and catches up
 * when it is seen again. Runs are the workspace's, so a brand's announcements would not tell of all of them.
 */
export function useBeat(busy: boolean): void {
  const revalidator = useRevalidator();
  const latest = useRef(revalidator);
  latest.current = revalidator;
  useEffect(() => {
    const beat = () => {
      if (!document.hidden && latest.current.state === "idle") latest.current.revalidate();
    };
    const timer = setInterval(beat, busy ? busyMs : calmMs);
    document.addEventListener("visibilitychange", beat);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", beat);
    };
  }, [busy]);
}

/** The server's time in milliseconds, as it was when the page was made; it goes on in the browser while `ticking`. */
export function useNow(serverNow: string, ticking: boolean): number {
  const [now, setNow] = useState(() => Date.parse(serverNow));
  useEffect(() => {
    const ahead = Date.parse(serverNow) - Date.now();
    setNow(Date.now() + ahead);
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now() + ahead), tickMs);
    return () => clearInterval(timer);
  }, [serverNow, ticking]);
  return now;
}
