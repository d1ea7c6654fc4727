import { XIcon } from "@shopify/polaris-icons";
import { useEffect } from "react";
import { Icon } from "../components/icon.tsx";
import styles from "./move-notice.module.css";
import type { Move } from "./use-move.ts";
import { sayWall } from "./wall.ts";

const shownMs = 12_000;

/** What became of a drag, at the foot of the page for a while, with the way back. A refusal stays until it is dismissed. */
export function MoveNotice({ move }: { move: Move }) {
  const { last, dismiss } = move;
  useEffect(() => {
    if (!last || last.refused) return;
    const timer = setTimeout(dismiss, shownMs);
    return () => clearTimeout(timer);
  }, [last, dismiss]);
  return (
    <div role={last?.refused ? "alert" : "status"} className={styles.place}>
      {last ? (
        <div className={styles.notice} data-refused={last.refused !== null}>
          <span>
            {last.refused ?? (
              <>
                “{last.drag.title}” {last.undone ? "is back at" : "now goes out"}{" "}
                {sayWall(last.undone ? last.drag.from : last.drag.to)}.
              </>
            )}
          </span>
          {last.refused || last.undone ? null : (
            <button type="button" className={styles.undo} onClick={move.undo}>
              Undo
            </button>
          )}
          <button type="button" className={styles.close} onClick={dismiss} aria-label="Dismiss">
            <Icon source={XIcon} size={18} />
          </button>
        </div>
      ) : null}
    </div>
  );
}
