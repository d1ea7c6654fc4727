import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getBrief } from "#db/queries/briefs.ts";
import { boardOf, indexOf } from "#studio/briefs/board.ts";
import { readPricing } from "#studio/briefs/offers.ts";
import { matrixOf, planBrief, stampOf } from "#studio/briefs/plan.ts";
import { readBudget } from "#studio/ledger/budget.ts";
import { MatrixGrid } from "../briefs/matrix-grid.tsx";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Matrix of ${data?.brief.name ?? "a brief"} · Troupe` },
];

/** The whole grid as places: which are launched, which are planned, and what each length and format costs and takes. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const brief = await getBrief(db, brand.id, params.briefId ?? "").catch(orMissing);
  const pricing = await readPricing(db, brand.id, brief.footage);
  const plan = await planBrief(db, brand.id, brief, pricing);
  const grid = matrixOf(brief);
  const board = boardOf(grid);
  const places = (cells: typeof plan.made) =>
    cells.map((cell) => indexOf(board, cell)).filter((at) => at !== undefined);
  return {
    brief: {
      id: brief.id,
      name: brief.name,
      stamp: stampOf(brief),
      products: brief.products,
      personas: brief.personas,
    },
    grid,
    made: places(plan.made),
    planned: places(plan.planned),
    proposed: places(plan.proposed),
    workers: pricing.workers,
    prices: grid.lengths.flatMap((lengthSeconds) =>
      grid.ratios.map((ratio) => ({ lengthSeconds, ratio, price: pricing.priceOf({ lengthSeconds, ratio }) })),
    ),
    budget: await readBudget(db, brand.id, brief.id),
  };
}

export default function Matrix() {
  const data = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  return (
    <Page
      title="Matrix"
      subtitle="Every combination there is. Chosen are those that differ most; put in or take out what you like."
      back={{ to: paths.brief(slug, data.brief.id), label: data.brief.name }}
    >
      <MatrixGrid key={data.brief.stamp} {...data} />
    </Page>
  );
}
