import type { LibraryVideo } from "#db/queries/library.ts";
import { StateChip } from "../components/state-chip.tsx";
import { useBrand } from "../components/use-brand.ts";
import { VideoTile } from "../components/video-tile.tsx";
import { paths } from "../paths.ts";
import { sayCount, sayShare } from "../results/format.ts";
import { DownloadMenu } from "../videos/download-menu.tsx";
import { hookName } from "../videos/hooks.ts";
import { isMaking } from "../videos/is-making.ts";
import styles from "./library-tile.module.css";

type Line = Omit<LibraryVideo, "createdAt">;

/** A finished video of the library: what became of it, its files to take away, and a box to choose it with others. */
export function LibraryTile(props: { video: Line; chosen: boolean; onChoose: (chosen: boolean) => void }) {
  const { video, chosen, onChoose } = props;
  const { slug } = useBrand();
  const { id, title, seconds, persona, hook, state, published, version, views, clickRate } = video;
  const name = title ?? `${persona}, ${hookName(hook)}`;
  return (
    <VideoTile
      title={name}
      to={paths.video(slug, id)}
      poster={paths.videoFile(slug, id, "poster")}
      src={paths.videoFile(slug, id, "video.mp4")}
      seconds={seconds}
      chip={
        published ? (
          <StateChip state="published" />
        ) : isMaking(state) ? (
          <StateChip state={state} words="Being remade" />
        ) : (
          <StateChip state={state} />
        )
      }
      corner={
        <label className={styles.choose} data-chosen={chosen}>
          <input
            type="checkbox"
            name="id"
            value={id}
            checked={chosen}
            onChange={(event) => onChoose(event.target.checked)}
            aria-label={`Choose ${name}`}
          />
        </label>
      }
      meta={
        <>
          {persona} · {hookName(hook)}
          {version > 1 ? ` · version ${version}` : null}
          {views === null ? null : (
            <span className={styles.score}>
              {sayCount(views)} {views === 1 ? "view" : "views"}
              {clickRate === null ? null : <strong>{sayShare(clickRate)} clicked</strong>}
            </span>
          )}
          <span className={styles.take}>
            <DownloadMenu id={id} of={name} quiet />
          </span>
        </>
      }
    />
  );
}
