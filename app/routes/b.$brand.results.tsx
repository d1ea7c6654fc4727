import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { hasPosts } from "#db/queries/calendar.ts";
import { listResultTags } from "#db/queries/results.ts";
import { compareGroups } from "#studio/results/compare.ts";
import { listPresets } from "#studio/results/period.ts";
import { type GroupRow, getReport } from "#studio/results/report.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { readAsked } from "../results/asked.server.ts";
import { Figures } from "../results/figures.tsx";
import { rateKinds, rateNames } from "../results/format.ts";
import { ReadNow } from "../results/read-now.tsx";
import { ReportView } from "../results/report-view.tsx";
import { ResultsFilters } from "../results/results-filters.tsx";
import { requireBrand } from "../session.server.ts";
import { hookName } from "../videos/hooks.ts";

/** How many videos the table shows, at first and when asked for more; the CSV has all. */
const [fewVideos, manyVideos] = [20, 100];
const plots = ["views", "likes", "clicks"] as const;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "results.read");
  const now = new Date();
  const { asked, period, tags: wanted } = readAsked(request, brand.zone, now);
  const [report, tags, any] = await Promise.all([
    getReport(db, brand.id, period, wanted, asked.videos ? manyVideos : fewVideos).catch(orMissing),
    listResultTags(db, brand.id),
    hasPosts(db, brand.id, true),
  ]);
  const rate = rateKinds.find((kind) => kind === asked.rate) ?? "clicks";
  const hooks = report.hooks.map((row) => ({ ...row, label: hookName(row.key) }));
  const verdict = (rows: GroupRow[]) =>
    compareGroups(
      rows.map((row) => ({ label: row.label, rate: row.rates[rate] })),
      rate,
    );
  const { days: _starts, ...dates } = period;
  return {
    any,
    asked,
    period: dates,
    presets: listPresets(brand.zone, now),
    tags,
    rate,
    more: !asked.videos && report.videos.length === fewVideos,
    plot: plots.find((metric) => metric === asked.plot) ?? plots[0],
    report: { ...report, hooks },
    verdicts: { hooks: verdict(hooks), personas: verdict(report.personas) },
  };
}
export type ResultsPage = ReturnType<typeof useLoaderData<typeof loader>>;

export const meta: MetaFunction = () => [{ title: "Results · Troupe" }];

export default function Results() {
  const page = useLoaderData<typeof loader>();
  const { slug, zone } = useBrand();
  useLive(["reading"]);
  if (!page.any) return <NothingOut slug={slug} />;
  const { report, period, asked } = page;
  return (
    <Page
      title="Results"
      subtitle={`What came of the posts of these days, on the clock of ${zone}.`}
      actions={
        <>
          <ReadNow lastReadAt={report.lastReadAt} />
          <Button url={`${paths.resultsCsv(slug)}?${new URLSearchParams(asked)}`} download>
            Download CSV
          </Button>
        </>
      }
    >
      <ResultsFilters {...page} />
      {period.problem ? <p role="alert">{period.problem}</p> : null}
      {report.posts === 0 ? (
        <EmptyState title="No posts went out with these filters" small>
          Choose a longer period or fewer tags. <Link to={paths.results(slug)}>Show the last 28 days</Link>
        </EmptyState>
      ) : (
        <>
          <Figures report={report} />
          <ReportView {...page} rateName={rateNames[page.rate]} />
        </>
      )}
    </Page>
  );
}

function NothingOut({ slug }: { slug: string }) {
  return (
    <Page title="Results">
      <EmptyState
        title="Nothing is out yet"
        action={
          <Button variant="primary" url={paths.calendar(slug)}>
            See what is planned
          </Button>
        }
      >
        Views, completion, likes and clicks appear here within two minutes of the first post, and each hour after that:
        by day, by hook, by persona and by video.
      </EmptyState>
    </Page>
  );
}
