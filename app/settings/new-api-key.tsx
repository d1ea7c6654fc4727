import { Button } from "@shopify/polaris";
import { useState } from "react";
import { Panel } from "../components/panel.tsx";
import styles from "./api-keys.module.css";

/** A key that was just made: shown this once, with a first question to ask with it. */
export function NewApiKey({ name, secret, api }: { name: string; secret: string; api: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Panel title={`${name} is ready`}>
      <div className={styles.form} role="status">
        <p>Copy it now, and keep it where secrets are kept. It is not shown again.</p>
        <div className={styles.secret}>
          <code>{secret}</code>
          <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>
        </div>
        <pre className={styles.example}>
          curl -H "Authorization: Bearer {secret.slice(0, 11)}…" {api}/brands
        </pre>
      </div>
    </Panel>
  );
}
