import { PauseCircleIcon, PlayCircleIcon } from "@shopify/polaris-icons";
import { useRef, useState } from "react";
import { type BedId, bedIds, beds } from "#media/music/beds.ts";
import { Icon } from "../components/icon.tsx";
import styles from "./video-look.module.css";

/** What plays under the voice, each bed with its beginning to listen to as this brand has it. */
export function MusicChoice({
  chosen,
  sample,
  fixed,
}: {
  chosen: string;
  sample: (id: BedId) => string;
  fixed: boolean;
}) {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState<BedId>();
  const [broken, setBroken] = useState<BedId>();
  const listen = (id: BedId) => {
    const element = audio.current;
    if (!element) return;
    if (playing === id) {
      element.pause();
      return;
    }
    setBroken(undefined);
    element.src = sample(id);
    setPlaying(id);
    // Another bed that is asked for meanwhile stops this one: that is no fault.
    element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "AbortError") return;
      setPlaying(undefined);
      setBroken(id);
    });
  };
  const options = [
    ...bedIds.map((id) => ({ id, name: beds[id].name, note: beds[id].feels })),
    { id: "none" as const, name: "No music", note: "The voice alone" },
  ];
  return (
    <fieldset className={styles.choice}>
      <legend>Music</legend>
      {/* biome-ignore lint/a11y/useMediaCaption: music without words */}
      <audio ref={audio} preload="none" onPause={() => setPlaying(undefined)} onEnded={() => setPlaying(undefined)} />
      <div className={styles.cards} data-shape="music">
        {options.map(({ id, name, note }) => (
          <div key={id} className={styles.card}>
            <label className={styles.words}>
              <input
                type="radio"
                name="bed"
                value={id}
                defaultChecked={id === chosen}
                disabled={fixed && id !== chosen}
              />
              <span>
                <strong>{name}</strong>
                <span className={styles.note}>{broken === id ? "This could not be played. Try again." : note}</span>
              </span>
            </label>
            {id === "none" ? null : (
              <button
                type="button"
                className={styles.listen}
                aria-label={playing === id ? `Stop ${name}` : `Listen to ${name}`}
                onClick={() => listen(id)}
              >
                <Icon source={playing === id ? PauseCircleIcon : PlayCircleIcon} size={28} />
              </button>
            )}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
