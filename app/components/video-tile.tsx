import { Link } from "@remix-run/react";
import { type ReactNode, useState } from "react";
import styles from "./video-tile.module.css";

/**
 * A vertical video on a wall: its poster at once, a silent preview while a mouse rests on it. Without a `poster` (still
 * in the making) it shows `children` on an empty stage instead of a grey hole.
 */
export function VideoTile(props: {
  title: string;
  to?: string;
  poster?: string;
  /** The MP4, for the preview. */
  src?: string;
  seconds?: number;
  /** Over the picture, at its top: a state chip, usually. */
  chip?: ReactNode;
  /** Under the title. */
  meta?: ReactNode;
  children?: ReactNode;
}) {
  const { title, to, poster, src, seconds, chip, meta, children } = props;
  const [over, setOver] = useState(false);
  const picture = (
    <div
      className={styles.frame}
      onPointerEnter={(event) => setOver(event.pointerType === "mouse")}
      onPointerLeave={() => setOver(false)}
    >
      {poster ? <img src={poster} alt="" loading="lazy" decoding="async" width={270} height={480} /> : null}
      {poster ? null : <div className={styles.making}>{children}</div>}
      {over && src ? <video src={src} muted loop playsInline autoPlay aria-hidden="true" tabIndex={-1} /> : null}
      {chip ? <div className={styles.chip}>{chip}</div> : null}
      {seconds === undefined ? null : <span className={styles.length}>{Math.round(seconds)} s</span>}
    </div>
  );
  return (
    <article className={styles.tile}>
      {picture}
      <div className={styles.words}>
        {to ? (
          <Link to={to} className={styles.title} prefetch="intent">
            {title}
          </Link>
        ) : (
          <span className={styles.title}>{title}</span>
        )}
        {meta ? <div className={styles.meta}>{meta}</div> : null}
      </div>
    </article>
  );
}

/** Tiles side by side, as many as fit. */
export function VideoWall({ children }: { children: ReactNode }) {
  return <div className={styles.wall}>{children}</div>;
}
