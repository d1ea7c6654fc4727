import { CheckIcon, ReplayIcon, XIcon } from "@shopify/polaris-icons";
import { Icon } from "../components/icon.tsx";
import styles from "./action-bar.module.css";

/** The three decisions. On a phone they stay at the thumb. */
export function ActionBar(props: {
  approve: () => void;
  sendBack: () => void;
  reject: () => void;
  open: boolean;
  blocked: boolean;
  /** Why this person may not approve what another may. */
  own: string | null;
  /** The words of the button that approves. */
  approves: string;
  refusal: string | undefined;
}) {
  const { approve, sendBack, reject, open, blocked, own, approves, refusal } = props;
  return (
    <div className={styles.bar}>
      {refusal ? (
        <p role="alert" className={styles.refusal}>
          {refusal}
        </p>
      ) : null}
      {blocked ? <p className={styles.why}>A check blocks this video. Send it back or reject it.</p> : null}
      {own && !blocked ? <p className={styles.why}>{own}</p> : null}
      <div className={styles.buttons}>
        <button type="button" className={styles.button} onClick={reject} disabled={!open} aria-keyshortcuts="x">
          <Icon source={XIcon} />
          Reject
        </button>
        <button type="button" className={styles.button} onClick={sendBack} disabled={!open} aria-keyshortcuts="r">
          <Icon source={ReplayIcon} />
          Send back
        </button>
        <button
          type="button"
          className={`${styles.button} ${styles.primary}`}
          onClick={approve}
          disabled={!open || blocked || own !== null}
          aria-keyshortcuts="a"
        >
          <Icon source={CheckIcon} />
          {approves}
        </button>
      </div>
    </div>
  );
}
