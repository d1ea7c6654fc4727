import { Link } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./version-list.module.css";
import type { VideoPage } from "./video-page.ts";

/** Every version with why it was made, what was decided of it and by whom; the newest first. */
export function VersionList({ video, versions, decisions }: Pick<VideoPage, "video" | "versions" | "decisions">) {
  const { slug } = useBrand();
  if (versions.length < 2) return null;
  return (
    <Panel title="Versions">
      <ol className={styles.versions}>
        {versions.map(({ id, version, seconds, createdAt, supersededAt, note }) => {
          const decision = decisions.find((each) => each.videoId === id && !each.withdrawnAt);
          const shown = id === video.id;
          return (
            <li key={id} aria-current={shown || undefined}>
              <span className={styles.head}>
                {shown ? (
                  <strong>Version {version}</strong>
                ) : (
                  <Link to={paths.video(slug, id)} preventScrollReset>
                    Version {version}
                  </Link>
                )}
                {decision ? (
                  <StateChip state={decision.decision} />
                ) : supersededAt ? (
                  <StateChip state="archived" words="Replaced" />
                ) : (
                  <StateChip state={video.state} />
                )}
                {shown ? (
                  <span className={styles.soft}>Shown here</span>
                ) : (
                  <Link
                    className={styles.compare}
                    to={paths.videoCompare(
                      slug,
                      video.version > version ? video.id : id,
                      video.version > version ? id : video.id,
                    )}
                  >
                    Compare<span className={styles.spoken}> with version {version}</span>
                  </Link>
                )}
              </span>
              <span className={styles.soft}>
                {seconds.toFixed(1)} s, made <Time at={createdAt} ago />
                {decision ? `, ${sayDecision(decision.decision)} by ${decision.decider ?? "someone"}` : null}
              </span>
              {note ? <q>{note}</q> : null}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

const decided: Record<string, string> = { approved: "approved", "sent-back": "sent back", rejected: "rejected" };
const sayDecision = (decision: string) => decided[decision] ?? decision;
