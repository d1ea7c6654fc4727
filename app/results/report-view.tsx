import { Link } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { VideoTile, VideoWall } from "../components/video-tile.tsx";
import { paths } from "../paths.ts";
import type { ResultsPage } from "../routes/b.$brand.results.tsx";
import { hookName } from "../videos/hooks.ts";
import { DayPlot } from "./day-plot.tsx";
import { rateKinds, rateNames, sayCount, sayShare } from "./format.ts";
import styles from "./report-view.module.css";
import { ResultTable } from "./result-table.tsx";
import { WhiskerPlot } from "./whisker-plot.tsx";

const plotNames = { views: "Views", likes: "Likes", clicks: "Clicks" } as const;
const topVideos = 6;

/** Plots first, then the best videos, then every figure in tables. */
export function ReportView(page: ResultsPage & { rateName: string }) {
  const { report, rate, rateName, plot, verdicts, asked } = page;
  const { slug } = useBrand();
  const to = (name: string, value: string) => `?${new URLSearchParams({ ...asked, [name]: value })}`;
  const whiskers = (rows: ResultsPage["report"]["hooks"]) =>
    rows.map((row) => ({ key: row.key, label: row.label, rate: row.rates[rate] }));
  return (
    <>
      <Panel
        title={`${plotNames[plot]} by day`}
        aside={
          <Choices
            label="What is plotted"
            current={plot}
            choices={Object.entries(plotNames).map(([key, name]) => ({ key, name, to: to("plot", key) }))}
          />
        }
      >
        <DayPlot name={plotNames[plot]} points={report.days.map((day) => ({ date: day.date, value: day[plot] }))} />
      </Panel>
      <div className={styles.rates}>
        <h2>{rateName}</h2>
        <Choices
          label="Which rate is compared"
          current={rate}
          choices={rateKinds.map((key) => ({ key, name: rateNames[key], to: to("rate", key) }))}
        />
      </div>
      <div className={styles.pair}>
        <Panel title="By hook">
          <p className={styles.verdict} data-verdict={verdicts.hooks.verdict}>
            {verdicts.hooks.sentence}
          </p>
          <WhiskerPlot title={`${rateName} by hook`} by="Hook" rows={whiskers(report.hooks)} all={report.rates[rate]} />
        </Panel>
        <Panel title="By persona">
          <p className={styles.verdict} data-verdict={verdicts.personas.verdict}>
            {verdicts.personas.sentence}
          </p>
          <WhiskerPlot
            title={`${rateName} by persona`}
            by="Persona"
            rows={whiskers(report.personas)}
            all={report.rates[rate]}
          />
        </Panel>
      </div>
      <section className={styles.top}>
        <h2>Most viewed</h2>
        <VideoWall>
          {report.videos.slice(0, topVideos).map((video) => (
            <VideoTile
              key={video.videoId}
              title={video.title ?? video.persona}
              to={paths.post(slug, video.postId)}
              poster={paths.videoFile(slug, video.videoId, "poster")}
              src={paths.videoFile(slug, video.videoId, "video.mp4")}
              meta={
                <>
                  {sayCount(video.totals.views)} views
                  {video.rates.clicks ? `, ${sayShare(video.rates.clicks.rate)} clicked` : ""}
                  <br />
                  {video.persona} · {hookName(video.hook)}
                </>
              }
            />
          ))}
        </VideoWall>
      </section>
      <Panel title="Hooks" flush>
        <ResultTable
          label="Figures by hook"
          by="Hook"
          rows={report.hooks.map((row) => ({ ...row, name: row.label }))}
        />
      </Panel>
      <Panel title="Personas" flush>
        <ResultTable
          label="Figures by persona"
          by="Persona"
          rows={report.personas.map((row) => ({ ...row, name: row.label, to: paths.persona(slug, row.key) }))}
        />
      </Panel>
      <Panel title="Accounts" flush>
        <ResultTable
          label="Figures by account"
          by="Account"
          rows={report.connections.map((row) => ({ ...row, name: row.label }))}
        />
      </Panel>
      <Panel
        title="Videos"
        aside={report.videos.length < report.posts ? "The most viewed; the CSV has all" : null}
        flush
      >
        <ResultTable
          label="Figures by video"
          by="Video"
          rows={report.videos.map((video) => ({
            ...video,
            key: video.videoId,
            name: video.title ?? video.persona,
            note: `${video.persona} · ${hookName(video.hook)}`,
            to: paths.post(slug, video.postId),
          }))}
        />
        {page.more ? (
          <Link to={to("videos", "100")} className={styles.more} preventScrollReset>
            Show 100 videos
          </Link>
        ) : null}
      </Panel>
      <p className={styles.method}>
        The plot by day counts what happened on that day, to older posts, too; all other figures are of posts published
        in the period. A range such as 2.4–4.0 % holds the true rate in 19 of 20 cases: the Wilson interval, widened
        where the videos of a group differ from each other. A group is called better only when its range lies wholly
        above another’s. A dash means that the network does not offer the figure.
      </p>
    </>
  );
}

function Choices(props: { label: string; current: string; choices: { key: string; name: string; to: string }[] }) {
  return (
    <nav className={styles.choices} aria-label={props.label}>
      {props.choices.map(({ key, name, to }) => (
        <Link key={key} to={to} aria-current={key === props.current ? "true" : undefined} preventScrollReset>
          {name}
        </Link>
      ))}
    </nav>
  );
}
