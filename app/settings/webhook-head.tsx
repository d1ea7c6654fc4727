import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import type { DisabledWhy } from "#db/tables/webhooks.ts";
import { Notice } from "../components/notice.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { healthOf, offWords } from "./webhook-words.ts";
import styles from "./webhooks.module.css";

type Moment = Date | string;
type Endpoint = {
  url: string;
  events: string[];
  brands: string | null;
  createdAt: Moment;
  disabledAt: Moment | null;
  disabledWhy: DisabledWhy | null;
  failingSince: Moment | null;
};

/** What is done to a webhook as a whole. */
export function WebhookActs({ id, on }: { id: string; on: boolean }) {
  const sending = useNavigation().formData?.get("intent");
  return (
    <>
      <Button url={paths.webhookEdit(id)}>Change</Button>
      <Form method="post">
        <input type="hidden" name="intent" value={on ? "off" : "on"} />
        <Button submit variant={on ? "secondary" : "primary"} loading={sending === "on" || sending === "off"}>
          {on ? "Switch off" : "Switch on"}
        </Button>
      </Form>
      {on ? (
        <Form method="post">
          <input type="hidden" name="intent" value="test" />
          <Button submit id="webhook-test" variant="primary" loading={sending === "test"}>
            Send a test
          </Button>
        </Form>
      ) : null}
    </>
  );
}

/** What an endpoint hears of, and how it is. */
export function WebhookHead({ endpoint, zone }: { endpoint: Endpoint; zone: string }) {
  const { url, events, brands, createdAt, disabledAt, disabledWhy, failingSince } = endpoint;
  const health = healthOf({ disabledWhy, failingSince, used: true });
  return (
    <>
      {disabledAt && disabledWhy && disabledWhy !== "by-hand" ? (
        <Notice>
          <span>
            {offWords[disabledWhy]} <Time at={disabledAt} zone={zone} />. Once it works again, switch it on and replay
            what it missed.
          </span>
        </Notice>
      ) : null}
      <Panel>
        <dl className={styles.facts}>
          <div>
            <dt>State</dt>
            <dd>
              <StateChip {...health} {...(disabledAt || failingSince ? {} : { words: "On" })} />{" "}
              {failingSince && !disabledAt ? (
                <span className={styles.soft}>
                  since <Time at={failingSince} zone={zone} />
                </span>
              ) : null}
            </dd>
          </div>
          <div>
            <dt>Address</dt>
            <dd>
              <code>{url}</code>
            </dd>
          </div>
          <div>
            <dt>Events</dt>
            <dd>{events.includes("*") ? "Every event, also those to come" : events.join(", ")}</dd>
          </div>
          <div>
            <dt>Brands</dt>
            <dd>{brands ?? "Every brand"}</dd>
          </div>
          <div>
            <dt>Since</dt>
            <dd>
              <Time at={createdAt} zone={zone} shape="day" />
            </dd>
          </div>
        </dl>
      </Panel>
    </>
  );
}
