import { Link, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { fieldError } from "../components/form-banner.tsx";
import { May } from "../components/may.tsx";
import { Portrait } from "../components/portrait.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { useBrand } from "../components/use-brand.ts";
import { VideoTile } from "../components/video-tile.tsx";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import type { VariantTile } from "./brief-page.ts";
import styles from "./matrix-tile.module.css";
import { Ring } from "./ring.tsx";

const making = ["queued", "writing", "rendering", "checking"];

/**
 * One video of the matrix, from waiting its turn to playable, as it is at this moment. `column` is said only on a phone,
 * where the columns have no heads. `films`: video models film the brief's videos, which is followed on a page of its own.
 */
export function MatrixTile(props: { variant: VariantTile; column: string; showAngle: boolean; films: boolean }) {
  const { variant, column, showAngle, films } = props;
  const { slug } = useBrand();
  const { id, briefId, videoId, state, stage, progress, hook, angle, title } = variant;
  const inHand = making.includes(state);
  const files = videoId
    ? { poster: paths.videoFile(slug, videoId, "poster"), src: paths.videoFile(slug, videoId, "video.mp4") }
    : {};
  const to = videoId && (state === "in-review" ? paths.review(slug, videoId) : paths.video(slug, videoId));
  const read = (
    <Link className={styles.read} to={`${paths.brief(slug, briefId)}?read=${id}`} preventScrollReset>
      Read the script
    </Link>
  );
  return (
    <VideoTile
      title={title ?? hookName(hook)}
      {...(to ? { to } : {})}
      {...files}
      {...(variant.videoSeconds === null ? {} : { seconds: variant.videoSeconds })}
      chip={videoId ? <StateChip state={state} {...(inHand ? { words: "New version on the way" } : {})} /> : undefined}
      meta={
        <>
          <span className={styles.column}>{column}</span>
          {showAngle ? <span className={styles.angle}>{angle}</span> : null}
          {videoId && inHand ? <span>{stage ?? "Waiting its turn"}</span> : null}
          {videoId && state === "failed" ? <Failure variant={variant} under /> : null}
          {state === "queued" && !videoId ? null : read}
          {films && (state === "rendering" || state === "failed") ? (
            <Link className={styles.read} to={paths.filming(slug, id)}>
              Follow the filming
            </Link>
          ) : null}
        </>
      }
    >
      {state === "failed" ? (
        <Failure variant={variant} />
      ) : (
        <>
          {state === "queued" ? null : <Ring value={progress} label={`${title ?? hookName(hook)} is being made`} />}
          <StateChip state={state} />
          {state === "rendering" || state === "checking" ? <span>{stage}</span> : null}
        </>
      )}
    </VideoTile>
  );
}

/** What went wrong, in the studio's sentence, and the way to try once more. `under` a poster, or in its place. */
function Failure({ variant, under = false }: { variant: VariantTile; under?: boolean }) {
  const { slug } = useBrand();
  const again = useFetcher<object>();
  const why = fieldError(again.data, "variantId") ?? variant.failure ?? "It is not known why.";
  return (
    <div className={styles.failure} data-under={under}>
      {under ? null : <StateChip state="failed" />}
      <p title={why}>{why}</p>
      <May verb="variant.retry">
        <again.Form method="post" action={paths.briefRetries(slug, variant.briefId)}>
          <input type="hidden" name="variantId" value={variant.id} />
          <Button submit loading={again.state !== "idle"}>
            Try again
          </Button>
        </again.Form>
      </May>
    </div>
  );
}

/** A place in the matrix that a launch will fill. */
export function PlannedTile(props: {
  persona: { id: string; name: string };
  column: string;
  angle: string | undefined;
}) {
  const { persona, column, angle } = props;
  const { slug } = useBrand();
  return (
    <div className={styles.planned}>
      <Portrait src={paths.personaPortrait(slug, persona.id)} name={persona.name} size={72} />
      <span className={styles.column}>{column}</span>
      <span>{angle ?? "Planned"}</span>
    </div>
  );
}
