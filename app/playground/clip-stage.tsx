import { useFetcher } from "@remix-run/react";
import { PlayIcon } from "@shopify/polaris-icons";
import { FormBanner } from "../components/form-banner.tsx";
import { Icon } from "../components/icon.tsx";
import { May } from "../components/may.tsx";
import { ProgressBar } from "../components/progress-bar.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./playground.module.css";
import type { PlaygroundRun, PlaygroundValues } from "./read-playground.server.ts";
import { saySeconds } from "./words.ts";

/** Where the animatic films the shot: the clip when it stands, how far it is, or the button that asks for it. */
export function ClipStage({ run, values }: { run: PlaygroundRun; values: PlaygroundValues }) {
  const fetcher = useFetcher();
  const { slug } = useBrand();
  const { clip, why } = run;
  const asking = fetcher.state !== "idle";
  const busy = asking || clip?.state === "queued" || clip?.state === "rendering";
  const shape = values.ratio.replace(":", " / ");
  return (
    <div className={styles.stage}>
      <FormBanner reply={fetcher.data as object | undefined} />
      {clip?.state === "done" ? (
        <figure className={styles.clip}>
          {/* biome-ignore lint/a11y/useMediaCaption: every word that is said is written in the picture */}
          <video
            key={clip.id}
            controls
            playsInline
            preload="metadata"
            style={{ aspectRatio: shape }}
            src={paths.playgroundClip(slug, clip.id, "video.mp4")}
            poster={paths.playgroundClip(slug, clip.id, "poster")}
            aria-label="This shot, filmed by the built-in animatic"
          />
          <figcaption>
            {clip.seconds ? saySeconds(clip.seconds) : ""}
            {clip.madeInMs ? `, made here in ${saySeconds(clip.madeInMs / 1000)}` : ""}
          </figcaption>
        </figure>
      ) : busy ? (
        <div className={styles.waiting}>
          <ProgressBar value={clip?.progress ?? 0} label="Filming the shot" />
          <p role="status">{clip?.stage || "Waiting for its turn"}</p>
        </div>
      ) : null}
      {clip?.state === "failed" && !busy ? (
        <p role="alert" className={styles.failure}>
          It could not be filmed: {clip.failure}
        </p>
      ) : null}
      {why ? <p className={styles.why}>{why}</p> : null}
      {clip?.state !== "done" && !busy && !why ? (
        <May verb="playground.run">
          <fetcher.Form method="post" action={paths.playgroundClips(slug)}>
            {Object.entries(values).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <button type="submit" className={styles.run} data-act="run">
              <Icon source={PlayIcon} />
              {clip?.state === "failed" ? "Film it again" : "Film it, free"}
            </button>
          </fetcher.Form>
        </May>
      ) : null}
    </div>
  );
}
