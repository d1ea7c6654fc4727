import { Button, ButtonGroup } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { Dialog } from "../components/dialog.tsx";
import styles from "./send-back.module.css";

const longest = 1000;

/** Asks what to change. The note is kept when the dialog is closed, and comes back when the studio refused it. */
export function SendBack(props: {
  open: boolean;
  name: string;
  draft: string | undefined;
  onClose: () => void;
  onSend: (note: string) => void;
}) {
  const { open, name, draft, onClose, onSend } = props;
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState<string>();
  useEffect(() => {
    if (draft) setNote(draft);
  }, [draft]);
  const send = () => {
    if (!note.trim()) return setWrong("Say what to change. The next version is made from your note.");
    if (note.trim().length > longest) return setWrong("A note has at most 1,000 characters. Shorten it a little.");
    setWrong(undefined);
    onSend(note);
    setNote("");
  };
  return (
    <Dialog open={open} title={`Send back to ${name}`} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label htmlFor="send-back-note">Say what to change</label>
        <textarea
          id="send-back-note"
          rows={5}
          value={note}
          aria-invalid={wrong ? true : undefined}
          aria-describedby="send-back-help"
          placeholder="A shorter opening, and show the product sooner."
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) send();
          }}
        />
        <p id="send-back-help" className={wrong ? styles.wrong : styles.help} role={wrong ? "alert" : undefined}>
          {wrong ?? `A new version is made from your note. ${note.trim().length} of 1,000 characters.`}
        </p>
        <ButtonGroup>
          <Button submit variant="primary">
            Send back
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </ButtonGroup>
      </form>
    </Dialog>
  );
}
