import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { Panel } from "../components/panel.tsx";
import { Time } from "../components/time.tsx";
import styles from "./webhooks.module.css";

/** The secret that messages are signed with: shown when somebody asks, changed with a day to change over. */
export function WebhookSecret(props: { secret: string | undefined; oldUntil: Date | string | null; zone: string }) {
  const { secret, oldUntil, zone } = props;
  const sending = useNavigation().formData?.get("intent");
  return (
    <Panel title="Secret">
      <div className={styles.form}>
        {secret ? (
          <SecretText key={secret} secret={secret} />
        ) : (
          <p className={styles.soft}>Every message is signed with it. The receiver checks the signature.</p>
        )}
        {oldUntil ? (
          <Form method="post" className={styles.foot}>
            <input type="hidden" name="intent" value="end-old" />
            <span className={styles.soft}>
              The secret before this one signs too until <Time at={oldUntil} zone={zone} />.
            </span>
            <Button submit loading={sending === "end-old"}>
              End it now
            </Button>
          </Form>
        ) : null}
        <div className={styles.acts}>
          {secret ? null : (
            <Form method="post">
              <input type="hidden" name="intent" value="reveal" />
              <Button submit loading={sending === "reveal"}>
                Show the secret
              </Button>
            </Form>
          )}
          <Form method="post">
            <input type="hidden" name="intent" value="rotate" />
            <Button submit loading={sending === "rotate"}>
              Change the secret
            </Button>
          </Form>
        </div>
      </div>
    </Panel>
  );
}

/** A secret with a button that copies it. */
export function SecretText({ secret }: { secret: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <div className={styles.secret} role="status">
      <code>{secret}</code>
      <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>
    </div>
  );
}
