import type { ResultsFilter } from "#db/queries/results.ts";
import { type Period, readPeriod } from "#studio/results/period.ts";

/** What an address of the results page or its CSV asks for. */
export function readAsked(request: Request, zone: string, now: Date) {
  const search = new URL(request.url).searchParams;
  const asked: Record<string, string> = {};
  for (const name of ["from", "to", "persona", "hook", "brief", "rate", "plot", "videos"]) {
    const value = search.get(name)?.trim();
    if (value) asked[name] = value.slice(0, 100);
  }
  const period: Period = readPeriod({ from: asked.from, to: asked.to }, zone, now);
  const tags = { personaId: asked.persona, hook: asked.hook, briefId: asked.brief };
  const filter: ResultsFilter = { ...tags, from: period.start, until: period.until };
  return { asked, period, tags, filter };
}
