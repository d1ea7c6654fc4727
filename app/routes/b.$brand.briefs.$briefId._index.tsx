import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useFetcher, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { getBrief } from "#db/queries/briefs.ts";
import { sumLedgerOfBrief } from "#db/queries/ledger.ts";
import { findLatestScript } from "#db/queries/scripts.ts";
import { countBriefProgress, countVariants, listVariants, listVariantsInMaking } from "#db/queries/variants.ts";
import { findFinishTimes } from "#db/queries/videos.ts";
import { networksOf } from "#media/quality/networks.ts";
import { estimateRun } from "#studio/briefs/estimate.ts";
import { planBrief } from "#studio/briefs/plan.ts";
import { BriefFacts } from "../briefs/brief-facts.tsx";
import { BriefMatrix } from "../briefs/brief-matrix.tsx";
import { readWall, wallAt } from "../briefs/read-wall.ts";
import { RunProgress } from "../briefs/run-progress.tsx";
import { ScriptDrawer } from "../briefs/script-drawer.tsx";
import { WallFilters } from "../briefs/wall-filters.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";
import { readScript } from "../videos/timed-scenes.ts";

/** So many videos are one wall; `?after=` shows those that come later in a larger brief. */
const perWall = 200;
/** A wall of fewer is seen at once: nobody needs it narrowed. */
const worthNarrowing = 24;

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.brief.name ?? "Brief"} · Troupe` }];

/** `?read=` names a variant whose script is opened beside the matrix; `?persona=`, `?hook=` and `?state=` narrow the wall. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const brief = await getBrief(db, brand.id, params.briefId ?? "").catch(orMissing);
  const { searchParams } = new URL(request.url);
  const read = searchParams.get("read");
  const after = searchParams.get("after") || undefined;
  const filter = readWall(searchParams);
  const [wall, matching, progress, making, plan, costMicros, finished, scriptRow] = await Promise.all([
    listVariants(db, brand.id, brief.id, { limit: perWall + 1, ...(after ? { after } : {}) }, filter).catch(orMissing),
    countVariants(db, brand.id, brief.id, filter),
    countBriefProgress(db, brand.id, brief.id),
    listVariantsInMaking(db, brand.id, brief.id),
    planBrief(db, brand.id, brief),
    sumLedgerOfBrief(db, brand.id, brief.id),
    findFinishTimes(db, brand.id, brief.id),
    read ? findLatestScript(db, brand.id, read).catch(orMissing) : undefined,
  ]);
  const launched = brief.launches.length > 0;
  const variants = wall.slice(0, perWall);
  const more = wall.length > perWall ? variants.at(-1)?.id : undefined;
  const { planned } = plan;
  const estimate = estimateRun(planned.map(({ price }) => price));
  const script = scriptRow && { ...scriptRow, script: readScript(scriptRow.script) };
  const networks = networksOf(brief.channels).map(({ name }) => name);
  return {
    ...{ brief, launched, planned, variants, more, matching, filter, progress, making },
    ...{ estimate, costMicros, finished, script, networks },
  };
}

export default function BriefPage() {
  const { brief, launched, planned, variants, more, matching, filter, progress, making, estimate, script } =
    useLoaderData<typeof loader>();
  const { costMicros, finished, networks } = useLoaderData<typeof loader>();
  const narrowed = Object.values(filter).some(Boolean);
  const whole = {
    personas: brief.personas,
    hooks: [...new Set([...brief.hooks, ...variants.map(({ hook }) => hook)])],
  };
  const shown = {
    ...brief,
    personas: whole.personas.filter(({ id }) => !filter.personaId || id === filter.personaId),
    hooks: whole.hooks.filter((hook) => !filter.hook || hook === filter.hook),
  };
  const { slug } = useBrand();
  const launch = useFetcher<object>();
  const copy = useFetcher<object>();
  useLive(["brief", "variant", "review"]);
  const waiting = variants.find(({ state }) => state === "in-review");
  const may = useMay();
  return (
    <Page
      title={brief.name}
      subtitle={brief.goal}
      back={{ to: paths.briefs(slug), label: "Briefs" }}
      actions={
        <>
          {may("brief.edit") ? (
            <>
              <copy.Form method="post" action={paths.briefCopies(slug, brief.id)}>
                <Button submit size="large" loading={copy.state !== "idle"}>
                  Duplicate
                </Button>
              </copy.Form>
              <Button size="large" url={paths.briefEdit(slug, brief.id)}>
                {launched ? "Grow" : "Change"}
              </Button>
            </>
          ) : null}
          <Button size="large" url={paths.briefMatrix(slug, brief.id)}>
            Matrix
          </Button>
          {estimate.variants > 0 && may("brief.launch") ? (
            <launch.Form method="post" action={paths.briefLaunch(slug, brief.id)}>
              <Button submit size="large" variant="primary" loading={launch.state !== "idle"}>
                {launched ? `Launch ${estimate.variants} more` : "Launch brief"}
              </Button>
            </launch.Form>
          ) : waiting?.videoId ? (
            <Button size="large" variant="primary" url={paths.review(slug, waiting.videoId)}>
              Review what is ready
            </Button>
          ) : null}
        </>
      }
    >
      <FormBanner reply={launch.data} />
      <RunProgress
        launches={brief.launches}
        progress={progress}
        making={making}
        estimate={estimate}
        costMicros={costMicros}
        finished={finished}
      />
      {progress.total > worthNarrowing || narrowed ? <WallFilters filter={filter} {...whole} /> : null}
      {launched && matching === 0 ? (
        <p>None of the {progress.total} videos is like that.</p>
      ) : (
        <BriefMatrix brief={shown} variants={variants} planned={launched ? [] : planned.slice(0, perWall)} />
      )}
      {more || variants.length < matching ? (
        <p>
          {variants.length} of {matching} videos are shown.{" "}
          <Link to={wallAt(filter, more)}>{more ? "Show the next" : "Show the first"}</Link>
        </p>
      ) : null}
      {!launched && planned.length > perWall ? (
        <p>
          {perWall} of {planned.length} planned videos are shown.{" "}
          <Link to={paths.briefMatrix(slug, brief.id)}>The matrix has all of them.</Link>
        </p>
      ) : null}
      <BriefFacts brief={brief} networks={networks} />
      <p>
        <a href={paths.briefYaml(slug, brief.id)} download>
          Download as YAML
        </a>
      </p>
      {script ? <ScriptDrawer script={script} back={paths.brief(slug, brief.id)} /> : null}
    </Page>
  );
}
