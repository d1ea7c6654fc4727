import { Button } from "@shopify/polaris";
import { useState } from "react";
import type { LibraryVideo } from "#db/queries/library.ts";
import { useBrand } from "../components/use-brand.ts";
import { VideoWall } from "../components/video-tile.tsx";
import { paths } from "../paths.ts";
import { LibraryTile } from "./library-tile.tsx";
import styles from "./library-wall.module.css";

/** The videos of one page. Those that are chosen are downloaded in one file; two of them can be compared. */
export function LibraryWall({ videos }: { videos: Omit<LibraryVideo, "createdAt">[] }) {
  const { slug } = useBrand();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const here = chosen.filter((id) => videos.some((video) => video.id === id));
  const [first, second] = here;
  return (
    <form method="get" action={paths.libraryZip(slug)} className={styles.form}>
      <VideoWall>
        {videos.map((video) => (
          <LibraryTile
            key={video.id}
            video={video}
            chosen={here.includes(video.id)}
            onChoose={(on) => setChosen(on ? [...here, video.id] : here.filter((id) => id !== video.id))}
          />
        ))}
      </VideoWall>
      {here.length > 0 ? (
        <div className={styles.bar} role="status">
          <span>{here.length === 1 ? "1 video chosen" : `${here.length} videos chosen`}</span>
          <span className={styles.acts}>
            <Button onClick={() => setChosen([])}>Clear</Button>
            {here.length === 2 ? <Button url={paths.videoCompare(slug, second!, first)}>Compare</Button> : null}
            <Button submit variant="primary">
              Download
            </Button>
          </span>
        </div>
      ) : null}
    </form>
  );
}
