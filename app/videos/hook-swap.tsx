import { Link, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { FormBanner } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { ProgressBar } from "../components/progress-bar.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./hook-swap.module.css";
import { isMaking } from "./is-making.ts";
import type { VideoPage } from "./video-page.ts";

type Idea = { line: string; onScreen: string | null };
type Ideas = { hooks?: Idea[]; micros?: number; error?: { message: string } };

/** Another opening for this video: several to choose from, or one's own words. The next version is watched from here. */
export function HookSwap({ video, versions }: Pick<VideoPage, "video" | "versions">) {
  const { slug } = useBrand();
  const may = useMay();
  const ideas = useFetcher<Ideas>();
  const swap = useFetcher<{ made?: number; error?: { message: string } }>();
  const [own, setOwn] = useState<string>();
  const newest = versions[0];
  const earlier = versions.find(({ version }) => version === video.version - 1);
  const hook = video.script.scenes[0];
  const action = paths.videoHooks(slug, video.id);
  const take = ({ line, onScreen }: Idea) =>
    swap.submit({ intent: "swap", line, onScreen: onScreen ?? "" }, { method: "post", action });
  const busy = swap.state !== "idle";

  if (video.supersededAt && newest) {
    return (
      <Panel title="Hook">
        <p className={styles.line}>{hook?.line}</p>
        <p className={styles.ways}>
          <Link to={paths.video(slug, newest.id)}>See version {newest.version}</Link>
          <Link to={paths.videoCompare(slug, newest.id, video.id)}>Compare the two</Link>
        </p>
      </Panel>
    );
  }
  if (isMaking(video.state)) {
    return (
      <Panel title="The next version is on its way">
        <ProgressBar value={video.progress} label="How far the next version is" />
        <p className={styles.soft} role="status">
          {video.stage ?? "Waiting its turn"}. This version stays until it is there.
        </p>
      </Panel>
    );
  }
  const offered = ideas.data?.hooks;
  return (
    <Panel
      title="Hook"
      aside={
        earlier ? (
          <Link to={paths.videoCompare(slug, video.id, earlier.id)}>Compare with version {earlier.version}</Link>
        ) : null
      }
    >
      <p className={styles.line}>{hook?.line}</p>
      <FormBanner reply={swap.data ?? ideas.data} />
      {may("brief.edit") && may("video.return") ? (
        <>
          {offered ? null : (
            <Button
              loading={ideas.state !== "idle"}
              onClick={() => ideas.submit({ intent: "ideas" }, { method: "post", action })}
            >
              Swap the hook
            </Button>
          )}
          {offered && offered.length === 0 ? (
            <p className={styles.soft}>There is no other hook left that fits.</p>
          ) : null}
          {offered && offered.length > 0 ? (
            <ul className={styles.ideas} aria-label="Other hooks">
              {offered.map((idea) => (
                <li key={idea.line}>
                  <button type="button" disabled={busy} onClick={() => take(idea)}>
                    {idea.line}
                  </button>
                </li>
              ))}
            </ul>
          ) : null}
          {offered ? (
            <form
              className={styles.own}
              onSubmit={(event) => {
                event.preventDefault();
                take({ line: own ?? "", onScreen: null });
              }}
            >
              <label htmlFor="own-hook">Or in your own words</label>
              <span>
                <input
                  id="own-hook"
                  value={own ?? ""}
                  maxLength={300}
                  autoComplete="off"
                  onChange={(event) => setOwn(event.target.value)}
                />
                <Button submit loading={busy} disabled={!own?.trim()}>
                  Make it
                </Button>
              </span>
            </form>
          ) : null}
          {offered ? <p className={styles.soft}>{sayConsequence(ideas.data?.micros ?? 0, video.state)}</p> : null}
        </>
      ) : null}
    </Panel>
  );
}

/** What pressing a hook does, and costs. */
function sayConsequence(micros: number, state: string): string {
  const price = micros === 0 ? "It costs nothing" : `It costs at most $${(micros / 1_000_000).toFixed(2)}`;
  const decided = state === "approved" || state === "rejected" ? ` This version is no longer ${state} then.` : "";
  return `A press makes a new version; every other shot stays as it is. ${price}.${decided}`;
}
