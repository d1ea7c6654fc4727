import { Link } from "@remix-run/react";
import type { DeliveryState } from "#db/tables/webhooks.ts";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { chipOf } from "./webhook-words.ts";
import styles from "./webhooks.module.css";

type Moment = Date | string;
type Delivery = {
  id: string;
  endpointId: string;
  type: string;
  state: DeliveryState;
  tries: number;
  attempts: number;
  failure: string | null;
  createdAt: Moment;
  nextTryAt: Moment | null;
};

/** Messages to an endpoint, the newest first; each line leads to its message. */
export function DeliveryList({ deliveries, zone }: { deliveries: Delivery[]; zone: string }) {
  return (
    <ul className={styles.rows}>
      {deliveries.map((delivery) => (
        <li key={delivery.id} className={styles.row}>
          <div className={styles.head}>
            <Link to={paths.webhookMessage(delivery.endpointId, delivery.id)} className={styles.name} data-row>
              <code>{delivery.type}</code>
            </Link>
            <StateChip {...chipOf(delivery)} />
          </div>
          <span className={styles.soft}>
            <Time at={delivery.createdAt} zone={zone} />
            {delivery.attempts > 1 ? `, ${delivery.attempts} tries` : ""}
            {delivery.nextTryAt && delivery.tries > 0 ? (
              <>
                , next <Time at={delivery.nextTryAt} zone={zone} ago />
              </>
            ) : null}
          </span>
          {delivery.failure ? (
            <span className={delivery.state === "failed" ? styles.problem : styles.trouble}>{delivery.failure}</span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
