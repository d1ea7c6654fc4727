import type { VariantState } from "#db/tables/briefs.ts";
import { StateChip } from "../components/state-chip.tsx";
import { useBrand } from "../components/use-brand.ts";
import { VideoTile } from "../components/video-tile.tsx";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import styles from "./library-tile.module.css";

type Line = {
  id: string;
  title: string | null;
  seconds: number;
  persona: string;
  hook: string;
  state: VariantState;
  published: boolean | number | string;
};

const making = ["queued", "writing", "rendering", "checking"];

/** A finished video of the library, with its files to take away. */
export function LibraryTile({ video }: { video: Line }) {
  const { slug } = useBrand();
  const { id, title, seconds, persona, hook, state, published } = video;
  const name = title ?? `${persona}, ${hookName(hook)}`;
  const file = fileName(`${persona} ${name}`);
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
        ) : making.includes(state) ? (
          <StateChip state={state} words="New version on the way" />
        ) : (
          <StateChip state={state} />
        )
      }
      meta={
        <>
          {persona} · {hookName(hook)}
          <span className={styles.take}>
            <a href={paths.videoFile(slug, id, "video.mp4")} download={`${file}.mp4`} aria-label={`Download ${name}`}>
              MP4
            </a>
            <a
              href={paths.videoFile(slug, id, "captions.vtt")}
              download={`${file}.vtt`}
              aria-label={`Download the captions of ${name}`}
            >
              Captions
            </a>
          </span>
        </>
      }
    />
  );
}

/** A name that every file system takes. */
export function fileName(words: string): string {
  const plain = words
    .normalize("NFKD")
    .replace(/[^\w]+/g, "-")
    .toLowerCase();
  return plain.replace(/^-+|-+$/g, "").slice(0, 60) || "video";
}
