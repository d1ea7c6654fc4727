import { spawn } from "node:child_process";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { bundleProcess } from "./crash.fixture.ts";
import { until } from "./engine.fixture.ts";

let bundle: Awaited<ReturnType<typeof bundleProcess>>;
let database: TestDatabase | undefined;
let stop = () => {};
beforeAll(async () => {
  bundle = await bundleProcess("set-clock.fixture.ts");
});
afterEach(async () => {
  stop();
  await database?.drop();
});
afterAll(() => bundle.remove());

/** What comes of two events, and how many seconds after them at the earliest. */
const expected: Record<string, number[]> = {
  plain: [0, 0],
  prompt: [0, 0],
  slept: [1, 1],
  waited: [1, 1],
  retried: [0.3, 0.3],
  debounced: [1],
  batched: [1],
  throttled: [0, 1],
  rated: [0],
  ticks: [0],
};

test.each([-5, 5])(
  "a process whose clock is %i hours off, and is set back and forth, neither loses, doubles, hurries nor holds up anything",
  {
    timeout: 90_000,
  },
  async (hours) => {
    database = await createTestDatabase();
    const { pool, connectionString } = database;
    pool.on("error", () => {});
    await pool.query("create table noted (what text, at timestamptz default clock_timestamp())");
    const worker = spawn(process.execPath, [bundle.script, connectionString, String(hours * 3_600_000)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    stop = () => worker.kill("SIGKILL");
    await new Promise((resolve) => worker.stdout.once("data", resolve));
    const notes = async () => {
      const { rows } = await pool.query<{ what: string; after: number }>(
        `select what, extract(epoch from at - (select min(at) from noted))::float8 as after from noted
       where what <> 'begin' order by at`,
      );
      return rows;
    };
    const all = Object.values(expected).flat().length;
    await until(async () => (await notes()).length >= all, "everything to come", 40_000);
    // Longer than anything here is put off: whatever came twice, or too late to be seen, would have.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const found = await notes();
    for (const [what, times] of Object.entries(expected)) {
      const mine = found.filter((note) => note.what === what).map(({ after }) => after);
      expect(mine, what).toHaveLength(times.length);
      for (const [i, earliest] of times.entries()) expect(mine[i], what).toBeGreaterThanOrEqual(earliest);
    }
    expect(found).toHaveLength(all);
    const { rows } = await pool.query(
      `select function_id, status from engine.runs where status <> 'completed' order by function_id`,
    );
    expect(rows).toEqual([1, 2].map(() => ({ function_id: "skew-late", status: "cancelled" })));
  },
);
