import { createHouseWriter } from "#providers/text/house/index.ts";
import { createLineJudge, knownOf } from "#studio/scripts/line-judge.ts";
import { createRequests, listKitSubjects } from "#studio/scripts/showroom.fixture.ts";

/** How long the house writer takes for a thousand scripts of both demo kits' products, every line through the claim gate, in seconds. */
export async function timeHouseScripts(scripts = 1000): Promise<number> {
  const judge = createLineJudge();
  const writer = createHouseWriter(undefined, (line, request) => judge(line, knownOf(request)));
  const subjects = listKitSubjects().map(createRequests);
  const started = performance.now();
  for (let nth = 0; nth < scripts; nth++) {
    const requestOf = subjects[nth % subjects.length]!;
    await writer.write(requestOf(Math.floor(nth / subjects.length)));
  }
  return Math.round(performance.now() - started) / 1000;
}
