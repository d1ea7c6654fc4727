import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import styles from "./compared-players.module.css";
import { midSentence } from "./mid-sentence.ts";

/** The edge between two videos that lie over each other, at a share of the width from 0 to 100; drawn, or moved with arrows. */
export function WipeHandle(props: {
  at: number;
  onMove: (to: number) => void;
  names: { before: string; after: string };
}) {
  const { at, onMove, names } = props;
  const handle = useRef<HTMLDivElement>(null);
  const follow = (event: PointerEvent) => {
    const stage = handle.current?.parentElement?.getBoundingClientRect();
    if (stage) onMove(within((100 * (event.clientX - stage.left)) / stage.width));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 10 : 2;
    const to: Record<string, number> = {
      ...{ ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step },
      ...{ PageDown: at - 10, PageUp: at + 10, Home: 0, End: 100 },
    };
    if (to[event.key] === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(within(to[event.key]!));
  };
  return (
    <div
      ref={handle}
      className={styles.handle}
      role="slider"
      tabIndex={0}
      aria-label="Edge between the two"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at)}
      aria-valuetext={`${Math.round(at)} % ${midSentence(names.before)}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && follow(event)}
    >
      <span aria-hidden="true">↔</span>
    </div>
  );
}

const within = (share: number) => Math.min(100, Math.max(0, share));
