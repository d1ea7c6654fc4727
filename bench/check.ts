import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInspector } from "#media/inspector.ts";
import { writeOrigin } from "#media/provenance.ts";
import { checkVideoFile, networksOf, type Rules } from "#media/quality.ts";
import { createRenderer } from "#media/render.ts";
import { composeSampleBoard, type Say } from "#media/sample-board.ts";
import { chooseVoices } from "#providers/voice/index.ts";
import { median } from "./median.ts";

const rounds = 5;
const digitalSourceType = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic";

/**
 * The quality gates over a spoken video of about 20 s at full size, as the studio runs them: one process that stays, five
 * checks one after the other after a first that starts it. Figures are medians brought to 20 s of video; the processor's time
 * is that of this process and of the one that reads, which Linux tells (elsewhere only this one's).
 */
export async function run(): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-check-"));
  const renderer = createRenderer({ workers: 2, cacheDir: folder, shotTimeoutMs: 120_000, memoryMb: 1500 });
  const inspector = createInspector();
  try {
    const voices = chooseVoices({ source: {} });
    const say: Say = async (text, file) => ({ ...(await voices.speak({ text, voice: "slt", pace: 1 }, file)), text });
    const board = await composeSampleBoard(folder, { say, long: true });
    const { file, seconds } = await renderer.render(board, path.join(folder, "video"), { tier: "final" });
    await renderer.close();
    await writeOrigin(file, { digitalSourceType, description: board.label, creator: "Troupe" });
    const rules: Rules = {
      ...{ board, minSeconds: 15, maxSeconds: 30, networks: networksOf(["showcase"]), locale: "en", neighbours: [] },
      ...{ lexicon: [board.look.brandName], provenance: { digitalSourceType, signed: false } },
    };
    const check = async () => {
      const [begun, spent] = [performance.now(), await processorSeconds(inspector.pids())];
      const { found } = await checkVideoFile(file, rules, inspector);
      if (!found) throw new Error("The video cannot be read");
      const cpu = (await processorSeconds(inspector.pids())) - spent;
      return { cpu, wall: (performance.now() - begun) / 1000 };
    };
    const first = await check();
    const later: (typeof first)[] = [];
    for (let round = 0; round < rounds; round++) later.push(await check());
    const per20 = (figures: number[]) => Math.round((median(figures) * 20 * 100) / seconds) / 100;
    return {
      checkCpuSeconds20s: per20(later.map(({ cpu }) => cpu)),
      checkWallSeconds20s: per20(later.map(({ wall }) => wall)),
      firstCheckWallSeconds20s: per20([first.wall]),
    };
  } finally {
    await renderer.close();
    await inspector.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What this process and others have used of the processors, in seconds; Linux counts in hundredths. */
async function processorSeconds(pids: number[]): Promise<number> {
  const { user, system } = process.cpuUsage();
  const others = pids.map(async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
  });
  return (user + system) / 1e6 + (await Promise.all(others)).reduce((sum, each) => sum + each, 0);
}
