import { Link } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { VideoTile } from "../components/video-tile.tsx";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import styles from "./review-strip.module.css";

type Waiting = { id: string; persona: string; hook: string; seconds: number; version: number };

/** The first of the queue, as a strip of posters that each lead to their own review. */
export function ReviewStrip({ videos, due }: { videos: Waiting[]; due: number }) {
  const { slug } = useBrand();
  return (
    <Panel
      title="Waiting for your decision"
      aside={due > videos.length ? <Link to={paths.review(slug)}>All {due}</Link> : null}
    >
      <div className={styles.strip}>
        {videos.map((video) => (
          <VideoTile
            key={video.id}
            title={video.persona}
            to={paths.review(slug, video.id)}
            poster={paths.videoFile(slug, video.id, "poster")}
            src={paths.videoFile(slug, video.id, "video.mp4")}
            seconds={video.seconds}
            meta={`${hookName(video.hook)}${video.version > 1 ? ` · version ${video.version}` : ""}`}
          />
        ))}
      </div>
    </Panel>
  );
}
