import { Form } from "@remix-run/react";
import { EmptyState } from "../components/empty-state.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import styles from "./api-keys.module.css";
import type { KeyState } from "./api-keys.server.ts";

type Moment = Date | string;
type Key = {
  id: string;
  name: string;
  start: string;
  holder: string | null;
  createdAt: Moment;
  expiresAt: Moment | null;
  lastUsedAt: Moment | null;
  lastUsedFrom: string | null;
  state: KeyState;
  scopes: string;
  where: string | null;
};

const states = {
  live: { words: "In use", tone: "green" },
  revoked: { words: "Revoked", tone: "quiet" },
  over: { words: "Expired", tone: "amber" },
  orphaned: { words: "Its member left", tone: "amber" },
} as const;

/** Every key with what it may do, when it was last used, and its end. */
export function ApiKeyList({ keys }: { keys: Key[] }) {
  return (
    <Panel flush>
      {keys.length === 0 ? (
        <EmptyState title="No keys yet" small>
          Make one below, and give it to the program that needs it.
        </EmptyState>
      ) : (
        <ul className={styles.keys}>
          {keys.map((key) => (
            <li key={key.id}>
              <div className={styles.head}>
                <span className={styles.name}>{key.name}</span>
                <StateChip {...states[key.state]} state={key.state} />
              </div>
              <span className={styles.start}>{key.start}…</span>
              <span className={styles.soft}>
                {key.scopes}
                {key.where ? `. ${key.where}` : ""}
              </span>
              <span className={styles.soft}>
                Made <Time at={key.createdAt} shape="day" /> for {key.holder ?? "somebody who left"}.{" "}
                {key.lastUsedAt ? (
                  <>
                    Last used <Time at={key.lastUsedAt} />
                    {key.lastUsedFrom ? ` from ${key.lastUsedFrom}` : ""}.
                  </>
                ) : (
                  "Never used."
                )}
                {key.expiresAt && key.state !== "revoked" ? (
                  <>
                    {" "}
                    {key.state === "over" ? "Ended " : "Ends "}
                    <Time at={key.expiresAt} shape="day" />.
                  </>
                ) : null}
              </span>
              {key.state === "revoked" ? null : (
                <Form method="post">
                  <input type="hidden" name="key" value={key.id} />
                  <button
                    type="submit"
                    name="intent"
                    value="revoke"
                    className={styles.act}
                    aria-label={`Revoke ${key.name}`}
                  >
                    Revoke
                  </button>
                </Form>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
