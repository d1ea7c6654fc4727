import type { LoaderFunctionArgs } from "@remix-run/node";
import { writeResultsCsv } from "#studio/results/csv.ts";
import { readAsked } from "../results/asked.server.ts";
import { requireBrand } from "../session.server.ts";

/** The posts of the page's period and tags, a row each. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { brand } = await requireBrand({ request, params, context });
  const { filter, period } = readAsked(request, brand.zone, new Date());
  const pieces = writeResultsCsv(context.db, brand.id, filter, brand.zone);
  return new Response(streamOf(pieces), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="results-${brand.slug}-${period.from}-${period.to}.csv"`,
      "Cache-Control": "private, no-store",
    },
  });
}

/** A piece is asked for when the browser has taken the one before; a failure breaks the download and nothing else. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
