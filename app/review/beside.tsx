import { Link } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import type { ReactNode } from "react";
import { May } from "../components/may.tsx";
import { Portrait } from "../components/portrait.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { FindingList } from "../videos/finding-list.tsx";
import { hookName } from "../videos/hooks.ts";
import { ScriptLines } from "../videos/script-lines.tsx";
import styles from "./beside.module.css";
import type { ReviewPage } from "./review-page.ts";

/** What stands beside the video: whose it is, what it says, what the checks found, and when it would go out. */
export function Beside(
  props: Pick<ReviewPage, "item" | "findings" | "decision"> & {
    at: number;
    onSeek: (seconds: number) => void;
    onUndo: () => void;
    /** Undefined while nothing can be decided. */
    onFix: ((findingId: string) => void) | undefined;
    children: ReactNode;
  },
) {
  const { item, findings, decision, at, onSeek, onUndo, onFix, children } = props;
  const { slug } = useBrand();
  return (
    <div className={styles.beside}>
      <div className={styles.who}>
        <Portrait src={paths.personaPortrait(slug, item.personaId)} name={item.persona} size={52} />
        <div>
          <h1 className={styles.title}>{item.script.title}</h1>
          <p className={styles.facts}>
            {item.persona} · {hookName(item.hook)} · <Link to={paths.brief(slug, item.briefId)}>{item.brief}</Link>
          </p>
        </div>
      </div>
      <div className={styles.chips}>
        {item.provider === "animatic" ? <StateChip state="draft" tone="teal" /> : null}
        {item.version > 1 ? <StateChip state="version" words={`Version ${item.version}`} /> : null}
        <StateChip state="label" words={item.label} />
        <Link className={styles.details} to={paths.video(slug, item.id)}>
          All about this video
        </Link>
      </div>
      {item.supersededAt ? (
        <p className={styles.notice}>
          A newer version has taken this one's place. <Link to={paths.review(slug)}>Back to the queue</Link>
        </p>
      ) : decision ? (
        <div className={styles.notice}>
          <span>
            <StateChip state={decision.decision} /> by {decision.decider ?? "someone"},{" "}
            <Time at={decision.decidedAt} ago />
            {decision.note ? <q>{decision.note}</q> : null}
          </span>
          {decision.decision === "sent-back" ? null : (
            <May verb="video.undo">
              <Button onClick={onUndo}>Undo</Button>
            </May>
          )}
        </div>
      ) : null}
      {item.note ? (
        <p className={styles.asked}>
          Made anew because of this note: <q>{item.note}</q>
        </p>
      ) : null}
      {children}
      <section aria-labelledby="checks">
        <h2 id="checks">Checks</h2>
        <FindingList findings={findings} onSeek={onSeek} onFix={onFix} />
      </section>
      <section aria-labelledby="script">
        <h2 id="script">Script</h2>
        <ScriptLines scenes={item.script.scenes} at={at} onSeek={onSeek} />
      </section>
      <section aria-labelledby="post-text">
        <h2 id="post-text">Post text</h2>
        <p className={styles.caption}>
          {item.script.caption} <span>{item.script.hashtags.map((tag) => `#${tag}`).join(" ")}</span>
        </p>
      </section>
    </div>
  );
}
