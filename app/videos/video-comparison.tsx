import type { SerializeFrom } from "@remix-run/node";
import { Link } from "@remix-run/react";
import { useRef } from "react";
import { EmptyState } from "../components/empty-state.tsx";
import { KeyHints } from "../components/key-hints.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { loader } from "../routes/b.$brand.videos.$videoId.compare.tsx";
import { ComparedPlayers } from "./compared-players.tsx";
import { ComparedShots } from "./compared-shots.tsx";
import { midSentence } from "./mid-sentence.ts";
import words from "./script-comparison.module.css";
import { Side } from "./script-comparison.tsx";
import { useSynced } from "./use-synced.ts";
import styles from "./video-comparison.module.css";

type ComparePage = SerializeFrom<typeof loader>;
export type Compared = NonNullable<ComparePage["comparison"]>;

/** Two versions (or two videos) watched as one, with everything that differs in words. */
export function VideoComparison({ videoId, versions, comparison }: ComparePage) {
  const { slug } = useBrand();
  const back = { to: paths.video(slug, videoId), label: "Video" };
  if (!comparison) {
    return (
      <Page title="Compare" back={back}>
        <EmptyState title="There is only one version">
          When a hook is swapped or the video is sent back, its versions are compared here.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page
      title={comparison.after.title}
      subtitle={<Others videoId={videoId} versions={versions} comparison={comparison} />}
      back={back}
    >
      {/* Other videos are other players. */}
      <Both key={`${comparison.before.id} ${comparison.after.id}`} comparison={comparison} />
    </Page>
  );
}

/** Which two are shown, and the ways to the others. */
function Others({
  videoId,
  versions,
  comparison,
}: Pick<ComparePage, "videoId" | "versions"> & { comparison: Compared }) {
  const { slug } = useBrand();
  const { before, after } = comparison;
  const names = namesOf(comparison);
  const others = versions.filter(({ id }) => ![before.id, after.id].includes(id));
  return (
    <>
      {names.before} and {midSentence(names.after)}
      {others.map(({ id, version }) => (
        <span key={id}>
          {" · "}
          <Link to={paths.videoCompare(slug, videoId, id)}>with version {version}</Link>
        </span>
      ))}
    </>
  );
}

function namesOf({ before, after }: Compared) {
  if (before.variantId === after.variantId) {
    return { before: `Version ${before.version}`, after: `Version ${after.version}` };
  }
  const [one, other] = before.persona === after.persona ? [before.title, after.title] : [before.persona, after.persona];
  return { before: one, after: one === other ? `${other}, the other` : other };
}

function Both({ comparison }: { comparison: Compared }) {
  const { before, after, differences, same, shots } = comparison;
  const [left, right] = [useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null)];
  const videos = useRef({ before: left, after: right });
  const synced = useSynced(left, right, [before.seconds, after.seconds]);
  const names = namesOf(comparison);
  return (
    <>
      <ComparedPlayers {...{ before, after, names, synced }} videos={videos.current} />
      <div className={styles.panels}>
        <Panel title="What changed">
          {after.note && before.variantId === after.variantId ? (
            <p className={words.note}>
              The note was: <q>{after.note}</q>
            </p>
          ) : null}
          {differences.length === 0 ? <p className={styles.soft}>Nothing that is measured here.</p> : null}
          <dl className={styles.differences}>
            {differences.map(({ what, before: was, after: is }) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>
                  <del>{was}</del> <ins>{is}</ins>
                </dd>
              </div>
            ))}
          </dl>
          {same.length > 0 ? <p className={styles.soft}>The same in both: {same.join(", ").toLowerCase()}.</p> : null}
        </Panel>
        <ComparedShots
          shots={shots}
          onSeek={synced.seek}
          names={names}
          versions={before.variantId === after.variantId}
        />
        <Panel title="Words">
          {comparison.words.rewritten ? (
            <p className={words.note}>The script was rewritten from start to end.</p>
          ) : null}
          <div className={words.pair}>
            <Side title={names.before} stretches={comparison.words.before} mark="del" />
            <Side title={names.after} stretches={comparison.words.after} mark="ins" />
          </div>
        </Panel>
        <KeyHints
          keys={[
            ["Space", "Play or pause both"],
            ["← →", "Two seconds back or on; on the edge, move it"],
            ["w", "Wipe, or side by side"],
          ]}
        />
      </div>
    </>
  );
}
