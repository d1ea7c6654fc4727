import { Link } from "@remix-run/react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { isTyping } from "./keys.ts";
import styles from "./video-tile.module.css";

/**
 * A vertical video on a wall: its poster at once, and a silent preview while a mouse or the keyboard rests on it (never by
 * itself for somebody who asked for less motion), with `p`, or with a button where there is no mouse. Without a `poster`
 * (still in the making) it shows `children` on an empty stage instead of a grey hole.
 */
export function VideoTile(props: {
  title: string;
  to?: string;
  poster?: string;
  /** The MP4, for the preview. */
  src?: string;
  seconds?: number;
  /** Over the picture, at its foot: a state chip, usually. */
  chip?: ReactNode;
  /** Over the picture, in its lower corner above the length: something to press. */
  corner?: ReactNode;
  /** Under the title. */
  meta?: ReactNode;
  children?: ReactNode;
}) {
  const { title, to, poster, src, seconds, chip, corner, meta, children } = props;
  const [playing, setPlaying] = useState(false);
  return (
    <article
      className={styles.tile}
      onPointerEnter={({ pointerType }) => pointerType === "mouse" && mayMove() && setPlaying(true)}
      onPointerLeave={({ pointerType }) => pointerType === "mouse" && setPlaying(false)}
      onFocus={({ target }) => target.matches("a[data-tile]:focus-visible") && mayMove() && setPlaying(true)}
      onBlur={() => setPlaying(false)}
      onKeyDown={({ key, nativeEvent }) => {
        if (key === "p" && src && !isTyping(nativeEvent)) setPlaying(!playing);
      }}
    >
      <div className={styles.frame}>
        {poster ? <img src={poster} alt="" loading="lazy" decoding="async" width={270} height={480} /> : null}
        {poster ? null : <div className={styles.making}>{children}</div>}
        {playing && src ? <video src={src} muted loop playsInline autoPlay aria-hidden="true" tabIndex={-1} /> : null}
        {chip ? <div className={styles.chip}>{chip}</div> : null}
        {seconds === undefined ? null : <span className={styles.length}>{Math.round(seconds)} s</span>}
        {src ? (
          <button type="button" className={styles.peek} aria-pressed={playing} onClick={() => setPlaying(!playing)}>
            {playing ? "Stop" : "Preview"}
            <span className={styles.spoken}> {title}</span>
          </button>
        ) : null}
        {corner ? <div className={styles.corner}>{corner}</div> : null}
      </div>
      <div className={styles.words}>
        {to ? (
          <Link to={to} className={styles.title} prefetch="intent" data-tile>
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

const mayMove = () => !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Tiles side by side, as many as fit. The arrow keys go from one to the next. */
export function VideoWall({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the links inside
    <div className={styles.wall} onKeyDown={goWithArrows}>
      {children}
    </div>
  );
}

function goWithArrows(event: KeyboardEvent<HTMLDivElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a[data-tile]")];
  const at = links.indexOf(event.target as HTMLElement);
  if (at < 0 || isTyping(event.nativeEvent) || event.shiftKey) return;
  const topOf = (link: HTMLElement | undefined) => link?.closest("article")?.offsetTop;
  const columns = links.filter((link) => topOf(link) === topOf(links[0])).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const next = step === undefined ? undefined : links[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.closest("article")?.scrollIntoView({ block: "nearest" });
}
