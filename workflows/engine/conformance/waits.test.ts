import { expect } from "vitest";
import { type Bench, conform } from "./conform.fixture.ts";

const settle = () => new Promise((resolve) => setTimeout(resolve, 700));

/** Waits until a run stands at its first wait, which nothing but its status and some time tells. */
async function waiting(on: Bench, data: Record<string, unknown> = {}): Promise<string> {
  const id = await on.send(data);
  await on.running(id);
  await settle();
  return id;
}

conform("waits", {
  "a wait ends with the event as it was sent": (on) => {
    on.fn({}, ({ step }) => step.waitForEvent("wait", { event: on.name("answer"), timeout: "1h" }));
    return async () => {
      const id = await waiting(on);
      const answer = await on.send({ yes: true }, { name: on.name("answer"), ts: 1_700_000_000_000 });
      expect((await on.ended(id))[0]?.output).toMatchObject({
        id: answer,
        name: on.name("answer"),
        data: { yes: true },
        ts: 1_700_000_000_000,
      });
    };
  },

  "a wait that runs out gives null": (on) => {
    on.fn({}, async ({ step }) => {
      const answer = await step.waitForEvent("wait", { event: on.name("never"), timeout: "1s" });
      return step.run("after", () => `${answer}`);
    });
    return async () => expect((await on.run()).output).toBe("null");
  },

  "match takes the event with the same field": (on) => {
    on.fn({}, async ({ event, step }) => {
      const answer = await step.waitForEvent("wait", { event: on.name("answer"), match: "data.id", timeout: "1h" });
      return [event.data.id, answer?.data];
    });
    return async () => {
      const [first, second] = await Promise.all([waiting(on, { id: "a" }), waiting(on, { id: "b" })]);
      await on.send({ id: "c", n: 1 }, { name: on.name("answer") });
      await on.send({ n: 2 }, { name: on.name("answer") });
      await on.send({ id: "b", n: 3 }, { name: on.name("answer") });
      expect((await on.ended(second))[0]?.output).toEqual(["b", { id: "b", n: 3 }]);
      expect((await on.runsOf(first))[0]?.status).toBe("running");
      await on.send({ id: "a", n: 4 }, { name: on.name("answer") });
      expect((await on.ended(first))[0]?.output).toEqual(["a", { id: "a", n: 4 }]);
    };
  },

  "match tells numbers from text": (on) => {
    on.fn({}, async ({ step }) => {
      const answer = await step.waitForEvent("wait", { event: on.name("answer"), match: "data.id", timeout: "1h" });
      return answer?.data.said;
    });
    return async () => {
      const id = await waiting(on, { id: 7 });
      await on.send({ id: "7", said: "text" }, { name: on.name("answer") });
      await settle();
      await on.send({ id: 7, said: "number" }, { name: on.name("answer") });
      expect((await on.ended(id))[0]?.output).toBe("number");
    };
  },

  "a condition looks at both events": (on) => {
    on.fn({}, async ({ step }) => {
      const answer = await step.waitForEvent("wait", {
        event: on.name("answer"),
        if: "event.data.id == async.data.id && async.data.score > 5 && async.data.tag in event.data.tags",
        timeout: "1h",
      });
      return answer?.data.score;
    });
    return async () => {
      const id = await waiting(on, { id: "p", tags: ["x", "y"] });
      for (const data of [
        { id: "p", score: 3, tag: "x" },
        { id: "q", score: 9, tag: "x" },
        { id: "p", score: 9, tag: "z" },
        { score: 9, tag: "x" },
        {},
      ])
        await on.send(data, { name: on.name("answer") });
      await settle();
      expect((await on.runsOf(id))[0]?.status).toBe("running");
      await on.send({ id: "p", score: 8, tag: "y" }, { name: on.name("answer") });
      expect((await on.ended(id))[0]?.output).toBe(8);
    };
  },

  "one event answers every run that waits for it": (on) => {
    on.fn({}, async ({ event, step }) => {
      const answer = await step.waitForEvent("wait", { event: on.name("answer"), timeout: "1h" });
      return [event.data.n, answer?.data.said];
    });
    return async () => {
      const ids = await Promise.all([1, 2, 3].map((n) => waiting(on, { n })));
      await on.send({ said: "go" }, { name: on.name("answer") });
      const outputs = await Promise.all(ids.map(async (id) => (await on.ended(id))[0]?.output));
      expect(outputs).toEqual([1, 2, 3].map((n) => [n, "go"]));
    };
  },

  "one event answers every wait of a run": (on) => {
    on.fn({}, async ({ step }) => {
      const answers = await Promise.all(
        ["a", "b"].map((id) => step.waitForEvent(id, { event: on.name("answer"), timeout: "1h" })),
      );
      return answers.map((answer) => answer?.data.said);
    });
    return async () => {
      const id = await waiting(on);
      await on.send({ said: "go" }, { name: on.name("answer") });
      expect((await on.ended(id))[0]?.output).toEqual(["go", "go"]);
    };
  },

  "an event sent before the wait is not waited for": (on) => {
    on.fn({}, async ({ step }) => {
      await step.sleep("pause", "2s");
      return step.waitForEvent("wait", { event: on.name("early"), timeout: "1s" });
    });
    return async () => {
      const id = await on.send();
      await on.send({}, { name: on.name("early") });
      expect((await on.ended(id))[0]).toMatchObject({ status: "completed", output: null });
    };
  },

  "the second event is for the second wait": (on) => {
    let passed = false;
    on.fn({}, async ({ step }) => {
      const first = await step.waitForEvent("first", { event: on.name("answer"), timeout: "1h" });
      passed = true;
      const second = await step.waitForEvent("second", { event: on.name("answer"), timeout: "1h" });
      return [first?.data.n, second?.data.n];
    });
    return async () => {
      const id = await waiting(on);
      await on.send({ n: 1 }, { name: on.name("answer") });
      await on.until(() => passed, "the first wait to end");
      await settle();
      await on.send({ n: 2 }, { name: on.name("answer") });
      expect((await on.ended(id))[0]?.output).toEqual([1, 2]);
    };
  },

  "a condition that is not CEL fails the run": (on) => {
    let after = 0;
    on.fn({ retries: 3 }, async ({ step }) => {
      await step.waitForEvent("wait", { event: on.name("never"), if: "async.data.(", timeout: "1h" }).catch(() => {});
      await step.run("after", () => ++after);
    });
    return async () => {
      const run = await on.run();
      expect(run).toMatchObject({ status: "failed", error: { name: "InvalidExpression" } });
      expect(after).toBe(0);
    };
  },

  "an event may start one run and answer another": (on) => {
    on.fn({ id: on.name("starts").replaceAll("/", "-"), triggers: [{ event: on.name("both") }] }, () => "started");
    on.fn({}, async ({ step }) => (await step.waitForEvent("wait", { event: on.name("both"), timeout: "1h" }))?.name);
    return async () => {
      const id = await waiting(on);
      const both = await on.send({}, { name: on.name("both") });
      expect((await on.ended(both))[0]?.output).toBe("started");
      expect((await on.ended(id))[0]?.output).toBe(on.name("both"));
    };
  },

  "a signal reaches the run that waits for it": (on) => {
    on.fn({}, ({ event, step }) =>
      step.waitForSignal("wait", { signal: on.name(`signal-${event.data.n}`), timeout: "1h", onConflict: "fail" }),
    );
    on.fn({ triggers: [{ event: on.name("tell") }] }, ({ step }) =>
      step.sendSignal("send", { signal: on.name("signal-2"), data: { from: "teller" } }),
    );
    return async () => {
      const [first, second] = await Promise.all([waiting(on, { n: 1 }), waiting(on, { n: 2 })]);
      const [told] = await on.ended(await on.send({}, { name: on.name("tell") }));
      const [run] = await on.ended(second);
      expect(run?.output).toEqual({ signal: on.name("signal-2"), data: { from: "teller" } });
      expect(told?.output).toEqual({ runId: run?.id });
      expect((await on.runsOf(first))[0]?.status).toBe("running");
    };
  },

  "a signal nobody waits for is no error": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      const sent = await step.sendSignal("send", { signal: on.name("nobody"), data: 1 });
      return [sent];
    });
    return async () => {
      const run = await on.run();
      expect(run.status).toBe("completed");
      expect(run.output).toEqual([{}]);
    };
  },

  "a wait for a signal that runs out gives null": (on) => {
    on.fn({}, async ({ step }) => {
      const signal = await step.waitForSignal("wait", { signal: on.name("never"), timeout: "1s", onConflict: "fail" });
      return [signal];
    });
    return async () => expect((await on.run()).output).toEqual([null]);
  },

  "a second wait for a signal fails its run": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      try {
        const signal = await step.waitForSignal("wait", { signal: on.name("one"), timeout: "1h", onConflict: "fail" });
        return [signal?.data];
      } catch {
        return "caught";
      }
    });
    on.fn({ triggers: [{ event: on.name("tell") }] }, ({ step }) =>
      step.sendSignal("send", { signal: on.name("one"), data: "hello" }),
    );
    return async () => {
      const first = await waiting(on);
      expect((await on.ended(await on.send()))[0]).toMatchObject({
        status: "failed",
        error: { message: "Signal conflict; signal wait already exists for another run" },
      });
      await on.send({}, { name: on.name("tell") });
      expect((await on.ended(first))[0]?.output).toEqual(["hello"]);
    };
  },

  "a second wait that replaces takes the signal over": (on) => {
    on.fn({ retries: 0 }, async ({ event, step }) => {
      const signal = await step.waitForSignal("wait", {
        signal: on.name("one"),
        timeout: event.data.timeout,
        onConflict: "replace",
      });
      return [signal?.data ?? null];
    });
    on.fn({ triggers: [{ event: on.name("tell") }] }, ({ step }) =>
      step.sendSignal("send", { signal: on.name("one"), data: "hello" }),
    );
    return async () => {
      const first = await waiting(on, { timeout: "4s" });
      const second = await waiting(on, { timeout: "1h" });
      await on.send({}, { name: on.name("tell") });
      expect((await on.ended(second))[0]?.output).toEqual(["hello"]);
      expect((await on.ended(first))[0]?.output).toEqual([null]);
    };
  },
});
