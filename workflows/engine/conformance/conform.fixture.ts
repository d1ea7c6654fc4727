import { randomBytes } from "node:crypto";
import type { GetFunctionInput, Inngest, InngestFunction } from "inngest";
import { afterAll, beforeAll, describe, test } from "vitest";
import { until } from "../engine.fixture.ts";
import { startEmbedded } from "./embedded.fixture.ts";
import { startServer } from "./server.fixture.ts";
import type { Run, Target } from "./target.fixture.ts";

type Context = GetFunctionInput<Inngest>;
type Options = Omit<InngestFunction.Options, "id" | "triggers"> & {
  id?: string;
  triggers?: InngestFunction.Trigger<string>[];
};

/** What one case works with. Names are nobody else's, so cases of a file run side by side on one target. */
export type Bench = {
  inngest: Inngest;
  /** The event that triggers the case's functions where they do not say otherwise. */
  event: string;
  /** A name of this case for further events, functions, signals and keys. */
  name(suffix: string): string;
  /** Makes a function of this case. */
  fn(options: Options, handler: (context: Context) => unknown): InngestFunction.Any;
  /** Sends the case's event; its id. */
  send(data?: Record<string, unknown>, more?: { name?: string; id?: string; ts?: number }): Promise<string>;
  /** Sends the case's event and waits for its one run to end. */
  run(data?: Record<string, unknown>): Promise<Run>;
  runsOf(eventId: string): Promise<Run[]>;
  /** Waits until an event has `count` runs and all have ended. */
  ended(eventId: string, count?: number): Promise<Run[]>;
  /** Waits until an event's one run is under way. */
  running(eventId: string): Promise<Run>;
  /** Waits until a function (not event, for crons and `onFailure`) has at least `count` runs that have ended. */
  endedOf(made: InngestFunction.Any, count?: number): Promise<Run[]>;
  cancel(runId: string): Promise<void>;
  /** Why a function made with these options is not taken on, or undefined when it is. */
  refusal(options: Options): Promise<string | undefined>;
  hurrySchedules(): Promise<void>;
  until: typeof until;
};

/** Makes its functions when called, and returns what is to be done and expected once they run. */
export type Case = (on: Bench) => () => Promise<void>;

/** Long enough for a machine that has much else to do; a case that passes takes a few seconds. */
const WAIT_MS = 50_000;
const CASE_MS = 60_000;
const ASK_EVERY_MS = 40;
const baseUrl = process.env.INNGEST_BASE_URL;
const targets = [
  { name: "the embedded engine", start: startEmbedded },
  ...(baseUrl ? [{ name: `the Inngest server at ${baseUrl}`, start: (id: string) => startServer(id, baseUrl) }] : []),
];

/**
 * Declares cases of real Inngest functions as tests, for the embedded engine and, when `INNGEST_BASE_URL` names one, for
 * a real Inngest server: same functions, same expectations. Cases of a file run at the same time.
 */
export function conform(topic: string, cases: Record<string, Case>): void {
  for (const { name, start } of targets)
    describe(`${topic} on ${name}`, () => {
      const bodies = new Map<string, () => Promise<void>>();
      let target: Target;
      beforeAll(async () => {
        // A server keeps what it was told before; a new name each time keeps the runs of one try from the next.
        const appId = `${topic.replaceAll(" ", "-")}-${randomBytes(4).toString("hex")}`;
        target = await start(appId);
        const functions: InngestFunction.Any[] = [];
        for (const [number, [title, define]] of Object.entries(cases).entries())
          bodies.set(title, define(createBench(target, `${appId}/${number}`, functions)));
        await target.start(functions);
      });
      afterAll(() => target?.close());
      for (const title of Object.keys(cases)) test.concurrent(title, () => bodies.get(title)?.(), CASE_MS);
    });
}

function createBench(target: Target, prefix: string, functions: InngestFunction.Any[]): Bench {
  const name = (suffix: string) => `${prefix}-${suffix}`;
  const event = name("go");
  let made = 0;
  const make = ({ id, triggers = [{ event }], ...options }: Options, handler: (context: Context) => unknown) =>
    target.inngest.createFunction(
      { id: id ?? name(`fn-${++made}`).replaceAll("/", "-"), triggers, ...options },
      handler,
    ) as InngestFunction.Any;
  const bench: Bench = {
    inngest: target.inngest,
    event,
    name,
    fn(options, handler) {
      const made = make(options, handler);
      functions.push(made);
      return made;
    },
    async send(data = {}, more = {}) {
      const { ids } = await target.inngest.send({ name: event, data, ...more });
      return ids[0] ?? "";
    },
    async run(data) {
      const [run] = await bench.ended(await bench.send(data));
      if (!run) throw new Error("The event has no run.");
      return run;
    },
    runsOf: (eventId) => target.runsOf(eventId),
    ended: (eventId, count = 1) =>
      until(
        async () => {
          const runs = await target.runsOf(eventId);
          if (runs.length > count) throw new Error(`Expected ${count} runs of the event, found ${runs.length}.`);
          return runs.length === count && runs.every(hasEnded) ? runs : undefined;
        },
        `${count} runs of ${eventId} to end`,
        WAIT_MS,
        ASK_EVERY_MS,
      ),
    running: (eventId) =>
      until(
        async () => (await target.runsOf(eventId)).find(({ status }) => status === "running"),
        `a run of ${eventId} to be under way`,
        WAIT_MS,
        ASK_EVERY_MS,
      ),
    endedOf: (made, count = 1) =>
      until(
        async () => {
          const runs = (await target.runsOfFunction(made.id(target.inngest.id))).filter(hasEnded);
          return runs.length >= count ? runs : undefined;
        },
        `${count} runs of ${made.id()} to end`,
        WAIT_MS,
        ASK_EVERY_MS,
      ),
    cancel: (runId) => target.cancel(runId),
    refusal: (options) => target.refusal(make(options, () => {})),
    hurrySchedules: () => target.hurrySchedules(),
    until,
  };
  return bench;
}

function hasEnded({ status }: Run): boolean {
  return status !== "queued" && status !== "running";
}
