import { Link } from "@remix-run/react";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { healthOf, sayAddress, sayEvents } from "./webhook-words.ts";
import styles from "./webhooks.module.css";

type Moment = Date | string | null;
type Endpoint = Parameters<typeof healthOf>[0] & {
  id: string;
  url: string;
  description: string;
  events: string[];
  brands: string | null;
  delivered: number;
  failed: number;
  waiting: number;
  lastDeliveredAt: Moment;
};

/** Endpoints with what they hear of and how they are doing; each line leads to its page. */
export function WebhookList({ endpoints, zone }: { endpoints: Endpoint[]; zone: string }) {
  return (
    <ul className={styles.rows}>
      {endpoints.map((endpoint) => (
        <li key={endpoint.id} className={styles.row}>
          <div className={styles.head}>
            <Link to={paths.webhook(endpoint.id)} className={styles.name}>
              {sayAddress(endpoint.url)}
            </Link>
            <StateChip {...healthOf(endpoint)} />
          </div>
          <span className={styles.soft}>
            {endpoint.description ? `${endpoint.description}. ` : ""}
            {sayEvents(endpoint.events)}
            {endpoint.brands ? ` of ${endpoint.brands}` : ""}
          </span>
          <span className={styles.soft}>
            {sayDay(endpoint)}
            {endpoint.lastDeliveredAt ? (
              <>
                {" "}
                Last delivered <Time at={endpoint.lastDeliveredAt} zone={zone} ago />.
              </>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** "12 delivered and 1 failed within a day, 3 on their way." */
function sayDay({ delivered, failed, waiting }: Endpoint): string {
  const say = (count: number) => count.toLocaleString("en");
  if (delivered + failed + waiting === 0) return "Nothing sent within a day.";
  const ended = `${say(delivered)} delivered and ${say(failed)} failed within a day`;
  return waiting > 0 ? `${ended}, ${say(waiting)} on the way.` : `${ended}.`;
}
