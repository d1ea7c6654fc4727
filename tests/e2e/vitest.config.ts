import { defineConfig } from "vitest/config";

/** Browser journeys through one demo studio, one file after another in this order: two cores also render video meanwhile. */
export default defineConfig({
  test: {
    include: ["tests/e2e/**/*.e2e.ts"],
    globalSetup: ["tests/e2e/demo-studio.ts"],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    sequence: { shuffle: false },
    bail: 0,
  },
});
