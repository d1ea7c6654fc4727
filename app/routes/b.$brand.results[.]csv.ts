import type { LoaderFunctionArgs } from "@remix-run/node";
import { writeResultsCsv } from "#studio/results/csv.ts";
import { replyWithCsv } from "../csv-reply.server.ts";
import { readAsked } from "../results/asked.server.ts";
import { requireBrand } from "../session.server.ts";

/** The posts of the page's period and tags, a row each. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "results.read");
  const { filter, period } = readAsked(request, brand.zone, new Date());
  const pieces = writeResultsCsv(db, brand.id, filter, brand.zone);
  return replyWithCsv(`results-${brand.slug}-${period.from}-${period.to}.csv`, pieces);
}
