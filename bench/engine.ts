import { measureFairness, measureFirstStep, measureRate, measureSteps, type Rig } from "./engine/measures.ts";
import { openServerRig } from "./engine/server-rig.ts";
import { openStudioRig, type StudioRig } from "./engine/studio-rig.ts";
import { addWaitingRuns, WAITING } from "./engine/waiting-runs.ts";
import { median } from "./median.ts";

/**
 * The workflow engine as the studio runs it, on its own PostgreSQL with the durability the studio has: what a step costs,
 * how many there are in a second, how soon an event becomes a first step, and all of it again beside 100,000 waiting
 * runs. With INNGEST_BASE_URL, the same functions on that Inngest server, and how many times longer or fewer it is there.
 */
export async function run(): Promise<Record<string, number>> {
  const rig = await openStudioRig();
  try {
    const { rows } = await rig.pool.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name",
    );
    console.log(`PostgreSQL as the studio has it: ${rows.map(({ name, setting }) => `${name} ${setting}`).join(", ")}`);
    const own = await measureAll(rig);
    const { alone, beside } = await measureFairness(rig);
    tell("one run of a small brand, alone", alone, "ms");
    tell("the same beside 1,000 runs of a large brand", beside, "ms");
    const waiting = await measureBesideWaiting(rig);
    return {
      stepMedianMs: own.step,
      stepsPerSecond: own.rate100,
      eventToFirstStepMs: own.firstStep,
      waiting100kStepMedianMs: waiting.step,
      fairnessDelayMs: round(beside - alone),
      stepP95Ms: own.stepP95,
      stepsPerSecond1: own.rate1,
      stepsPerSecond10: own.rate10,
      waiting100kStepsPerSecond: waiting.rate,
      waiting100kFirstStepMs: waiting.firstStep,
      waiting100kAnswerMs: waiting.answer,
      waiting100kCancelMs: waiting.cancel,
      waiting100kHealthMs: waiting.health,
      ...(await compareWithServer(own)),
    };
  } finally {
    await rig.close();
  }
}

type Figures = { step: number; stepP95: number; firstStep: number; rate1: number; rate10: number; rate100: number };

async function measureAll(rig: Rig): Promise<Figures> {
  await measureSteps(rig, 2, 60); // What is only slow the first time is not what is asked.
  const steps = await measureSteps(rig);
  tell("from one step to the next, median", steps.median, "ms");
  tell("from one step to the next, 95 of 100", steps.p95, "ms");
  const firstStep = await measureFirstStep(rig);
  tell("from an event to the first step", firstStep, "ms");
  const rates = { rate1: 0, rate10: 0, rate100: 0 };
  for (const [name, runs, count] of [
    ["rate1", 1, 500],
    ["rate10", 10, 150],
    ["rate100", 100, 40],
  ] as const) {
    rates[name] = await measureRate(rig, runs, count);
    tell(`steps with ${runs} ${runs === 1 ? "run" : "runs"} at once`, rates[name], "a second");
  }
  return { step: steps.median, stepP95: steps.p95, firstStep, ...rates };
}

async function measureBesideWaiting(rig: StudioRig) {
  const begun = performance.now();
  await addWaitingRuns(rig);
  const total = Object.values(WAITING).reduce((sum, count) => sum + count, 0);
  console.log(`Beside ${total} waiting runs (made in ${round((performance.now() - begun) / 1000)} s):`);
  const steps = await measureSteps(rig);
  tell("from one step to the next, median", steps.median, "ms");
  const firstStep = await measureFirstStep(rig);
  tell("from an event to the first step", firstStep, "ms");
  const rate = await measureRate(rig, 100, 40);
  tell("steps with 100 runs at once", rate, "a second");
  const answer = await measureEach(20, async (n) => {
    await rig.inngest.send({ name: "bench/answer", data: { id: String(n), ok: true } });
    await rig.recorder.untilFinished([`waiting ${n}`]);
  });
  tell("from an event to the end of the one run in 40,000 that waits for it", answer, "ms");
  const cancel = await measureEach(20, async (n) => {
    const id = `${n + 100}`;
    await rig.inngest.send({ name: "bench/never-mind", data: { id } });
    const gone = "select from engine.cancels where wait_event = 'bench/never-mind' and wait_value = $1";
    while ((await rig.pool.query(gone, [`"${id}"`])).rowCount) await new Promise((resolve) => setTimeout(resolve, 1));
  });
  tell("from an event to the end of the one run in 40,000 that it cancels", cancel, "ms");
  const health = await measureEach(10, () => rig.engine.health());
  tell("how the engine is doing", health, "ms");
  return { step: steps.median, firstStep, rate, answer, cancel, health };
}

async function measureEach(times: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let n = 1; n <= times; n += 1) {
    const begun = performance.now();
    await work(n);
    took.push(performance.now() - begun);
  }
  return median(took);
}

async function compareWithServer(own: Figures): Promise<Record<string, number>> {
  const baseUrl = process.env.INNGEST_BASE_URL;
  if (!baseUrl) return {};
  console.log(`The same functions on the Inngest server at ${baseUrl}:`);
  const rig = await openServerRig(baseUrl);
  try {
    const theirs = await measureAll(rig);
    const ratios = {
      serverToOwnStep: round(theirs.step / own.step),
      serverToOwnFirstStep: round(theirs.firstStep / own.firstStep),
      ownToServerRate1: round(own.rate1 / theirs.rate1),
      ownToServerRate10: round(own.rate10 / theirs.rate10),
      ownToServerRate100: round(own.rate100 / theirs.rate100),
    };
    for (const [name, ratio] of Object.entries(ratios))
      tell(`${name} (over 1: the embedded engine is quicker)`, ratio, "×");
    return {
      serverStepMedianMs: theirs.step,
      serverStepsPerSecond: theirs.rate100,
      serverEventToFirstStepMs: theirs.firstStep,
      ...ratios,
    };
  } finally {
    rig.close();
  }
}

function tell(what: string, figure: number, unit: string): void {
  console.log(`  ${what.padEnd(66)} ${String(round(figure)).padStart(9)} ${unit}`);
}

const round = (figure: number) => Math.round(figure * 100) / 100;
