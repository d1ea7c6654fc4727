import { type FailureEventArgs, NonRetriableError, RetryAfterError, StepError } from "inngest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "./engine.fixture.ts";

const tally = new Map<string, number>();
const count = (name: string) => {
  tally.set(name, (tally.get(name) ?? 0) + 1);
  return tally.get(name) ?? 0;
};
const log: string[] = [];
let studio: TestEngine;

beforeAll(async () => {
  studio = await startTestEngine((inngest) => [
    inngest.createFunction({ id: "sequence", triggers: [{ event: "sequence" }] }, async ({ event, step }) => {
      const a = await step.run("a", () => ({ at: count("sequence a"), name: event.data.name }));
      const b = await step.run("b", () => a.at + count("sequence b"));
      return { a, b };
    }),
    inngest.createFunction({ id: "no-steps", triggers: [{ event: "no-steps" }] }, () => ({ plain: true })),
    inngest.createFunction({ id: "parallel", triggers: [{ event: "parallel" }] }, async ({ step }) => {
      const results = await Promise.all(
        ["one", "two", "three"].map((id) =>
          step.run(id, async () => {
            count(`parallel ${id}`);
            await new Promise((resolve) => setTimeout(resolve, 30));
            return id;
          }),
        ),
      );
      return step.run("after", () => `${results.join(",")} ${count("parallel after")}`);
    }),
    inngest.createFunction({ id: "same-id", triggers: [{ event: "same-id" }] }, async ({ step }) => {
      const numbers: number[] = [];
      for (let i = 0; i < 3; i++) numbers.push(await step.run("again", () => i * 10));
      return numbers;
    }),
    inngest.createFunction({ id: "sleeper", triggers: [{ event: "sleeper" }] }, async ({ step }) => {
      const before = await step.run("before", () => Date.now());
      await step.sleep("nap", 1000);
      await step.sleepUntil("moment", new Date(before + 1_200));
      return Date.now() - before;
    }),
    inngest.createFunction({ id: "flaky", triggers: [{ event: "flaky" }], retries: 2 }, async ({ step, attempt }) => {
      log.push(`function attempt ${attempt}`);
      return step.run("try", () => {
        if (count("flaky") < 3) throw new Error("Not yet");
        return "third time";
      });
    }),
    inngest.createFunction({ id: "caught", triggers: [{ event: "caught" }], retries: 1 }, async ({ step }) => {
      try {
        await step.run("boom", () => {
          count("caught");
          throw new Error("It broke");
        });
      } catch (error) {
        return step.run("recover", () => `${error instanceof StepError} ${(error as Error).message}`);
      }
      return "never";
    }),
    inngest.createFunction({ id: "final", triggers: [{ event: "final" }], retries: 5 }, async ({ step }) => {
      await step.run("refuse", () => {
        count("final");
        throw new NonRetriableError("No use trying");
      });
    }),
    inngest.createFunction({ id: "later", triggers: [{ event: "later" }], retries: 1 }, async ({ step }) =>
      step.run("wait", () => {
        log.push(`later ${Date.now()}`);
        if (count("later") === 1) throw new RetryAfterError("Busy", 1_000);
        return "done";
      }),
    ),
    inngest.createFunction(
      { id: "body-fails", triggers: [{ event: "body-fails" }], retries: 1 },
      async ({ step, attempt }) => {
        await step.run("once", () => count("body once"));
        count("body");
        if (attempt === 0) throw new Error("Outside a step");
        return "second attempt";
      },
    ),
    inngest.createFunction(
      {
        id: "gives-up",
        triggers: [{ event: "gives-up" }],
        retries: 1,
        onFailure: ({ error, event }: FailureEventArgs) => {
          log.push(`gave up: ${error.message} for ${event.data.event.data?.id}`);
        },
      },
      async ({ step }) => {
        await step.run("never", () => {
          throw new Error("Out of luck");
        });
      },
    ),
    inngest.createFunction({ id: "too-big", triggers: [{ event: "too-big" }] }, async ({ step }) =>
      step.run("big", () => "x".repeat(5 * 1024 * 1024)),
    ),
    inngest.createFunction({ id: "mixed", triggers: [{ event: "mixed" }] }, async ({ step }) => {
      const [word] = await Promise.all([step.run("word", () => "hello"), step.sleep("pause", 1000)]);
      return word;
    }),
    inngest.createFunction({ id: "chains", triggers: [{ event: "chains" }] }, async ({ step }) => {
      const chain = async (name: string) => {
        const first = await step.run(`${name} 1`, () => count(`chain ${name} 1`));
        return step.run(`${name} 2`, () => first + count(`chain ${name} 2`));
      };
      return Promise.all([chain("x"), chain("y"), chain("z")]);
    }),
  ]);
});
afterAll(() => studio.close());

const send = (name: string, data: Record<string, unknown> = {}) => studio.inngest.send({ name, data });

test("steps run in order, once each, and hand their results on", async () => {
  await send("sequence", { name: "Ada" });
  const [run] = await studio.runs("sequence", "completed");
  expect(run?.output).toEqual({ a: { at: 1, name: "Ada" }, b: 2 });
  expect(run?.steps.map(({ name, status, attempts }) => [name, status, attempts])).toEqual([
    ["a", "completed", 1],
    ["b", "completed", 1],
  ]);
  expect(tally.get("sequence a")).toBe(1);
});

test("a function without steps finishes with its result", async () => {
  await send("no-steps");
  expect((await studio.runs("no-steps", "completed"))[0]?.output).toEqual({ plain: true });
});

test("parallel steps each run once and what follows waits for all of them", async () => {
  await send("parallel");
  const [run] = await studio.runs("parallel", "completed");
  expect(run?.output).toBe("one,two,three 1");
  expect(["one", "two", "three"].map((id) => tally.get(`parallel ${id}`))).toEqual([1, 1, 1]);
});

test("a step id used again is another step", async () => {
  await send("same-id");
  expect((await studio.runs("same-id", "completed"))[0]?.output).toEqual([0, 10, 20]);
});

test("sleeps end when they should and a sleeping run reads as waiting", async () => {
  await send("sleeper");
  await studio.runs("sleeper", "waiting");
  const [run] = await studio.runs("sleeper", "completed");
  expect(run?.output).toBeGreaterThanOrEqual(1_195);
  expect(run?.output).toBeLessThan(1_600);
});

test("a failing step is tried again until it succeeds", async () => {
  await send("flaky");
  const [run] = await studio.runs("flaky", "completed");
  expect(run?.output).toBe("third time");
  expect(tally.get("flaky")).toBe(3);
  expect(run?.steps[0]?.attempts).toBe(3);
  expect(log.filter((line) => line.startsWith("function attempt"))).toContain("function attempt 2");
});

test("a step that used up its attempts is an error the function can catch", async () => {
  await send("caught");
  const [run] = await studio.runs("caught", "completed");
  expect(run?.output).toBe("true It broke");
  expect(tally.get("caught")).toBe(2);
  expect(run?.steps[0]).toMatchObject({ status: "failed", attempts: 2, problem: "It broke." });
});

test("a NonRetriableError is not tried again and fails the run", async () => {
  await send("final");
  const [run] = await studio.runs("final", "failed");
  expect(tally.get("final")).toBe(1);
  expect(run?.problem).toContain("No use trying");
});

test("a RetryAfterError is tried again when it says", async () => {
  await send("later");
  await studio.runs("later", "completed");
  const [first = 0, second = 0] = log.filter((line) => line.startsWith("later")).map((line) => Number(line.slice(6)));
  expect(second - first).toBeGreaterThanOrEqual(990);
  expect(second - first).toBeLessThan(2_000);
});

test("an error outside steps is tried again without running finished steps again", async () => {
  await send("body-fails");
  const [run] = await studio.runs("body-fails", "completed");
  expect(run?.output).toBe("second attempt");
  expect([tally.get("body once"), tally.get("body")]).toEqual([1, 2]);
});

test("onFailure hears of a run that failed", async () => {
  await send("gives-up", { id: "v7" });
  await studio.runs("gives-up", "failed");
  await studio.runs("gives-up-failure", "completed");
  expect(log).toContain("gave up: Out of luck for v7");
});

test("a result over 4 MB fails its run with a sentence", async () => {
  await send("too-big");
  const [run] = await studio.runs("too-big", "failed");
  expect(run?.problem).toBe("OutputTooLarge: The result is 5.0 MB and the most a step may return is 4 MB.");
});

test("a step beside a sleep is memoised at once and the function goes on after both", async () => {
  await send("mixed");
  const word = await until(async () => {
    const [run] = await studio.engine.listRuns({ functionId: "test-mixed" });
    const detail = run && (await studio.engine.getRun(run.id));
    return detail?.status === "waiting" && detail.steps.find(({ name }) => name === "word");
  }, "the word beside the sleep");
  expect(word.status).toBe("completed");
  expect((await studio.runs("mixed", "completed"))[0]?.output).toBe("hello");
});

test("parallel chains of steps run every step once", async () => {
  await send("chains");
  expect((await studio.runs("chains", "completed"))[0]?.output).toEqual([2, 2, 2]);
  for (const name of ["x", "y", "z"])
    expect([tally.get(`chain ${name} 1`), tally.get(`chain ${name} 2`)]).toEqual([1, 1]);
});
