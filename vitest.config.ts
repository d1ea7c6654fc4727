import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, mostly because it waits for processes that it kills. Begun last, they would keep one worker busy and two idle. */
const longest = /\/(crash|crash-database|life|routes|queries|uploads|takes|render-killed|render)\.test\.ts$/;

/** The longest first, then by how long they took last time or, in a fresh checkout, by their size. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

const rank = ({ moduleId }: TestSpecification) => (longest.test(moduleId) ? 0 : 1);

export default defineConfig({
  test: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: ["node_modules/**", "build/**", ".data/**", "tests/e2e/**"],
    // One database server for all of them.
    globalSetup: ["tests/harness/global-setup.ts"],
    // No module keeps state (see architecture.md), so the files share what they import and the process they run in: to start
    // one for each, and load the house into it, was a third of all the work. It has to be said here; a project's own word
    // does not reach the pool.
    isolate: false,
    // Some wait for a clock, so that three share two cores. Not fewer while the last are at work: Vitest 3.2 ends a worker
    // that idles, and with it, where files share workers, the whole run.
    maxWorkers: 3,
    minWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
