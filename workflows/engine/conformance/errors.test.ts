import { type FailureEventArgs, NonRetriableError, RetryAfterError, StepError } from "inngest";
import { expect } from "vitest";
import { conform } from "./conform.fixture.ts";

class PaymentError extends Error {
  override name = "PaymentError";
}

conform("errors and retries", {
  "a failing step is tried again until it succeeds, and knows its attempt": (on) => {
    const attempts: number[] = [];
    on.fn({ retries: 2 }, async ({ step, attempt }) =>
      step.run("try", () => {
        attempts.push(attempt);
        if (attempts.length < 3) throw new Error("Not yet");
        return "third time";
      }),
    );
    return async () => {
      expect((await on.run()).output).toBe("third time");
      expect(attempts).toEqual([0, 1, 2]);
    };
  },

  "every step has all its attempts": (on) => {
    const tries = { a: 0, b: 0 };
    on.fn({ retries: 1 }, async ({ step }) => {
      for (const name of ["a", "b"] as const)
        await step.run(name, async () => {
          if (++tries[name] === 1) throw new Error("Once");
          await new Promise((resolve) => setTimeout(resolve, 400));
        });
      return tries;
    });
    return async () => expect((await on.run()).output).toEqual({ a: 2, b: 2 });
  },

  "after a retry the next step is at its first attempt again": (on) => {
    const attempts: number[] = [];
    let tries = 0;
    on.fn({ retries: 1 }, async ({ step, attempt }) => {
      await step.run("flaky", () => {
        if (++tries === 1) throw new Error("Once");
      });
      await step.sleep("pause", "1s");
      await step.run("steady", () => attempts.push(attempt));
    });
    return async () => {
      await on.run();
      expect(attempts).toEqual([0]);
    };
  },

  "a step out of attempts fails the run with its error": (on) => {
    let tries = 0;
    on.fn({ retries: 1 }, async ({ step }) => {
      await step.run("pay", () => {
        tries++;
        throw new PaymentError("Card declined");
      });
    });
    return async () => {
      expect(await on.run()).toMatchObject({
        status: "failed",
        error: { name: "PaymentError", message: "Card declined" },
      });
      expect(tries).toBe(2);
    };
  },

  "a step out of attempts is a StepError the function can catch": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      try {
        await step.run("pay", () => {
          throw new PaymentError("Card declined", { cause: new Error("No money") });
        });
      } catch (error) {
        const caught = error as StepError;
        const cause = caught.cause as Error | undefined;
        return [caught instanceof StepError, caught.name, caught.message, caught.stepId, cause?.message];
      }
      return "never";
    });
    return async () =>
      expect((await on.run()).output).toEqual([true, "PaymentError", "Card declined", "pay", "No money"]);
  },

  "after a caught error the function goes on with further steps": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      const fallback = await step
        .run("first", () => {
          throw new Error("Broken");
        })
        .catch(() => step.run("second", () => "plan B"));
      await step.sleep("pause", "1s");
      return step.run("third", () => `${fallback}!`);
    });
    return async () => expect((await on.run()).output).toBe("plan B!");
  },

  "a caught error thrown again fails the run with the step's message": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      try {
        await step.run("first", () => {
          throw new Error("Broken");
        });
      } catch (error) {
        await step.run("clean up", () => {});
        throw error;
      }
    });
    return async () => expect(await on.run()).toMatchObject({ status: "failed", error: { message: "Broken" } });
  },

  "a NonRetriableError in a step is tried once, and can be caught": (on) => {
    let tries = 0;
    on.fn({ retries: 3 }, async ({ step }) => {
      try {
        await step.run("refuse", () => {
          tries++;
          throw new NonRetriableError("No use trying");
        });
      } catch (error) {
        return (error as Error).message;
      }
      return "never";
    });
    return async () => {
      expect((await on.run()).output).toBe("No use trying");
      expect(tries).toBe(1);
    };
  },

  "a NonRetriableError outside steps fails the run at once": (on) => {
    let tries = 0;
    on.fn({ retries: 3 }, () => {
      tries++;
      throw new NonRetriableError("No use trying");
    });
    return async () => {
      expect(await on.run()).toMatchObject({ status: "failed", error: { message: "No use trying" } });
      expect(tries).toBe(1);
    };
  },

  "a RetryAfterError is tried again when it says": (on) => {
    const at: number[] = [];
    on.fn({ retries: 1 }, ({ step }) =>
      step.run("wait", () => {
        at.push(Date.now());
        if (at.length === 1) throw new RetryAfterError("Busy", "2s");
        return "done";
      }),
    );
    return async () => {
      expect((await on.run()).output).toBe("done");
      const pause = (at[1] ?? 0) - (at[0] ?? 0);
      expect(pause).toBeGreaterThanOrEqual(1_000);
      expect(pause).toBeLessThan(20_000);
    };
  },

  "an error outside steps is tried again without running finished steps again": (on) => {
    let steps = 0;
    const attempts: number[] = [];
    on.fn({ retries: 2 }, async ({ step, attempt }) => {
      await step.run("once", () => ++steps);
      await step.sleep("pause", "1s");
      attempts.push(attempt);
      if (attempt < 2) throw new Error("Outside a step");
      return "third attempt";
    });
    return async () => {
      expect((await on.run()).output).toBe("third attempt");
      expect([steps, attempts]).toEqual([1, [0, 1, 2]]);
    };
  },

  "an error outside steps that stays fails the run": (on) => {
    let tries = 0;
    on.fn({ retries: 1 }, () => {
      tries++;
      throw new TypeError("Outside a step");
    });
    return async () => {
      expect(await on.run()).toMatchObject({
        status: "failed",
        error: { name: "TypeError", message: "Outside a step" },
      });
      expect(tries).toBe(2);
    };
  },

  "no retries means one attempt": (on) => {
    let tries = 0;
    on.fn({ retries: 0 }, ({ step }) =>
      step.run("try", () => {
        tries++;
        throw new Error("Broken");
      }),
    );
    return async () => {
      await on.run();
      expect(tries).toBe(1);
    };
  },

  "retries not named means five attempts": (on) => {
    let tries = 0;
    on.fn({}, ({ step, maxAttempts }) =>
      step.run("try", () => {
        if (++tries < 5) throw new Error("Broken");
        return maxAttempts;
      }),
    );
    return async () => {
      expect((await on.run()).output).toBe(5);
      expect(tries).toBe(5);
    };
  },

  "whatever is thrown becomes an error with a message": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      const messages: string[] = [];
      for (const [name, thrown] of Object.entries({ text: "just text", object: { message: "from an object" } }))
        await step
          .run(name, () => {
            throw thrown;
          })
          .catch((error: Error) => messages.push(error.message));
      return messages;
    });
    return async () => {
      const [text, object] = (await on.run()).output as string[];
      expect(text).toContain("just text");
      expect(object).toContain("from an object");
    };
  },

  "onFailure hears which event failed and why, and may use steps": (on) => {
    const heard: unknown[] = [];
    const failing = on.fn(
      {
        retries: 0,
        onFailure: async ({
          error,
          event,
          step,
        }: FailureEventArgs & { step: { run: <T>(id: string, fn: () => T) => Promise<T> } }) => {
          const { function_id, run_id, event: original, error: raw } = event.data;
          await step.run("note", () =>
            heard.push([
              event.name,
              error.name,
              error.message,
              function_id,
              run_id,
              original.name,
              original.data,
              raw.message,
            ]),
          );
        },
      },
      ({ step }) =>
        step.run("never", () => {
          throw new PaymentError("Out of luck");
        }),
    );
    return async () => {
      const run = await on.run({ id: "v7" });
      await on.until(() => heard.length > 0, "onFailure");
      expect(heard).toEqual([
        [
          "inngest/function.failed",
          "PaymentError",
          "Out of luck",
          failing.id(on.inngest.id),
          run.id,
          on.event,
          { id: "v7" },
          "Out of luck",
        ],
      ]);
    };
  },

  "onFailure is silent about runs that end well or are cancelled": (on) => {
    const heard: string[] = [];
    let tries = 0;
    on.fn(
      { retries: 1, onFailure: () => void heard.push("failed"), cancelOn: [{ event: on.name("stop") }] },
      async ({ event, step }) => {
        if (event.data.sleeps) await step.sleep("long", "1h");
        await step.run("flaky", () => {
          if (++tries === 1) throw new Error("Once");
        });
      },
    );
    return async () => {
      const sleeping = await on.send({ sleeps: true });
      await on.run({});
      await on.inngest.send({ name: on.name("stop") });
      expect((await on.ended(sleeping))[0]?.status).toBe("cancelled");
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(heard).toEqual([]);
    };
  },

  "a function may listen to the failures of another": (on) => {
    const heard: unknown[] = [];
    const failing = on.fn({ retries: 0 }, () => {
      throw new Error("Broken");
    });
    on.fn(
      {
        triggers: [
          { event: "inngest/function.failed", if: `event.data.function_id == "${failing.id(on.inngest.id)}"` },
        ],
      },
      ({ event }) => void heard.push(event.data.error.message),
    );
    return async () => {
      await on.run();
      await on.until(() => heard.length > 0, "the failure to be heard of");
      expect(heard).toEqual(["Broken"]);
    };
  },

  "the end of a run is told with its result": (on) => {
    const heard: Record<string, unknown>[] = [];
    const done = on.fn({}, ({ event }) => ({ said: event.data.said }));
    on.fn(
      {
        triggers: [{ event: "inngest/function.finished", if: `event.data.function_id == "${done.id(on.inngest.id)}"` }],
      },
      ({ event }) => void heard.push(event.data),
    );
    return async () => {
      const id = await on.send({ said: "hello" });
      const [run] = await on.ended(id);
      await on.until(() => heard.length > 0, "the end to be heard of");
      const [told] = heard;
      expect(told).toMatchObject({
        function_id: done.id(on.inngest.id),
        run_id: run?.id,
        result: { said: "hello" },
        event: { id, name: on.event, data: { said: "hello" } },
        events: [{ id, name: on.event, data: { said: "hello" } }],
        _inngest: { status: "Completed" },
      });
      expect(told).not.toHaveProperty("error");
    };
  },

  "the end of a failed run is told with its error": (on) => {
    const heard: Record<string, unknown>[] = [];
    const failing = on.fn({ retries: 0 }, () => {
      throw new PaymentError("Card declined");
    });
    on.fn(
      {
        triggers: [
          { event: "inngest/function.finished", if: `event.data.function_id == "${failing.id(on.inngest.id)}"` },
        ],
      },
      ({ event }) => void heard.push(event.data),
    );
    return async () => {
      await on.run();
      await on.until(() => heard.length > 0, "the end to be heard of");
      expect(heard).toMatchObject([
        { error: { name: "PaymentError", message: "Card declined" }, _inngest: { status: "Failed" } },
      ]);
    };
  },

  "the end of a cancelled run is told": (on) => {
    const heard: [string, Record<string, unknown>][] = [];
    const long = on.fn({}, ({ step }) => step.sleep("long", "1h"));
    for (const name of ["cancelled", "finished", "failed"])
      on.fn(
        {
          triggers: [
            { event: `inngest/function.${name}`, if: `event.data.function_id == "${long.id(on.inngest.id)}"` },
          ],
        },
        ({ event }) => void heard.push([name, event.data]),
      );
    return async () => {
      const id = await on.send();
      const run = await on.running(id);
      await on.cancel(run.id);
      expect((await on.ended(id))[0]?.status).toBe("cancelled");
      await on.until(() => heard.length >= 2, "both events");
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(heard.map(([name]) => name).toSorted()).toEqual(["cancelled", "finished"]);
      for (const [, data] of heard)
        expect(data).toMatchObject({ run_id: run.id, event: { name: on.event }, _inngest: { status: "Cancelled" } });
    };
  },
});
