import { PauseCircleIcon, PlayCircleIcon } from "@shopify/polaris-icons";
import { type RefObject, useEffect, useRef, useState } from "react";
import { Icon } from "../components/icon.tsx";
import { isTyping } from "../components/keys.ts";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./compared-players.module.css";
import { midSentence } from "./mid-sentence.ts";
import { clock } from "./player.tsx";
import type { useSynced } from "./use-synced.ts";
import { WipeHandle } from "./wipe-handle.tsx";

type Shown = { id: string; width: number; height: number };
type Sound = "before" | "after" | "none";

/** Two videos with one button and one bar, beside each other or one over the other with an edge to draw across. */
export function ComparedPlayers(props: {
  before: Shown;
  after: Shown;
  names: { before: string; after: string };
  videos: { before: RefObject<HTMLVideoElement>; after: RefObject<HTMLVideoElement> };
  synced: ReturnType<typeof useSynced>;
}) {
  const { before, after, names, videos, synced } = props;
  const { playing, at, whole, toggle, seek } = synced;
  const { slug } = useBrand();
  const [wiping, setWiping] = useState(false);
  const [wipe, setWipe] = useState(50);
  const [sound, setSound] = useState<Sound>("after");
  const latest = useRef({ toggle, seek, at });
  latest.current = { toggle, seek, at };
  useEffect(() => {
    if (videos.before.current) videos.before.current.muted = sound !== "before";
    if (videos.after.current) videos.after.current.muted = sound !== "after";
  }, [sound, videos]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.shiftKey) return;
      const control = event.target instanceof Element && event.target.closest("button, a, summary, [role=slider]");
      const seconds = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
      const act = seconds
        ? () => latest.current.seek(latest.current.at + seconds)
        : event.key === "w"
          ? () => setWiping((on) => !on)
          : event.key === " " && !control
            ? () => latest.current.toggle()
            : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const frame = (side: "before" | "after", { id, width, height }: Shown) => (
    <figure className={styles.side} data-side={side}>
      <figcaption>{names[side]}</figcaption>
      <video
        ref={videos[side]}
        src={paths.videoFile(slug, id, "video.mp4")}
        poster={paths.videoFile(slug, id, "poster")}
        preload="auto"
        playsInline
        muted={sound !== side}
        aria-label={names[side]}
        style={{ aspectRatio: `${width} / ${height}` }}
        onClick={toggle}
      />
    </figure>
  );
  return (
    <section className={styles.compared} aria-label="Both videos">
      <div className={styles.stage} data-wiping={wiping} style={{ "--wipe": `${wipe}%` } as React.CSSProperties}>
        {frame("before", before)}
        {frame("after", after)}
        {wiping ? <WipeHandle at={wipe} onMove={setWipe} names={names} /> : null}
      </div>
      <div className={styles.controls}>
        <button
          type="button"
          className={styles.play}
          onClick={toggle}
          aria-label={playing ? "Pause both" : "Play both"}
        >
          <Icon source={playing ? PauseCircleIcon : PlayCircleIcon} size={34} />
        </button>
        <input
          type="range"
          aria-label="Position in both"
          aria-valuetext={`${clock(at)} of ${clock(whole)}`}
          min={0}
          max={whole}
          step={0.1}
          value={at}
          onChange={(event) => seek(Number(event.target.value))}
        />
        <span className={styles.time}>
          {clock(at)} / {clock(whole)}
        </span>
      </div>
      <div className={styles.ways}>
        <Choice
          label="How they are shown"
          value={wiping ? "wipe" : "side"}
          options={[
            ["side", "Side by side"],
            ["wipe", "Wipe"],
          ]}
          onChoose={(value) => setWiping(value === "wipe")}
        />
        <Choice
          label="Sound"
          value={sound}
          options={[
            ["before", `Hear ${midSentence(names.before)}`],
            ["after", `Hear ${midSentence(names.after)}`],
            ["none", "Silent"],
          ]}
          onChoose={setSound}
        />
      </div>
    </section>
  );
}

function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  options: [Value, string][];
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className={styles.choice} aria-label={props.label}>
      {props.options.map(([value, words]) => (
        <button key={value} type="button" aria-pressed={value === props.value} onClick={() => props.onChoose(value)}>
          {words}
        </button>
      ))}
    </fieldset>
  );
}
