import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { action } from "../routes/b.$brand.posts.$postId_.time.ts";

/** A post that somebody drags: from one wall-clock time (`2026-11-23T09:00`) to another. `putBack` undoes the drawing. */
export type Drag = { postId: string; title: string; from: string; to: string; putBack: () => void };

export type Move = {
  start(drag: Drag): void;
  undo(): void;
  dismiss(): void;
  busy: boolean;
  last: { drag: Drag; refused: string | null; undone: boolean } | undefined;
};

/** Sends a drag to the server, puts the post back where it was when that is refused, and can take a move back. */
export function useMove(): Move {
  const { slug } = useBrand();
  const fetcher = useFetcher<typeof action>();
  const current = useRef<{ drag: Drag; undone: boolean }>();
  const [last, setLast] = useState<Move["last"]>();

  const send = (drag: Drag, undone: boolean) => {
    current.current = { drag, undone };
    setLast(undefined);
    const form = { at: undone ? drag.from : drag.to, plan: "time" };
    fetcher.submit(form, { method: "post", action: paths.postTime(slug, drag.postId) });
  };
  useEffect(() => {
    if (fetcher.state !== "idle" || !fetcher.data || !current.current) return;
    const { drag, undone } = current.current;
    const refused = "error" in fetcher.data ? fetcher.data.error.message : null;
    current.current = undefined;
    if (refused && !undone) drag.putBack();
    setLast({ drag, refused, undone });
  }, [fetcher.state, fetcher.data]);

  return {
    start: (drag) => send(drag, false),
    undo: () => last && send(last.drag, true),
    dismiss: () => setLast(undefined),
    busy: fetcher.state !== "idle",
    last,
  };
}
