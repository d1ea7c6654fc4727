import { defineConfig } from "vitest/config";

/** Browser journeys: one studio each, real browser, one after another, because two cores also render video meanwhile. */
export default defineConfig({
  test: {
    include: ["tests/e2e/**/*.e2e.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
