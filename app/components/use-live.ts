import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { paths } from "../paths.ts";
import { useBrand } from "./use-brand.ts";

export type LiveTopic = "variant" | "brief" | "review" | "post" | "reading" | "persona" | "playground";

/** Announcements in a burst are answered with one reload of the page's data. */
const quietMs = 300;

/**
 * Reloads the page's data when the brand's server-sent events announce one of `topics` (any, without it), and when
 * `about` agrees with the row's id. A hidden tab hangs up (browsers allow six connections in all over HTTP/1.1) and
 * catches up when it is seen again.
 */
export function useLive(topics?: LiveTopic[], about?: (id: string) => boolean): void {
  const { slug } = useBrand();
  const { revalidate } = useRevalidator();
  const latest = useRef({ topics, about, revalidate });
  latest.current = { topics, about, revalidate };
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let missed = false;
    const reload = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        latest.current.revalidate();
      }, quietMs);
    };
    const open = () => {
      if (source || document.hidden) return;
      source = new EventSource(paths.live(slug));
      source.onopen = () => {
        if (missed) reload();
        missed = false;
      };
      source.onerror = () => {
        missed = true;
      };
      source.onmessage = ({ data }) => {
        const { topic, id } = JSON.parse(data) as { topic: LiveTopic; id: string };
        const { topics: wanted, about: concerns } = latest.current;
        if ((!wanted || wanted.includes(topic)) && (!concerns || concerns(id))) reload();
      };
    };
    const onVisibility = () => {
      if (!document.hidden) return open();
      source?.close();
      source = undefined;
      missed = true;
    };
    open();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      clearTimeout(timer);
      source?.close();
    };
  }, [slug]);
}
