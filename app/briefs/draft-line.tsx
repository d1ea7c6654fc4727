import { Button } from "@shopify/polaris";
import styles from "./brief-form.module.css";
import type { DraftState } from "./use-draft.ts";

/** How safe what is typed is, in one line, with the undo beside it. */
export function DraftLine(props: {
  state: DraftState;
  undoable: number;
  onUndo: () => void;
  onSettle: (crossed: Extract<DraftState, { is: "crossed" }>, whose: "theirs" | "mine") => void;
}) {
  const { state, undoable, onUndo, onSettle } = props;
  return (
    <div className={styles.draft}>
      <output data-state={state.is}>{words(state)}</output>
      {state.is === "crossed" ? (
        <span className={styles.settle}>
          <Button onClick={() => onSettle(state, "mine")}>Keep mine</Button>
          <Button onClick={() => onSettle(state, "theirs")}>Take theirs</Button>
        </span>
      ) : undoable > 0 ? (
        <Button variant="plain" onClick={onUndo}>
          Undo
        </Button>
      ) : null}
    </div>
  );
}

function words(state: DraftState): string {
  if (state.is === "crossed") return "Somebody went on with this draft in another window.";
  if (state.is === "unsaved") return `Not saved. ${state.why}`;
  return { untouched: "Saved as you type", typing: "Typing", saving: "Saving", saved: "Saved" }[state.is];
}
