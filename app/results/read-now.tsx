import { useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { May } from "../components/may.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./read-now.module.css";

/** When the networks were last asked, and the button that asks them again. Figures then come by themselves. */
export function ReadNow({ lastReadAt }: { lastReadAt: Date | null }) {
  const { slug } = useBrand();
  const fetcher = useFetcher<{ askedAt: string }>();
  const asked = fetcher.data?.askedAt;
  const waiting = asked !== undefined && (lastReadAt === null || lastReadAt < new Date(asked));
  return (
    <fetcher.Form method="post" action={paths.resultsReading(slug)} className={styles.read}>
      <span role="status">
        {waiting ? (
          "Asking the networks now"
        ) : lastReadAt ? (
          <>
            Last read <Time at={lastReadAt} ago />
          </>
        ) : (
          "Not read yet"
        )}
      </span>
      <May verb="results.refresh">
        <Button submit loading={fetcher.state !== "idle"}>
          Read now
        </Button>
      </May>
    </fetcher.Form>
  );
}
