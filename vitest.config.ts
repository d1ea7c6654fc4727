import { defineConfig } from "vitest/config";

const elsewhere = ["node_modules/**", "build/**", ".data/**", "tests/e2e/**"];
const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

/** One database server for all of them: what the root sets up, every project is given. */
export default defineConfig({
  test: {
    globalSetup: ["tests/harness/global-setup.ts"],
    // The engine's tests mostly wait for a clock, so that three share two cores.
    maxWorkers: 3,
    minWorkers: 1,
    projects: [
      {
        // No module keeps state (see architecture.md), so these files share what they import, which halves the work.
        test: {
          name: "house",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...elsewhere, "workflows/engine/**"],
          isolate: false,
          ...patience,
        },
      },
      { test: { name: "engine", include: ["workflows/engine/**/*.test.ts"], exclude: elsewhere, ...patience } },
    ],
  },
});
