import styles from "./state-chip.module.css";

type Tone = "quiet" | "teal" | "green" | "amber" | "red" | "spotlight";

/** Every state that a variant, a review or a post can be in, in a person's words. */
const states: Record<string, { words: string; tone: Tone }> = {
  queued: { words: "Waiting its turn", tone: "quiet" },
  writing: { words: "Writing", tone: "teal" },
  rendering: { words: "Rendering", tone: "teal" },
  checking: { words: "Checking", tone: "teal" },
  "in-review": { words: "In review", tone: "spotlight" },
  approved: { words: "Approved", tone: "green" },
  "sent-back": { words: "Sent back", tone: "amber" },
  rejected: { words: "Rejected", tone: "red" },
  failed: { words: "Failed", tone: "red" },
  scheduled: { words: "Scheduled", tone: "teal" },
  arming: { words: "Getting ready", tone: "teal" },
  uploading: { words: "Uploading", tone: "teal" },
  processing: { words: "Processing", tone: "teal" },
  armed: { words: "Ready to go out", tone: "teal" },
  publishing: { words: "Going out", tone: "teal" },
  published: { words: "Published", tone: "green" },
  "awaiting-creator": { words: "Waits for the creator", tone: "amber" },
  unconfirmed: { words: "Not confirmed", tone: "amber" },
  withdrawn: { words: "Taken back", tone: "quiet" },
  running: { words: "Running", tone: "teal" },
  waiting: { words: "Waiting", tone: "quiet" },
  completed: { words: "Done", tone: "green" },
  finished: { words: "Done", tone: "green" },
  cancelled: { words: "Cancelled", tone: "quiet" },
  draft: { words: "Draft", tone: "quiet" },
  launched: { words: "Launched", tone: "green" },
  archived: { words: "Archived", tone: "quiet" },
};

/** A state as a word and a colour, never a colour alone. */
export function StateChip({ state, words, tone }: { state: string; words?: string; tone?: Tone }) {
  const known = states[state];
  return (
    <span className={`${styles.chip} ${styles[tone ?? known?.tone ?? "quiet"]}`}>
      <span className={styles.dot} aria-hidden="true" />
      {words ?? known?.words ?? state}
    </span>
  );
}
