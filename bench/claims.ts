import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { checkClaims } from "#studio/claims/gate.ts";
import { type Verdict, verdicts } from "#studio/claims/policy.ts";
import { readJsonLines } from "#studio/claims/sentence-lines.ts";

/**
 * The claim gate on labelled sentences that its rules were not written from (`claims/held-out-*.jsonl`), as a synthetic
 * persona says them with no kit. Recall and precision are per verdict; `devBlockRecall` is on the rules' own examples.
 * What each held-out set scored before anybody had seen its errors is in docs/decisions/0019-claim-gate.md.
 */
export async function run(): Promise<Record<string, number>> {
  const heldOut = readSets(/^held-out-/);
  const started = performance.now();
  const seen = countVerdicts(heldOut);
  const seconds = (performance.now() - started) / 1000;
  const dev = countVerdicts(readSets(/^dev-/));
  return {
    blockRecall: recall(seen, "block"),
    blockPrecision: precision(seen, "block"),
    evidenceRecall: recall(seen, "evidence"),
    allowRecall: recall(seen, "allow"),
    sentences: heldOut.length,
    perSecond: Math.round(heldOut.length / seconds),
    devBlockRecall: recall(dev, "block"),
  };
}

const labelled = z.object({ id: z.string(), text: z.string(), verdict: z.enum(verdicts) });
type Labelled = z.infer<typeof labelled>;

function readSets(names: RegExp): Labelled[] {
  const folder = new URL("./claims/", import.meta.url);
  const files = readdirSync(folder)
    .filter((file) => names.test(file))
    .toSorted();
  return files.flatMap((file) => readJsonLines(readFileSync(new URL(file, folder), "utf8"), labelled));
}

type Counts = Map<`${Verdict}>${Verdict}`, number>;

function countVerdicts(sentences: readonly Labelled[]): Counts {
  const counts: Counts = new Map();
  for (const { text, verdict } of sentences) {
    const key = `${verdict}>${checkClaims(text, { speaker: "synthetic" }).verdict}` as const;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function recall(counts: Counts, verdict: Verdict): number {
  return share(counts, verdict, ([wanted]) => wanted === verdict);
}

function precision(counts: Counts, verdict: Verdict): number {
  return share(counts, verdict, ([, given]) => given === verdict);
}

function share(counts: Counts, verdict: Verdict, of: (key: string[]) => boolean): number {
  const all = [...counts].filter(([key]) => of(key.split(">"))).reduce((sum, [, count]) => sum + count, 0);
  return Math.round(((counts.get(`${verdict}>${verdict}`) ?? 0) / all) * 1000) / 1000;
}
