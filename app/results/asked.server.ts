import { isId } from "#db/ids.ts";
import type { ResultsFilter } from "#db/queries/results.ts";
import { type Period, readPeriod } from "#studio/results/period.ts";

/** What an address of the results page or its CSV asks for. An id that cannot be one is a 404, before anything is read. */
export function readAsked(request: Request, zone: string, now: Date) {
  const search = new URL(request.url).searchParams;
  const asked: Record<string, string> = {};
  for (const name of ["from", "to", "persona", "hook", "brief", "rate", "plot", "videos"]) {
    const value = search.get(name)?.trim();
    if (value) asked[name] = value.slice(0, 100);
  }
  const period: Period = readPeriod({ from: asked.from, to: asked.to }, zone, now);
  for (const [name, id] of [
    ["persona", asked.persona],
    ["brief", asked.brief],
  ] as const) {
    if (id && !isId(id)) throw new Response(`There is no such ${name} here. Choose another one.`, { status: 404 });
  }
  const tags = { personaId: asked.persona, hook: asked.hook, briefId: asked.brief };
  const filter: ResultsFilter = { ...tags, from: period.start, until: period.until };
  return { asked, period, tags, filter };
}
