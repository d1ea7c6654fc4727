import fc from "fast-check";
import { expect, test } from "vitest";
import { extendView } from "./views.ts";

const start = new Date("2026-11-23T09:00:00Z");
const after = (ms: number) => new Date(start.getTime() + ms);
const running = (watchedMs: number, completed = false) => ({ halfHour: start, at: start, watchedMs, completed });

test.each<[string, Parameters<typeof extendView>, { watchedMs: number; completed: boolean } | undefined]>([
  ["a glance is no view", [undefined, 1999, 20_000, start], undefined],
  ["two seconds are", [undefined, 2000, 20_000, start], { watchedMs: 2000, completed: false }],
  ["nothing is nothing", [undefined, 0, 20_000, start], undefined],
  ["less than nothing too", [undefined, -5000, 20_000, start], undefined],
  ["no number is nothing", [undefined, Number.NaN, 20_000, start], undefined],
  [
    "a first report of a whole video is not believed",
    [undefined, 20_000, 20_000, start],
    { watchedMs: 5000, completed: false },
  ],
  [
    "a video of a second and a half is viewed when it is over",
    [undefined, 1500, 1500, start],
    { watchedMs: 1500, completed: true },
  ],
  [
    "time that the clock allows is believed",
    [running(2000), 9000, 20_000, after(7000)],
    { watchedMs: 9000, completed: false },
  ],
  [
    "time that it does not allow is cut",
    [running(2000), 19_000, 20_000, after(1000)],
    { watchedMs: 6000, completed: false },
  ],
  [
    "no view is longer than its video",
    [running(2000), 90_000, 20_000, after(600_000)],
    { watchedMs: 20_000, completed: true },
  ],
  [
    "the end counts a little early",
    [running(2000), 19_000, 20_000, after(18_000)],
    { watchedMs: 19_000, completed: true },
  ],
  [
    "a reload does not take away",
    [running(15_000), 2000, 20_000, after(60_000)],
    { watchedMs: 15_000, completed: false },
  ],
  [
    "what was complete stays complete",
    [running(20_000, true), 2000, 20_000, after(60_000)],
    { watchedMs: 20_000, completed: true },
  ],
  [
    "a clock that went back takes nothing away",
    [running(8000), 9000, 20_000, after(-60_000)],
    { watchedMs: 8000, completed: false },
  ],
])("%s", (_name, args, expected) => {
  const view = extendView(...args);
  expect(view && { watchedMs: view.watchedMs, completed: view.completed }).toEqual(expected);
});

test("whatever a page reports, a view is never longer than the clock and the video allow, and never shrinks", () => {
  const report = fc.record({ watchedMs: fc.integer({ min: -10, max: 10_000_000 }), gapMs: fc.nat(60_000) });
  fc.assert(
    fc.property(
      fc.array(report, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1000, max: 60_000 }),
      (reports, videoMs) => {
        let view: ReturnType<typeof extendView>;
        let now = start;
        for (const { watchedMs, gapMs } of reports) {
          now = new Date(now.getTime() + gapMs);
          const next = extendView(view, watchedMs, videoMs, now);
          if (next) {
            expect(next.watchedMs).toBeLessThanOrEqual(videoMs);
            expect(next.watchedMs).toBeLessThanOrEqual(now.getTime() - next.at.getTime() + 5000);
            expect(next.watchedMs).toBeGreaterThanOrEqual(view?.watchedMs ?? 0);
          }
          view = next ?? view;
        }
      },
    ),
  );
});
