import { useEffect, useState } from "react";
import { useZone } from "./use-brand.ts";

const shapes = {
  /** Mon 3 Nov, 09:00 */
  moment: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  /** Mon 3 Nov 2025 */
  day: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  /** 09:00 */
  clock: { hour: "2-digit", minute: "2-digit" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/**
 * An instant in the brand's zone, or in `zone`. The server and the browser write the same words, whatever zone they are
 * in; "ago" is counted in the browser only, after the page is there.
 */
export function Time(props: { at: Date | string; zone?: string; shape?: keyof typeof shapes; ago?: boolean }) {
  const brandZone = useZone();
  const zone = props.zone ?? brandZone;
  const at = typeof props.at === "string" ? new Date(props.at) : props.at;
  const [now, setNow] = useState<number>();
  useEffect(() => {
    if (!props.ago) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, [props.ago]);
  const written = formatTime(at, zone, props.shape ?? "moment");
  return (
    <time dateTime={at.toISOString()} title={`${written} (${zone})`}>
      {now === undefined ? written : formatAgo(at, now)}
    </time>
  );
}

export function formatTime(at: Date, zone: string, shape: keyof typeof shapes): string {
  return new Intl.DateTimeFormat("en-GB", { ...shapes[shape], timeZone: zone, hourCycle: "h23" }).format(at);
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "in 5 minutes", "2 days ago", "just now". */
export function formatAgo(at: Date, now: number): string {
  const seconds = (at.getTime() - now) / 1000;
  const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? [];
  if (!unit || !length) return seconds > 0 ? "in a moment" : "just now";
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(Math.trunc(seconds / length), unit);
}
