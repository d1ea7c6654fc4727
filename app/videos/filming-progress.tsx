import { Link, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { sayDollars } from "../briefs/amounts.ts";
import { Fact } from "../briefs/fact.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { FilmingPage } from "./filming-page.ts";
import styles from "./filming-progress.module.css";
import { hookName } from "./hooks.ts";
import { isMaking } from "./is-making.ts";
import { sayShot } from "./say-shot.ts";
import { Unknown } from "./take-list.tsx";

type Shot = FilmingPage["shots"][number];

const states: Record<Shot["state"], [state: string, words: string]> = {
  none: ["queued", "Nothing ordered"],
  ordered: ["queued", "Ordered"],
  filming: ["rendering", "Being filmed"],
  lips: ["rendering", "Lips being matched"],
  shared: ["waiting", "Waits for another video's clip"],
  unknown: ["failed", "Unknown"],
  done: ["approved", "Filmed"],
  failed: ["failed", "Failed"],
  stopped: ["rejected", "Stopped"],
};

/** How far the filming of a video is while there is nothing to watch: each shot, by whom, since when, and at what cost. */
export function FilmingProgress(page: FilmingPage) {
  const { variant, brief, title, shots, spentMicros, openMicros, stoppable, videoId } = page;
  const { slug } = useBrand();
  const may = useMay();
  const stop = useFetcher<object>();
  const action = paths.filming(slug, variant.id);
  const done = shots.filter(({ state }) => state === "done").length;
  return (
    <Page
      title={title ? `Filming “${title}”` : "Filming"}
      subtitle={
        <>
          <Link to={paths.persona(slug, variant.personaId)}>{variant.persona}</Link> · {hookName(variant.hook)} ·{" "}
          <Link to={paths.brief(slug, brief.id)}>{brief.name}</Link>
        </>
      }
      back={{ to: paths.brief(slug, brief.id), label: "Brief" }}
      width="narrow"
      actions={
        <>
          {videoId ? (
            <Button size="large" url={paths.video(slug, videoId)}>
              {isMaking(variant.state) ? "Watch the version before" : "Watch the video"}
            </Button>
          ) : null}
          {stoppable && may("brief.launch") ? (
            <Button
              size="large"
              tone="critical"
              loading={stop.state !== "idle"}
              onClick={() => stop.submit({}, { method: "delete", action })}
            >
              Stop filming
            </Button>
          ) : null}
        </>
      }
    >
      <FormBanner reply={stop.data} />
      {shots.length === 0 ? (
        <EmptyState title="Nothing is filmed">
          <p>{whyEmpty(page)}</p>
        </EmptyState>
      ) : (
        <>
          <dl className={styles.facts} aria-live="polite">
            <Fact name="Filmed">
              {done} of {shots.length} {shots.length === 1 ? "shot" : "shots"}
            </Fact>
            <Fact name="Cost so far">{spentMicros === 0 ? "Nothing" : sayDollars(spentMicros)}</Fact>
            {openMicros > 0 ? <Fact name="On its way">up to {sayDollars(openMicros)}</Fact> : null}
            <Fact name="The video">
              <StateChip state={variant.state} />
            </Fact>
          </dl>
          {variant.state === "failed" ? (
            <p className={styles.why}>
              {variant.failure ?? "It is not known why."} Try again from{" "}
              <Link to={paths.brief(slug, brief.id)}>the brief</Link>.
            </p>
          ) : null}
          <Panel title="Shots">
            <ol className={styles.shots}>
              {shots.map((shot) => (
                <ShotLine key={shot.position} shot={shot} making={isMaking(variant.state)} action={action} />
              ))}
            </ol>
          </Panel>
        </>
      )}
    </Page>
  );
}

function ShotLine({ shot, making, action }: { shot: Shot; making: boolean; action: string }) {
  const may = useMay();
  const [state, words] = states[shot.state];
  return (
    <li>
      <p className={styles.head}>
        <StateChip state={state} words={words} />
        <strong>
          Shot {shot.position + 1}
          {shot.shot ? `, ${sayShot(shot.shot).toLowerCase()}` : ""}
        </strong>
        {shot.model ? <span>{shot.model}</span> : null}
        {shot.since ? (
          <span>
            <Time at={shot.since} ago />
          </span>
        ) : null}
      </p>
      {shot.line ? <p className={styles.line}>{shot.line}</p> : null}
      {shot.state === "none" ? (
        <p className={styles.why}>
          {making
            ? "No order has gone out. When no model takes the shot, it is drawn, and the video's page says why."
            : "No order went out for it."}
        </p>
      ) : null}
      {shot.failures.map(({ id, model, why, costMicros }) => (
        <p key={id} className={styles.why}>
          {model}: {why ?? "It is not known why it failed."}{" "}
          {costMicros > 0 ? `It cost ${sayDollars(costMicros)}.` : ""}
        </p>
      ))}
      {shot.unknown.map((take) => (
        <div key={take.id}>
          <p className={styles.why}>
            The order broke off on its way, and may cost up to {sayDollars(take.estimateMicros)}. Look for it at the
            vendor's, then say what became of it.
          </p>
          {may("brief.launch") ? <Unknown take={take} action={action} /> : null}
        </div>
      ))}
    </li>
  );
}

function whyEmpty({ films, title }: FilmingPage): string {
  if (!films) return "The brief names no video model, so that every shot is drawn here.";
  return title === null
    ? "The script is not written yet. Its shots stand here as soon as it is."
    : "The script has no shot that a model films. All of them are drawn here.";
}
