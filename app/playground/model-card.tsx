import { Link } from "@remix-run/react";
import { sayDollars } from "../briefs/amounts.ts";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { ClipStage } from "./clip-stage.tsx";
import { CopyButton } from "./copy-button.tsx";
import styles from "./playground.module.css";
import type { PlaygroundCard, PlaygroundRun, PlaygroundValues } from "./read-playground.server.ts";
import { saySeconds } from "./words.ts";

/** What one model would be asked for this shot, what had to give, and what it would cost. */
export function ModelCard(props: { card: PlaygroundCard; run: PlaygroundRun | null; values: PlaygroundValues }) {
  const { card, run, values } = props;
  const { slug } = useBrand();
  const { fit } = card;
  const title = `model-${card.id}`;
  return (
    <article className={styles.card} data-model={card.id} data-unfit={!fit} tabIndex={-1} aria-labelledby={title}>
      <header className={styles.head}>
        <div>
          <h2 id={title}>{card.name}</h2>
          <p className={styles.maker}>{card.maker}</p>
        </div>
        {fit ? (
          <p className={styles.price}>
            <strong>{card.free ? "Free" : sayDollars(fit.costMicros)}</strong>
            <span>{card.free ? "on this machine" : "for this shot"}</span>
          </p>
        ) : null}
      </header>
      {run ? <ClipStage run={run} values={values} /> : null}
      {fit ? (
        <>
          <dl className={styles.facts}>
            <div>
              <dt>Lasts</dt>
              <dd>{saySeconds(fit.seconds)}</dd>
            </div>
            <div>
              <dt>Asked for</dt>
              <dd>
                {fit.clips.length > 1
                  ? fit.clips.map(({ seconds }) => saySeconds(seconds)).join(" + ")
                  : saySeconds(fit.asked)}
              </dd>
            </div>
            <div>
              <dt>Shape</dt>
              <dd>{fit.ratio}</dd>
            </div>
            <div>
              <dt>Fineness</dt>
              <dd>{fit.resolution}</dd>
            </div>
          </dl>
          {fit.resolutions.length > 0 ? (
            <ul className={styles.resolutions} aria-label="What had to give">
              {fit.resolutions.map(({ sentence }) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          ) : (
            <p className={styles.asked}>It can do exactly what was asked.</p>
          )}
          {fit.clips.map((clip, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a clip is its place in the shot
            <div key={index} className={styles.prompt}>
              <div className={styles.promptHead}>
                <h3>
                  {fit.clips.length > 1
                    ? `Clip ${index + 1}, ${saySeconds(clip.seconds)}`
                    : card.free
                      ? "Note"
                      : "Prompt"}
                </h3>
                <CopyButton text={clip.prompt} label={`Copy the prompt for ${card.name}`} />
              </div>
              <p className={styles.words}>{clip.prompt}</p>
              <details>
                <summary>Parameters</summary>
                <dl className={styles.parameters}>
                  {clip.input.map(({ parameter, value }) => (
                    <div key={parameter}>
                      <dt>{parameter}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                </dl>
              </details>
            </div>
          ))}
        </>
      ) : (
        <p className={styles.why}>{card.why}</p>
      )}
      <footer className={styles.foot}>
        <span>{card.formula}.</span>
        <Link to={paths.dossier(slug, card.id)}>Dossier{card.changed ? ", changed here" : ""}</Link>
      </footer>
    </article>
  );
}
