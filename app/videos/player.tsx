import { PauseCircleIcon, PlayCircleIcon } from "@shopify/polaris-icons";
import { type RefObject, useEffect, useState } from "react";
import { Icon } from "../components/icon.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./player.module.css";

const speeds = [1, 1.5, 2];

/**
 * A vertical video, 9:16, with its poster at once. `video` is the element, for whoever seeks it or reads its time;
 * `onTime` gets the position in seconds several times a second. `autoPlay` starts where the browser allows it: after the
 * first press of anything, and never for somebody who asked for less motion.
 */
export function Player(props: {
  id: string;
  /** Another cut of the video than its own file. */
  cut?: string | undefined;
  title: string;
  seconds: number;
  video: RefObject<HTMLVideoElement>;
  onTime?: (seconds: number) => void;
  autoPlay?: boolean;
}) {
  const { id, cut, title, seconds, video, onTime, autoPlay = false } = props;
  const { slug } = useBrand();
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [muted, setMuted] = useState(false);
  const [captions, setCaptions] = useState(false);
  const [broken, setBroken] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another video starts anew
  useEffect(() => {
    setPlaying(false);
    setAt(0);
    setBroken(false);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (autoPlay && !still && navigator.userActivation?.hasBeenActive) video.current?.play().catch(() => undefined);
  }, [id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another video's element needs them again
  useEffect(() => {
    const element = video.current;
    setBroken(false);
    if (!element) return;
    element.playbackRate = speed;
    element.muted = muted;
    for (const track of element.textTracks) track.mode = captions ? "showing" : "hidden";
  }, [id, cut, speed, muted, captions]);

  const toggle = () => togglePlay(video.current);
  return (
    <div className={styles.player} data-playing={playing}>
      <video
        key={`${id} ${cut ?? ""}`}
        ref={video}
        className={styles.video}
        src={paths.videoFile(slug, id, "video.mp4", cut)}
        poster={paths.videoFile(slug, id, "poster", cut)}
        preload="auto"
        playsInline
        aria-label={title}
        onClick={toggle}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onError={() => setBroken(true)}
        onLoadedMetadata={({ currentTarget }) => {
          // Another cut goes on where the one before stood: that is how one sees the difference.
          if (at > 0 && at < currentTarget.duration) currentTarget.currentTime = at;
          setPlaying(false);
        }}
        onTimeUpdate={({ currentTarget }) => {
          setAt(currentTarget.currentTime);
          onTime?.(currentTarget.currentTime);
        }}
      >
        <track kind="captions" srcLang="en" label="English" src={paths.videoFile(slug, id, "captions.vtt", cut)} />
      </video>
      {broken ? (
        <p role="alert" className={styles.broken}>
          This video could not be loaded. Reload the page; if it stays, its file may be gone.
        </p>
      ) : null}
      <div className={styles.controls}>
        <button type="button" className={styles.play} onClick={toggle} aria-label={playing ? "Pause" : "Play"}>
          <Icon source={playing ? PauseCircleIcon : PlayCircleIcon} size={28} />
        </button>
        <input
          type="range"
          className={styles.seek}
          aria-label="Position"
          aria-valuetext={`${clock(at)} of ${clock(seconds)}`}
          min={0}
          max={seconds}
          step={0.1}
          value={Math.min(at, seconds)}
          style={{ "--at": `${(at / seconds) * 100}%` } as React.CSSProperties}
          onChange={(event) => seekTo(video.current, Number(event.target.value))}
        />
        <span className={styles.time}>
          {clock(at)} / {clock(seconds)}
        </span>
        <button
          type="button"
          className={styles.small}
          onClick={() => setSpeed(speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1)}
          aria-label={`Speed ${speed}×`}
        >
          {speed}×
        </button>
        <button type="button" className={styles.small} aria-pressed={captions} onClick={() => setCaptions(!captions)}>
          CC
          <span className={styles.spoken}> captions</span>
        </button>
        <button type="button" className={styles.small} aria-pressed={muted} onClick={() => setMuted(!muted)}>
          Mute
        </button>
      </div>
    </div>
  );
}

/** Plays what stands still and the other way round. */
export function togglePlay(video: HTMLVideoElement | null): void {
  if (video?.paused) video.play().catch(() => undefined);
  else video?.pause();
}

export function seekTo(video: HTMLVideoElement | null, seconds: number): void {
  if (video) video.currentTime = seconds;
}

/** Seconds as 0:07. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds + 0.05);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
