import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { Panel } from "../components/panel.tsx";
import styles from "./cast.module.css";
import type { AskedCasting } from "./read-casting.ts";

/** Whom a roster is for, and how many. It is an address, not a deed: asking again with other words loses nothing. */
export function CastForm({ asked, wrong }: { asked: AskedCasting; wrong: { field: string; message: string }[] }) {
  const busy = useNavigation().state !== "idle";
  const [other, setOther] = useState(0);
  const fields = Object.fromEntries(wrong.map(({ field, message }) => [field, message]));
  const reply = wrong.length > 0 ? { error: { message: wrong[0]!.message, fields }, values: asked } : undefined;
  return (
    <Panel>
      <Form method="get" className={styles.ask}>
        <input type="hidden" name="seed" value={other === 0 ? asked.seed : `${asked.seed.slice(0, 20)}-${other}`} />
        <TextBox
          name="audience"
          label="Who they are for"
          value={asked.audience}
          lines={2}
          placeholder="People who brew filter coffee at home"
          reply={reply}
        />
        <ChoiceBox
          name="size"
          label="How many"
          value={asked.size}
          options={["5", "10", "25", "50", "100"].map((value) => ({ value, label: value }))}
          reply={reply}
        />
        <Button
          submit
          variant={asked.audience ? "secondary" : "primary"}
          size="large"
          loading={busy}
          onClick={() => setOther(other + 1)}
        >
          {asked.audience ? "Cast others" : "Cast for me"}
        </Button>
      </Form>
    </Panel>
  );
}
