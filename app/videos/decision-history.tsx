import { useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { FormBanner } from "../components/form-banner.tsx";
import { May } from "../components/may.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./decision-history.module.css";
import type { VideoPage } from "./video-page.ts";

const gone = ["failed", "withdrawn"];

/** Who decided what, when, on which version, and what was taken back; with the undo of what stands on this one. */
export function DecisionHistory(props: Pick<VideoPage, "video" | "decisions" | "versions" | "posts">) {
  const { video, decisions, versions, posts } = props;
  const { slug } = useBrand();
  const undo = useFetcher<object>();
  if (decisions.length === 0) return null;
  const living = posts.find(({ videoId, state }) => videoId === video.id && !gone.includes(state));
  const versionOf = (videoId: string) => versions.find(({ id }) => id === videoId)?.version;
  return (
    <Panel title="Decisions">
      <FormBanner reply={undo.data} />
      <ul className={styles.decisions}>
        {decisions.map((decision) => (
          <li key={decision.id} data-withdrawn={decision.withdrawnAt !== null}>
            <span className={styles.head}>
              <StateChip state={decision.decision} />
              <span>
                version {versionOf(decision.videoId)}, by {decision.decider ?? "someone"},{" "}
                <Time at={decision.decidedAt} />
                {decision.withdrawnAt ? (
                  <>
                    , taken back <Time at={decision.withdrawnAt} />
                  </>
                ) : null}
              </span>
            </span>
            {decision.note ? <q>{decision.note}</q> : null}
            {decision.videoId === video.id &&
            !decision.withdrawnAt &&
            decision.decision !== "sent-back" &&
            living?.state !== "published" ? (
              <May verb="video.undo">
                <undo.Form method="delete" action={paths.videoApproval(slug, video.id)}>
                  <Button submit loading={undo.state !== "idle"}>
                    {living ? "Take it back, and its post off the calendar" : "Take it back"}
                  </Button>
                </undo.Form>
              </May>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
