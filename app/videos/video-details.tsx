import { Link, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useRef, useState } from "react";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { CutSwitch } from "./cut-switch.tsx";
import { DecisionHistory } from "./decision-history.tsx";
import { DownloadMenu } from "./download-menu.tsx";
import { FindingList } from "./finding-list.tsx";
import { HookSwap } from "./hook-swap.tsx";
import { hookName } from "./hooks.ts";
import { isMaking } from "./is-making.ts";
import { LineagePanel } from "./lineage-panel.tsx";
import { Player, seekTo } from "./player.tsx";
import { PostList } from "./post-list.tsx";
import { sayCut } from "./say-cut.ts";
import { sayOrigin } from "./say-origin.ts";
import { ScriptComparison } from "./script-comparison.tsx";
import { ScriptLines } from "./script-lines.tsx";
import { ShotTable } from "./shot-table.tsx";
import { TakeList } from "./take-list.tsx";
import { useShownCut } from "./use-shown-cut.ts";
import { VersionList } from "./version-list.tsx";
import styles from "./video-details.module.css";
import type { VideoPage } from "./video-page.ts";

/** Everything about one version of a video: what it is, how it came to be, what was decided, and where it went. */
export function VideoDetails(page: VideoPage) {
  const { video, versions, comparison, shots, lineage, takes, decisions, posts, outlets, cuts } = page;
  const { slug } = useBrand();
  const player = useRef<HTMLVideoElement>(null);
  const [at, setAt] = useState(0);
  const [cut, showCut] = useShownCut(video.id, cuts);
  const seek = (seconds: number) => {
    seekTo(player.current, seconds);
    player.current?.play().catch(() => undefined);
  };
  const newest = versions[0];
  return (
    <Page
      title={video.script.title}
      subtitle={
        <>
          <Link to={paths.persona(slug, video.personaId)}>{video.persona}</Link> · {hookName(video.hook)} ·{" "}
          <Link to={paths.brief(slug, video.briefId)}>{video.brief}</Link>
        </>
      }
      back={{ to: paths.library(slug), label: "Library" }}
      actions={
        video.state === "in-review" && !video.supersededAt ? (
          <Button variant="primary" size="large" url={paths.review(slug, video.id)}>
            Review it
          </Button>
        ) : undefined
      }
    >
      <div className={styles.columns}>
        <div className={styles.left}>
          <Player
            id={video.id}
            cut={cut.asked}
            title={video.script.title}
            seconds={cut.seconds ?? video.seconds}
            video={player}
            onTime={setAt}
          />
          <CutSwitch cuts={cuts} shown={cut.name} onShow={showCut} />
          <div className={styles.files}>
            <DownloadMenu id={video.id} of={video.script.title} cuts={cuts} />
          </div>
        </div>
        <div className={styles.right}>
          {video.supersededAt && newest ? (
            <p className={styles.notice}>
              This is version {video.version}.{" "}
              <Link to={paths.video(slug, newest.id)}>See version {newest.version}</Link>
            </p>
          ) : null}
          <Panel
            title="Where it stands"
            aside={
              video.supersededAt ? <StateChip state="archived" words="Replaced" /> : <StateChip state={video.state} />
            }
          >
            <Facts video={video} cuts={cuts} />
          </Panel>
          <HookSwap video={video} versions={versions} />
          <VersionList video={video} versions={versions} decisions={decisions} />
          <PostList video={video} posts={posts} outlets={outlets} cuts={cuts} />
          <Panel title="Checks">
            <Findings {...page} onSeek={seek} />
          </Panel>
          {comparison ? <ScriptComparison video={video} versions={versions} comparison={comparison} /> : null}
          <Panel title="Script" aside={<Link to={paths.script(slug, video.variantId)}>Edit the script</Link>}>
            <ScriptLines scenes={video.script.scenes} at={at} onSeek={seek} />
          </Panel>
          <DecisionHistory video={video} decisions={decisions} versions={versions} posts={posts} />
          <LineagePanel video={video} lineage={lineage} at={at} onSeek={seek} />
          {shots.length > 0 ? <ShotTable shots={shots} /> : null}
          <TakeList video={video} takes={takes} />
        </div>
      </div>
    </Page>
  );
}

/** What was found, with a press where there is one: for whoever may send the video back, while nothing was decided. */
function Findings({ video, findings, onSeek }: VideoPage & { onSeek: (seconds: number) => void }) {
  const { slug } = useBrand();
  const may = useMay();
  const fetcher = useFetcher<{ error?: { message: string } }>();
  const open = may("video.return") && video.state === "in-review" && !video.supersededAt;
  const fix = (findingId: string) =>
    fetcher.submit({ findingId }, { method: "post", action: paths.videoFixes(slug, video.id) });
  return (
    <FindingList
      findings={findings}
      onSeek={onSeek}
      onFix={open ? fix : undefined}
      busy={fetcher.state === "idle" ? undefined : String(fetcher.formData?.get("findingId") ?? "")}
      refusal={fetcher.data?.error?.message}
      pending={!video.supersededAt && isMaking(video.state)}
    />
  );
}

function Facts({ video, cuts }: Pick<VideoPage, "video" | "cuts">) {
  const facts: [string, string][] = [
    ["Length", `${video.seconds.toFixed(1)} s`],
    ["Picture", `${video.width} × ${video.height}`],
    ["Size", `${(video.bytes / 1_000_000).toFixed(1)} MB`],
    ["Label in the picture", video.label],
    ["Angle", video.angle],
    ["Made by", video.provider === "animatic" ? "The built-in renderer (draft)" : video.provider],
    ["Written by", video.writer === "house" ? "The house writer" : (video.model ?? video.writer)],
    ...(cuts.length > 1 || video.cut !== "branded"
      ? [[cuts.length > 1 ? "Cuts" : "Cut", cuts.map(sayCut).join(", ")] satisfies [string, string]]
      : []),
    ["Fingerprint", cuts.map(({ sha256 }) => sha256.slice(0, 12)).join(", ")],
    ...sayOrigin(video.provenance),
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
