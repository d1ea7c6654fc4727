import { hushFfmpeg } from "./codec/ffmpeg.ts";
import type { Inspection, InspectionOrder } from "./inspect.ts";
import { inspectFile } from "./inspect-file.ts";
import { keepDictionaries } from "./quality/measure/words.ts";

/** What comes back: what was found or why nothing could be, with the process' memory in bytes. */
export type InspectionReport = { rss: number } & ({ inspection: Inspection } | { problem: string });

/** Reading a dictionary takes longer than spelling a video. */
const dictionaries = keepDictionaries();

hushFfmpeg();
process.on("message", (order: InspectionOrder) => {
  const report = (news: { inspection: Inspection } | { problem: string }) =>
    process.send?.({ ...news, rss: process.memoryUsage.rss() } satisfies InspectionReport);
  inspectFile(order, dictionaries).then(
    (inspection) => report({ inspection }),
    (error: unknown) => report({ problem: error instanceof Error ? error.message : String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
