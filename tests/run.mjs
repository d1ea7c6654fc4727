// `npm test`: the whole suite, browser journeys included, on a machine that may have nothing installed yet.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildApp, installPackages, requireNode, root } from "../server/prepare.mjs";

requireNode();
installPackages();
const { findOrInstallChromium } = await import("./harness/chromium.mjs");
const chromium = await findOrInstallChromium();
buildApp();

const scratch = mkdtempSync(path.join(tmpdir(), "troupe-results-"));
const totals = { passed: 0, failed: 0, skipped: 0 };
run("unit", ["--config", "vitest.config.ts"]);
run("journeys", ["--config", "tests/e2e/vitest.config.ts"]);
rmSync(scratch, { recursive: true, force: true });

const skipped = totals.skipped ? `, ${totals.skipped} skipped` : "";
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);

/** Runs one vitest configuration and adds its counts; a run that ends badly without a failed test counts as one failure. */
function run(name, args) {
  console.log(`\n── ${name}`);
  const report = path.join(scratch, `${name}.json`);
  const { status } = spawnSync(
    process.execPath,
    [
      path.join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      ...args,
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, CHROMIUM_PATH: chromium } },
  );
  let counted = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 0 };
  try {
    counted = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    console.error(`The ${name} run left no report.`);
  }
  const failed = counted.numFailedTests || (status === 0 ? 0 : 1);
  totals.passed += counted.numPassedTests;
  totals.failed += failed;
  totals.skipped += counted.numPendingTests;
}
