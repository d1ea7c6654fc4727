import { MultiBar, Presets, type SingleBar } from "cli-progress";
import type { Announcement } from "#db/queries/announcements.ts";
import { type BriefProgress, countBriefProgress } from "#db/queries/variants.ts";
import type { House } from "../house.ts";

const stages = ["scripts", "videos", "checks"] as const;
const titles: Record<(typeof stages)[number], string> = { scripts: "Scripts", videos: "Videos ", checks: "Checks " };

/**
 * Shows a brief being produced, a bar for each stage, until every variant is in review, decided or has failed. Returns
 * the final counts. `quiet` draws nothing (for `--json`, whose reader wants one line).
 */
export async function watchBrief(
  { db, live }: Pick<House, "db" | "live">,
  brief: { brandId: string; briefId: string },
  options: { quiet: boolean; stopping: AbortSignal },
): Promise<BriefProgress> {
  const bars = options.quiet ? undefined : drawBars();
  try {
    for (;;) {
      const changed = nextChange(live, brief.brandId, options.stopping);
      const counts = await countBriefProgress(db, brief.brandId, brief.briefId);
      bars?.update(counts);
      if (options.stopping.aborted || counts.settled === counts.total) return counts;
      await changed;
    }
  } finally {
    bars?.stop();
  }
}

function drawBars() {
  const multi = new MultiBar(
    {
      format: "  {title} {bar} {value}/{total}{more}",
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 5000,
      gracefulExit: false,
    },
    Presets.rect,
  );
  const bars = new Map<string, SingleBar>();
  return {
    update(counts: BriefProgress) {
      for (const stage of stages) {
        const more = stage === "checks" && counts.failed > 0 ? ` · ${counts.failed} failed` : "";
        const bar = bars.get(stage) ?? multi.create(counts.total, 0, { title: titles[stage], more });
        bars.set(stage, bar);
        bar.setTotal(counts.total);
        bar.update(counts[stage], { title: titles[stage], more });
      }
    },
    stop: () => multi.stop(),
  };
}

/** Resolves when the brand's pages are told something, after a second at the latest, or when the studio is stopping. */
function nextChange(live: House["live"], brandId: string, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      unsubscribe();
      stopping.removeEventListener("abort", done);
      resolve();
    };
    const unsubscribe = live.subscribe(brandId, (_: Announcement) => setTimeout(done, 80));
    const timer = setTimeout(done, 1000);
    stopping.addEventListener("abort", done, { once: true });
  });
}
