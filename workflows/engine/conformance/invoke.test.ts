import { referenceFunction } from "inngest";
import { expect } from "vitest";
import { conform } from "./conform.fixture.ts";

conform("invoke", {
  "an invoked function's result comes back": (on) => {
    const double = on.fn({ triggers: [] }, ({ event, step }) => step.run("double", () => Number(event.data.n) * 2));
    on.fn({}, async ({ event, step }) => {
      const doubled = await step.invoke("child", { function: double, data: { n: event.data.n } });
      return step.run("after", () => Number(doubled) + 1);
    });
    return async () => expect((await on.run({ n: 20 })).output).toBe(41);
  },

  "an invoked function sees an event of its own": (on) => {
    const child = on.fn({ triggers: [{ event: on.name("child") }] }, ({ event, events, attempt }) => [
      event.name,
      event.data.n,
      (event.data._inngest as { fn_id: string }).fn_id,
      events.length,
      attempt,
    ]);
    on.fn({}, ({ step }) => step.invoke("child", { function: child, data: { n: 5 } }));
    return async () =>
      expect((await on.run()).output).toEqual(["inngest/function.invoked", 5, child.id(on.inngest.id), 1, 0]);
  },

  "an invoked function that returns nothing gives null": (on) => {
    const child = on.fn({ triggers: [] }, () => {});
    on.fn({}, async ({ step }) => [await step.invoke("child", { function: child })]);
    return async () => expect((await on.run()).output).toEqual([null]);
  },

  "an invoked function's failure can be caught": (on) => {
    let tries = 0;
    const child = on.fn({ triggers: [], retries: 1 }, ({ step }) =>
      step.run("break", () => {
        tries++;
        throw new TypeError("Nothing to double");
      }),
    );
    on.fn({ retries: 0 }, async ({ step }) => {
      try {
        await step.invoke("child", { function: child });
      } catch (error) {
        const { name, message } = error as Error;
        return [name, message];
      }
      return "never";
    });
    return async () => {
      expect((await on.run()).output).toEqual(["TypeError", "Nothing to double"]);
      expect(tries).toBe(2);
    };
  },

  "an invoked function's failure nobody catches fails the run": (on) => {
    const child = on.fn({ triggers: [], retries: 0 }, () => {
      throw new TypeError("Nothing to double");
    });
    on.fn({ retries: 0 }, ({ step }) => step.invoke("child", { function: child }));
    return async () =>
      expect(await on.run()).toMatchObject({ status: "failed", error: { message: "Nothing to double" } });
  },

  "an invoked function that takes too long is an error": (on) => {
    const child = on.fn({ triggers: [] }, ({ step }) => step.sleep("long", "1h"));
    on.fn({ retries: 0 }, async ({ step }) => {
      try {
        await step.invoke("child", { function: child, timeout: "1s" });
      } catch (error) {
        const { name, message } = error as Error;
        return [name, message];
      }
      return "never";
    });
    return async () =>
      expect((await on.run()).output).toEqual([
        "InngestInvokeTimeoutError",
        "Timed out waiting for invoked function to complete",
      ]);
  },

  // A server hands on the event that tells of the cancellation as if it were the result; here it is an error.
  "an invoked run that is cancelled ends its parent's wait": (on) => {
    let childRun = "";
    const child = on.fn({ triggers: [] }, async ({ runId, step }) => {
      childRun = runId;
      await step.sleep("long", "1h");
    });
    on.fn({ retries: 0 }, async ({ step }) => {
      await step.invoke("child", { function: child }).catch(() => {});
      return "went on";
    });
    return async () => {
      const id = await on.send();
      await on.until(() => childRun !== "", "the child");
      await new Promise((resolve) => setTimeout(resolve, 500));
      await on.cancel(childRun);
      expect((await on.ended(id))[0]?.output).toBe("went on");
    };
  },

  "a function is invoked by reference": (on) => {
    const child = on.fn({ triggers: [] }, ({ event }) => `hello ${event.data.name}`);
    on.fn({}, ({ step }) =>
      step.invoke("child", { function: referenceFunction({ functionId: child.id() }), data: { name: "Ada" } }),
    );
    return async () => expect((await on.run()).output).toBe("hello Ada");
  },

  "an unknown function is an error": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      try {
        await step.invoke("child", { function: referenceFunction({ functionId: "nobody" }) });
      } catch (error) {
        return (error as Error).message;
      }
      return "never";
    });
    return async () => expect((await on.run()).output).toBe(`could not find function with ID: ${on.inngest.id}-nobody`);
  },

  "several are invoked at once": (on) => {
    const square = on.fn({ triggers: [] }, ({ event }) => Number(event.data.n) ** 2);
    on.fn({}, ({ step }) =>
      Promise.all([1, 2, 3, 4].map((n) => step.invoke("square", { function: square, data: { n } }))),
    );
    return async () => expect((await on.run()).output).toEqual([1, 4, 9, 16]);
  },

  "a function invokes one that invokes one": (on) => {
    const leaf = on.fn({ triggers: [] }, ({ event }) => `${event.data.path}/leaf`);
    const middle = on.fn({ triggers: [] }, ({ event, step }) =>
      step.invoke("leaf", { function: leaf, data: { path: `${event.data.path}/middle` } }),
    );
    on.fn({}, ({ step }) => step.invoke("middle", { function: middle, data: { path: "root" } }));
    return async () => expect((await on.run()).output).toBe("root/middle/leaf");
  },

  "a trigger's condition does not stand in the way of an invoke": (on) => {
    const child = on.fn({ triggers: [{ event: on.name("child"), if: "event.data.go == true" }] }, () => "ran");
    on.fn({}, ({ step }) => step.invoke("child", { function: child, data: { go: false } }));
    return async () => expect((await on.run()).output).toBe("ran");
  },

  "invoked runs are gathered into batches, and each gets the batch's result": (on) => {
    const sums: number[][] = [];
    const sum = on.fn({ triggers: [], batchEvents: { maxSize: 3, timeout: "20s" } }, ({ events }) => {
      const numbers = events.map((event) => Number(event.data.n));
      sums.push(numbers);
      return numbers.reduce((total, n) => total + n, 0);
    });
    on.fn({}, ({ event, step }) => step.invoke("sum", { function: sum, data: { n: event.data.n } }));
    return async () => {
      const ids = await Promise.all([1, 2, 3].map((n) => on.send({ n })));
      const outputs = await Promise.all(ids.map(async (id) => (await on.ended(id))[0]?.output));
      expect(outputs).toEqual([6, 6, 6]);
      expect(sums.map((numbers) => numbers.toSorted())).toEqual([[1, 2, 3]]);
    };
  },

  "an invoke over the rate limit is an error": (on) => {
    const child = on.fn({ triggers: [], rateLimit: { limit: 1, period: "1h" } }, () => "ran");
    on.fn({ retries: 0 }, async ({ step }) => {
      const first = await step.invoke("first", { function: child });
      const second = await step.invoke("second", { function: child }).catch((error: Error) => error.message);
      return [first, second];
    });
    return async () => expect((await on.run()).output).toEqual(["ran", "invoked function is rate limited"]);
  },

  "an invoke waits for its debounce": (on) => {
    const child = on.fn({ triggers: [], debounce: { period: "1s" } }, ({ event }) => event.data.n);
    on.fn({}, async ({ step }) => {
      const began = await step.run("begin", () => Date.now());
      const n = await step.invoke("child", { function: child, data: { n: 3 } });
      return [n, Date.now() - began >= 900];
    });
    return async () => expect((await on.run()).output).toEqual([3, true]);
  },

  "an invoke waits its turn in a throttle": (on) => {
    const child = on.fn({ triggers: [], throttle: { limit: 1, period: "5s" } }, () => Date.now());
    on.fn({}, async ({ step }) => {
      const first = await step.invoke("first", { function: child });
      const second = await step.invoke("second", { function: child });
      return Number(second) - Number(first) >= 2_000;
    });
    return async () => expect((await on.run()).output).toBe(true);
  },
});
