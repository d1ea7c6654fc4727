import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import { writeResultsCsv } from "#studio/results/csv.ts";
import { readAsked } from "../results/asked.server.ts";
import { requireBrand } from "../session.server.ts";

/** The posts of the page's period and tags, a row each. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { brand } = await requireBrand({ request, params, context });
  const { filter, period } = readAsked(request, brand.zone, new Date());
  const lines = Readable.from(writeResultsCsv(context.db, brand.id, filter, brand.zone), { objectMode: false });
  return new Response(createReadableStreamFromReadable(lines), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="results-${brand.slug}-${period.from}-${period.to}.csv"`,
      "Cache-Control": "private, no-store",
    },
  });
}
