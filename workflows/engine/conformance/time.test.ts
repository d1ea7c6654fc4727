import { cron } from "inngest";
import { expect } from "vitest";
import { conform } from "./conform.fixture.ts";

conform("time", {
  "a sleep lasts as long as it says": (on) => {
    on.fn({}, async ({ step }) => {
      const before = await step.run("before", () => Date.now());
      await step.sleep("nap", "2s");
      return Date.now() - before;
    });
    return async () => {
      const { output } = await on.run();
      expect(output).toBeGreaterThanOrEqual(1_990);
      expect(output).toBeLessThan(10_000);
    };
  },

  "a sleep is given in milliseconds, too": (on) => {
    on.fn({}, async ({ step }) => {
      const before = await step.run("before", () => Date.now());
      await step.sleep("nap", 1_000);
      return Date.now() - before;
    });
    return async () => {
      const { output } = await on.run();
      expect(output).toBeGreaterThanOrEqual(990);
      expect(output).toBeLessThan(10_000);
    };
  },

  "a sleep until a moment lasts until then": (on) => {
    on.fn({}, async ({ step }) => {
      const until = await step.run("until", () => Date.now() + 2_000);
      await step.sleepUntil("moment", new Date(until));
      return Date.now() - until;
    });
    return async () => {
      const { output } = await on.run();
      expect(output).toBeGreaterThanOrEqual(-1_000);
      expect(output).toBeLessThan(10_000);
    };
  },

  "a sleep until a moment that is over ends at once": (on) => {
    on.fn({}, async ({ step }) => {
      await step.sleepUntil("moment", "2020-01-01T00:00:00Z");
      return "awake";
    });
    return async () => expect((await on.run()).output).toBe("awake");
  },

  "a sleeping run is under way, and can be cancelled": (on) => {
    let after = 0;
    on.fn({}, async ({ step }) => {
      await step.sleep("long", "1h");
      await step.run("after", () => ++after);
    });
    return async () => {
      const id = await on.send();
      const { id: runId } = await on.running(id);
      await on.cancel(runId);
      expect(await on.ended(id)).toMatchObject([{ id: runId, status: "cancelled" }]);
      expect(after).toBe(0);
    };
  },

  "an event from the future starts its run then": (on) => {
    on.fn({}, ({ event }) => Date.now() - Number(event.ts));
    return async () => {
      const [run] = await on.ended(await on.send({}, { ts: Date.now() + 2_500 }));
      expect(run?.output).toBeGreaterThanOrEqual(-1_000);
      expect(run?.output).toBeLessThan(10_000);
    };
  },

  "a schedule fires when its minute comes, in its zone": (on) => {
    // Kathmandu is 5:45 ahead of UTC: an hour named here is another one nearly everywhere else.
    const hourThere = (at: number) =>
      Number(new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Kathmandu", hour: "numeric" }).format(at));
    const [now, soon] = [hourThere(Date.now()), hourThere(Date.now() + 120_000)];
    const line = (hours: number[]) => `TZ=Asia/Kathmandu * ${[...new Set(hours)].join(",")} * * *`;
    const fired: unknown[] = [];
    const wrong: unknown[] = [];
    on.fn({ triggers: [cron(line([now, soon]))] }, ({ event }) => void fired.push([event.name, event.data.cron]));
    on.fn({ triggers: [cron(line([(now + 6) % 24]))] }, ({ event }) => void wrong.push(event.data.cron));
    return async () => {
      await on.hurrySchedules();
      await on.until(() => fired.length > 0, "the minute to come", 65_000);
      expect(fired[0]).toEqual(["inngest/scheduled.timer", line([now, soon])]);
      expect(wrong).toEqual([]);
    };
  },

  "a function may have a schedule and an event": (on) => {
    on.fn({ triggers: [cron("0 0 1 1 *"), { event: on.event }] }, ({ event }) => event.name);
    return async () => expect((await on.run()).output).toBe(on.event);
  },
});
