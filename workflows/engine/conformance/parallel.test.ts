import { expect } from "vitest";
import { conform } from "./conform.fixture.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

conform("parallel steps", {
  "each runs once, and what follows waits for all of them": (on) => {
    const ran: string[] = [];
    on.fn({}, async ({ step }) => {
      const results = await Promise.all(
        ["one", "two", "three"].map((id) =>
          step.run(id, async () => {
            ran.push(id);
            await pause(30);
            return id;
          }),
        ),
      );
      return step.run("after", () => {
        ran.push("after");
        return results.join(",");
      });
    });
    return async () => {
      expect((await on.run()).output).toBe("one,two,three");
      expect(ran.toSorted()).toEqual(["after", "one", "three", "two"]);
      expect(ran.at(-1)).toBe("after");
    };
  },

  "they are at work at the same time": (on) => {
    let present = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    on.fn({ retries: 0 }, ({ step }) =>
      Promise.all(
        ["a", "b"].map((id) =>
          step.run(id, async () => {
            if (++present === 2) meet();
            await Promise.race([met, pause(5_000)]);
            return present;
          }),
        ),
      ),
    );
    return async () => expect((await on.run()).output).toEqual([2, 2]);
  },

  "chains beside each other run every step once": (on) => {
    const ran: string[] = [];
    on.fn({}, async ({ step }) => {
      const chain = async (name: string) => {
        const first = await step.run(`${name}1`, () => ran.push(`${name}1`) && name);
        return step.run(`${name}2`, () => ran.push(`${name}2`) && `${first}!`);
      };
      return Promise.all([chain("x"), chain("y"), chain("z")]);
    });
    return async () => {
      expect((await on.run()).output).toEqual(["x!", "y!", "z!"]);
      expect(ran.toSorted()).toEqual(["x1", "x2", "y1", "y2", "z1", "z2"]);
    };
  },

  "one id used by several is as many steps": (on) => {
    on.fn({}, ({ step }) => Promise.all([1, 2, 3].map((n) => step.run("same", () => n * 10))));
    return async () => expect((await on.run()).output).toEqual([10, 20, 30]);
  },

  "one that fails is retried alone": (on) => {
    const ran: string[] = [];
    on.fn({ retries: 2 }, ({ step }) =>
      Promise.all([
        step.run("steady", () => ran.push("steady") && "ok"),
        step.run("flaky", () => {
          ran.push("flaky");
          if (ran.filter((name) => name === "flaky").length < 3) throw new Error("Not yet");
          return "at last";
        }),
      ]),
    );
    return async () => {
      expect((await on.run()).output).toEqual(["ok", "at last"]);
      expect(ran.toSorted()).toEqual(["flaky", "flaky", "flaky", "steady"]);
    };
  },

  "allSettled tells results from errors": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      const settled = await Promise.allSettled([
        step.run("good", () => 1),
        step.run("bad", () => {
          throw new Error("Broken");
        }),
      ]);
      return settled.map((each) => (each.status === "fulfilled" ? each.value : (each.reason as Error).message));
    });
    return async () => expect((await on.run()).output).toEqual([1, "Broken"]);
  },

  "the first error of Promise.all can be caught, and the function goes on": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      try {
        await Promise.all([
          step.run("bad", () => {
            throw new Error("Broken");
          }),
          step.run("good", () => 1),
        ]);
      } catch (error) {
        return step.run("after", () => `caught ${(error as Error).message}`);
      }
      return "never";
    });
    return async () => expect((await on.run()).output).toBe("caught Broken");
  },

  "an error nobody catches fails the run after the others had their turn": (on) => {
    const ran: string[] = [];
    on.fn({ retries: 0 }, ({ step }) =>
      Promise.all([
        step.run("bad", () => {
          throw new Error("Broken");
        }),
        step.run("good", () => ran.push("good")),
      ]),
    );
    return async () => {
      expect(await on.run()).toMatchObject({ status: "failed", error: { message: "Broken" } });
      expect(ran).toEqual(["good"]);
    };
  },

  "of steps raced, the first to finish lets the function go on": (on) => {
    const order: string[] = [];
    on.fn({}, async ({ step }) => {
      const first = await Promise.race([
        step.run("slow", async () => {
          await pause(4_000);
          order.push("slow");
          return "slow";
        }),
        step.run("fast", () => "fast"),
      ]);
      await step.run("then", () => order.push("then"));
      return first;
    });
    return async () => {
      expect((await on.run()).output).toBe("fast");
      expect(order).toContain("then");
    };
  },

  "group.parallel in race mode goes on at the first": (on) => {
    const order: string[] = [];
    on.fn({}, async ({ step, group }) => {
      const first = await group.parallel({ mode: "race" }, () =>
        Promise.race([
          step.run("slow", async () => {
            await pause(4_000);
            order.push("slow");
            return "slow";
          }),
          step.run("fast", () => "fast"),
        ]),
      );
      await step.run("then", () => order.push("then"));
      return first;
    });
    return async () => {
      expect((await on.run()).output).toBe("fast");
      expect(order[0]).toBe("then");
    };
  },

  "a wait raced against a sleep is decided by the event": (on) => {
    const then: string[] = [];
    on.fn({}, async ({ step, group }) => {
      const first = await group.parallel({ mode: "race" }, () =>
        Promise.race([
          step.waitForEvent("go", { event: on.name("decide"), timeout: "1h" }).then(() => "event"),
          step.sleep("nap", "1h").then(() => "sleep"),
        ]),
      );
      await step.run("then", () => then.push(first));
    });
    return async () => {
      await on.send();
      await on.until(
        async () => {
          await on.inngest.send({ name: on.name("decide") });
          return then.length > 0;
        },
        "the step after the race",
        20_000,
        300,
      );
      expect(then).toEqual(["event"]);
    };
  },

  "outside race mode a race goes on when all have ended": (on) => {
    on.fn({}, async ({ step }) => {
      const began = await step.run("begin", () => Date.now());
      const first = await Promise.race([
        step.sleep("short", "1s").then(() => "short"),
        step.sleep("long", "3s").then(() => "long"),
      ]);
      const took = await step.run("measure", () => Date.now() - began);
      return [first, took > 2_900];
    });
    return async () => expect((await on.run()).output).toEqual(["short", true]);
  },

  "a step beside a sleep": (on) => {
    const ran: string[] = [];
    on.fn({}, async ({ step }) => {
      const [word] = await Promise.all([
        step.run("word", () => ran.push("word") && "hello"),
        step.sleep("pause", "1s"),
      ]);
      return word;
    });
    return async () => {
      expect((await on.run()).output).toBe("hello");
      expect(ran).toEqual(["word"]);
    };
  },

  "sleeps beside each other take as long as the longest": (on) => {
    on.fn({}, async ({ step }) => {
      const began = await step.run("begin", () => Date.now());
      await Promise.all([step.sleep("a", "3s"), step.sleep("b", "3s"), step.sleep("c", "3s")]);
      return Date.now() - began;
    });
    return async () => {
      const took = (await on.run()).output;
      expect(took).toBeGreaterThanOrEqual(2_990);
      expect(took).toBeLessThan(8_500);
    };
  },

  "twenty steps at once": (on) => {
    const ran = new Set<number>();
    let times = 0;
    on.fn({}, async ({ step }) => {
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          step.run(`step ${n}`, () => {
            ran.add(n);
            times++;
            return n;
          }),
        ),
      );
      return all.reduce((sum, n) => sum + n, 0);
    });
    return async () => {
      expect((await on.run()).output).toBe(190);
      expect([ran.size, times]).toEqual([20, 20]);
    };
  },

  "without optimizeParallelism all is the same": (on) => {
    const ran: string[] = [];
    on.fn({ optimizeParallelism: false }, async ({ step }) => {
      const [a, b] = await Promise.all([
        step.run("a", () => ran.push("a") && "a"),
        step.run("b", () => ran.push("b") && "b"),
      ]);
      return step.run("c", () => ran.push("c") && `${a}${b}`);
    });
    return async () => {
      expect((await on.run()).output).toBe("ab");
      expect(ran.toSorted()).toEqual(["a", "b", "c"]);
    };
  },
});
