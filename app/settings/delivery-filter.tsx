import { Form, Link, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { ChoiceBox } from "../components/fields.tsx";
import styles from "./webhooks.module.css";

const states = [
  { state: undefined, words: "All" },
  { state: "waiting", words: "On the way" },
  { state: "delivered", words: "Delivered" },
  { state: "failed", words: "Failed" },
] as const;

/** Narrows the list of messages to a state. */
export function DeliveryFilter({ state }: { state: string | undefined }) {
  return (
    <nav aria-label="State" className={styles.states}>
      {states.map((each) => (
        <Link
          key={each.words}
          to={each.state ? `?state=${each.state}` : "?"}
          className={styles.state}
          aria-current={state === each.state ? "true" : undefined}
          preventScrollReset
        >
          {each.words}
        </Link>
      ))}
    </nav>
  );
}

const periods = [
  { value: "1", label: "of the last hour" },
  { value: "24", label: "of the last day" },
  { value: "72", label: "of the last 3 days" },
  { value: "168", label: "of the last week" },
  { value: "2160", label: "that are kept (90 days)" },
];

/** Sends again what failed. */
export function ReplayFailed() {
  const busy = useNavigation().formData?.get("intent") === "replay";
  return (
    <Form method="post" className={styles.replay}>
      <input type="hidden" name="intent" value="replay" />
      <ChoiceBox name="hours" label="Failed messages" value="24" options={periods} />
      <Button submit loading={busy}>
        Replay them
      </Button>
    </Form>
  );
}
