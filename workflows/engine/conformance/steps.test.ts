import { Middleware } from "inngest";
import { expect } from "vitest";
import { conform } from "./conform.fixture.ts";

conform("steps", {
  "steps run in order, once each, and hand their results on": (on) => {
    const ran: string[] = [];
    on.fn({}, async ({ event, step }) => {
      const a = await step.run("a", () => {
        ran.push("a");
        return { name: event.data.name };
      });
      return step.run("b", () => {
        ran.push("b");
        return `${a.name} b`;
      });
    });
    return async () => {
      expect(await on.run({ name: "Ada" })).toMatchObject({ status: "completed", output: "Ada b" });
      expect(ran).toEqual(["a", "b"]);
    };
  },

  "a function without steps finishes with its result": (on) => {
    on.fn({}, () => ({ plain: true }));
    return async () => expect(await on.run()).toMatchObject({ status: "completed", output: { plain: true } });
  },

  "a function that returns nothing finishes with null": (on) => {
    on.fn({}, async ({ step }) => {
      await step.run("a", () => {});
    });
    return async () => expect(await on.run()).toMatchObject({ status: "completed", output: null });
  },

  "a step id used again is another step": (on) => {
    on.fn({}, async ({ step }) => {
      const numbers: number[] = [];
      for (let i = 0; i < 3; i++) numbers.push(await step.run("again", () => i * 10));
      return numbers;
    });
    return async () => expect((await on.run()).output).toEqual([0, 10, 20]);
  },

  "results are what JSON makes of them": (on) => {
    on.fn({}, async ({ step }) => {
      const nothing = await step.run("nothing", () => undefined);
      const none = await step.run("none", () => null);
      const date = await step.run("date", () => new Date(0));
      const odd = await step.run("odd", () => ({
        gone: undefined,
        list: [undefined, Number.NaN],
        map: new Map([[1, 2]]),
      }));
      await step.sleep("so that all comes from memos", "1s");
      return { nothing: nothing === undefined ? "undefined" : nothing, none, date, odd };
    });
    return async () =>
      expect((await on.run()).output).toEqual({
        nothing: null,
        none: null,
        date: "1970-01-01T00:00:00.000Z",
        odd: { list: [null, null], map: {} },
      });
  },

  "text survives with every letter of it": (on) => {
    const text = 'ümläut 😀 \u0000 \u2028 \\u0000 "quoted" \n line';
    on.fn({}, async ({ event, step }) => {
      const said = await step.run("say", () => event.data.text);
      await step.sleep("pause", "1s");
      return said;
    });
    return async () => expect((await on.run({ text })).output).toBe(text);
  },

  "arguments of step.run reach its function": (on) => {
    on.fn({}, ({ step }) => step.run("add", (a: number, b: number) => a + b, 40, 2));
    return async () => expect((await on.run()).output).toBe(42);
  },

  "step.ai.wrap is a step like another": (on) => {
    let calls = 0;
    on.fn({}, async ({ step }) => {
      const said = await step.ai.wrap("ask", async (question: string) => `${question} ${++calls}`, "why?");
      await step.sleep("pause", "1s");
      return said;
    });
    return async () => expect((await on.run()).output).toBe("why? 1");
  },

  "the context says which run, attempt and event this is": (on) => {
    const seen: { runId: string; attempt: number; maxAttempts?: number }[] = [];
    on.fn({ retries: 2 }, async ({ event, events, runId, attempt, maxAttempts, step }) => {
      seen.push({ runId, attempt, maxAttempts });
      await step.sleep("pause", "1s");
      seen.push({ runId, attempt, maxAttempts });
      const { name, data, ts, id } = event;
      return [name, data, ts, id, events.map((each) => each.id)];
    });
    return async () => {
      const id = await on.send({ n: 1 }, { ts: 1_700_000_000_000 });
      const [run] = await on.ended(id);
      expect(run?.output).toEqual([on.event, { n: 1 }, 1_700_000_000_000, id, [id]]);
      for (const each of seen) expect(each).toEqual({ runId: run?.id, attempt: 0, maxAttempts: 3 });
    };
  },

  "a megabyte is handed from step to step": (on) => {
    on.fn({}, async ({ step }) => {
      const big = await step.run("big", () => "x".repeat(1_000_000));
      await step.sleep("pause", "1s");
      return step.run("measure", () => big.length);
    });
    return async () => expect((await on.run()).output).toBe(1_000_000);
  },

  "a step's result over 4 MB fails the run": (on) => {
    let after = 0;
    on.fn({ retries: 0 }, async ({ step }) => {
      await step.run("big", () => "x".repeat(5 * 1024 * 1024));
      await step.run("after", () => ++after);
    });
    return async () => {
      expect(await on.run()).toMatchObject({ status: "failed" });
      expect(after).toBe(0);
    };
  },

  "a function's result over 4 MB fails the run": (on) => {
    on.fn({ retries: 0 }, () => "x".repeat(5 * 1024 * 1024));
    return async () => expect(await on.run()).toMatchObject({ status: "failed" });
  },

  "a run that goes on after a thousand steps fails": (on) => {
    let last = 0;
    let after = 0;
    on.fn({ retries: 0 }, async ({ step }) => {
      for (let i = 1; i <= 1_001; i++)
        await step.run(`step ${i}`, () => {
          last = i;
        });
      await step.sleep("pause", "1s");
      await step.run("after", () => ++after);
    });
    return async () => {
      const run = await on.run();
      expect(run.status).toBe("failed");
      expect(run.error?.message).toMatch(/exceeded the step limit of 1000 steps/);
      expect(after).toBe(0);
      expect(last).toBeGreaterThanOrEqual(1_000);
    };
  },

  "code between steps runs again and sees the same results": (on) => {
    const seen: string[] = [];
    on.fn({}, async ({ step }) => {
      const id = await step.run("id", () => Math.random().toString(36));
      seen.push(id);
      await step.sleep("one", "1s");
      seen.push(id);
      await step.sleep("two", "1s");
      return id;
    });
    return async () => {
      const { output } = await on.run();
      expect(seen.length).toBeGreaterThan(2);
      expect(new Set(seen)).toEqual(new Set([output]));
    };
  },

  "middleware of a function wraps its steps": (on) => {
    class Shout extends Middleware.BaseMiddleware {
      readonly id = "shout";
      override async wrapStepHandler({ next }: Middleware.WrapStepHandlerArgs) {
        return `${await next()}!`;
      }
    }
    on.fn({ middleware: [Shout] }, async ({ step }) => {
      const said = await step.run("say", () => "hello");
      await step.sleep("pause", "1s");
      return said;
    });
    return async () => expect((await on.run()).output).toBe("hello!");
  },
});
