import type { useFetcher } from "@remix-run/react";
import { Button, ButtonGroup } from "@shopify/polaris";
import { useState } from "react";
import { Dialog } from "../components/dialog.tsx";
import { paths } from "../paths.ts";
import type { RunPage } from "./run-page.server.ts";

/** What can be done with a run as it stands: take it up again when it ended badly, cancel it while it is alive. */
export function RunActions(props: {
  run: Pick<RunPage, "id" | "status" | "endedAt">;
  may: { retry: boolean; cancel: boolean };
  fetcher: ReturnType<typeof useFetcher>;
}) {
  const { run, may, fetcher } = props;
  const [asking, setAsking] = useState(false);
  const busy = fetcher.state !== "idle";
  if ((run.status === "failed" || run.status === "cancelled") && may.retry) {
    return (
      <fetcher.Form method="post" action={paths.runRetry(run.id)}>
        <Button submit variant="primary" loading={busy}>
          Try again from where it stopped
        </Button>
      </fetcher.Form>
    );
  }
  if (run.endedAt || !may.cancel) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)} loading={busy}>
        Cancel this run
      </Button>
      <Dialog open={asking} title="Cancel this run" onClose={() => setAsking(false)}>
        <p>
          It takes no further step. A step that is at work may still finish; what is done stays done. You can take the
          run up again later from where it stopped.
        </p>
        <ButtonGroup>
          <Button
            variant="primary"
            onClick={() => {
              setAsking(false);
              fetcher.submit(null, { method: "post", action: paths.runCancellation(run.id) });
            }}
          >
            Cancel the run
          </Button>
          <Button onClick={() => setAsking(false)}>Let it run</Button>
        </ButtonGroup>
      </Dialog>
    </>
  );
}
