import type { Inngest } from "inngest";
import { median } from "../median.ts";
import type { Recorder } from "./recorder.ts";

/** An engine under test: where its events go, and what its functions tell. */
export type Rig = { inngest: Inngest.Any; recorder: Recorder };

const newKeys = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());

/** Milliseconds from one empty step of a run to the next, over a few long runs one after another. */
export async function measureSteps(rig: Rig, runs = 5, steps = 120): Promise<{ median: number; p95: number }> {
  const gaps: number[] = [];
  for (const key of newKeys(runs)) {
    await rig.inngest.send({ name: "bench/chain", data: { key, steps } });
    await rig.recorder.untilFinished([key]);
    const marks = rig.recorder.marks(key);
    for (const [index, at] of marks.entries()) if (index > 0) gaps.push(at - (marks[index - 1] ?? at));
  }
  return { median: median(gaps), p95: percentile(gaps, 0.95) };
}

/** Steps per second while `runs` runs of `steps` steps go at once, from the first step to the last run's end. */
export async function measureRate(rig: Rig, runs: number, steps: number): Promise<number> {
  const keys = newKeys(runs);
  await rig.inngest.send(keys.map((key) => ({ name: "bench/chain", data: { key, steps } })));
  await rig.recorder.untilFinished(keys);
  const begun = Math.min(...keys.map((key) => rig.recorder.marks(key)[0] ?? Number.POSITIVE_INFINITY));
  const ended = Math.max(...keys.map((key) => rig.recorder.finishedAt(key)));
  return Math.round((runs * steps * 1000) / (ended - begun));
}

/** Milliseconds from sending an event to an idle engine until the first step of the run it triggers begins. */
export async function measureFirstStep(rig: Rig, times = 40): Promise<number> {
  const delays: number[] = [];
  for (const key of newKeys(times)) {
    const sent = performance.now();
    await rig.inngest.send({ name: "bench/chain", data: { key, steps: 1 } });
    await rig.recorder.untilFinished([key]);
    delays.push((rig.recorder.marks(key)[0] ?? Number.NaN) - sent);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return median(delays);
}

/**
 * How much later one brand's only run ends because another brand has sent `flood` runs just before, under the same
 * limit per brand. The only run is sent as soon as the flood's send was answered.
 */
export async function measureFairness(rig: Rig, flood = 1_000): Promise<{ alone: number; beside: number }> {
  const steps = 3;
  const runOne = async (brand: string) => {
    const [key] = newKeys(1) as [string];
    const sent = performance.now();
    await rig.inngest.send({ name: "bench/of-brand", data: { key, brand, steps } });
    await rig.recorder.untilFinished([key]);
    return rig.recorder.finishedAt(key) - sent;
  };
  const quiet: number[] = [];
  for (let i = 0; i < 9; i += 1) quiet.push(await runOne(`small ${i}`));
  const keys = newKeys(flood);
  await rig.inngest.send(keys.map((key) => ({ name: "bench/of-brand", data: { key, brand: "large", steps } })));
  const crowded: number[] = [];
  for (let i = 0; i < 5; i += 1) crowded.push(await runOne(`small beside ${i}`));
  const left = keys.filter((key) => Number.isNaN(rig.recorder.finishedAt(key))).length;
  if (left === 0) throw new Error("The flood was over before the single run was measured: nothing was shown");
  await rig.recorder.untilFinished(keys);
  return { alone: median(quiet), beside: crowded[0] ?? Number.NaN };
}

function percentile(figures: number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 100) / 100;
}
