import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** Apart by less than this many seconds nobody sees it; by more than the other it is not caught up with, but jumped. */
const [unseen, jump] = [0.03, 0.15];

/**
 * Plays two videos as one: the longer leads, the other is held to its time, and stands on its last frame when it is over.
 * Whichever waits for its bytes, the other waits with it.
 */
export function useSynced(
  one: RefObject<HTMLVideoElement>,
  two: RefObject<HTMLVideoElement>,
  [first, second]: [number, number],
) {
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const whole = Math.max(first, second);
  const wanted = useRef(false);

  const seek = useCallback(
    (to: number) => {
      const time = Math.min(Math.max(0, to), whole);
      for (const [video, seconds] of [
        [one.current, first],
        [two.current, second],
      ] as const) {
        // A hair before the end, or Chromium shows nothing.
        if (video) video.currentTime = Math.min(time, Math.max(0, seconds - 0.05));
      }
      setAt(time);
    },
    [one, two, first, second, whole],
  );

  const toggle = useCallback(() => {
    const both = [one.current, two.current];
    wanted.current = !wanted.current;
    setPlaying(wanted.current);
    if (!wanted.current) {
      for (const video of both) video?.pause();
      return;
    }
    const lead = first >= second ? one.current : two.current;
    if (lead && lead.currentTime >= whole - 0.1) seek(0);
    for (const video of both) video?.play().catch(() => undefined);
  }, [one, two, first, second, whole, seek]);

  useEffect(() => {
    if (!playing) return;
    let frame = 0;
    const hold = () => {
      const [lead, other] = first >= second ? [one.current, two.current] : [two.current, one.current];
      if (!lead || !other) return;
      setAt(lead.currentTime);
      if (lead.ended || lead.currentTime >= whole - 0.02) {
        wanted.current = false;
        setPlaying(false);
        other.pause();
        return;
      }
      keepUp(lead, other, Math.min(first, second));
      frame = requestAnimationFrame(hold);
    };
    frame = requestAnimationFrame(hold);
    return () => cancelAnimationFrame(frame);
  }, [playing, one, two, first, second, whole]);

  return { playing, at: Math.min(at, whole), whole, toggle, seek };
}

function keepUp(lead: HTMLVideoElement, other: HTMLVideoElement, seconds: number): void {
  const over = lead.currentTime >= seconds - 0.05;
  if (over) {
    if (!other.paused) other.pause();
    return;
  }
  if (other.paused && !other.seeking) other.play().catch(() => undefined);
  const ahead = other.currentTime - lead.currentTime;
  if (Math.abs(ahead) > jump) other.currentTime = lead.currentTime;
  const rate = Math.abs(ahead) < unseen ? 1 : ahead > 0 ? 0.94 : 1.06;
  if (other.playbackRate !== rate) other.playbackRate = rate;
}
