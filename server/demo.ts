import { parseArgs } from "node:util";
import { paths } from "#app/paths.ts";
import { Refused } from "#config/errors.ts";
import { loadDemo } from "./demo/load-demo.ts";
import { findOrCreateDemoOwner } from "./demo/owner.ts";
import { watchBrief } from "./demo/progress.ts";
import { runUnattended } from "./demo/unattended.ts";
import { runProgram, sayEngine, startStudio } from "./run-studio.ts";

/**
 * `npm run demo`: the whole studio on the demo brand, on this machine. It serves until Ctrl-C and goes on with the same
 * data next time. `--once` does the reviewer's, the publisher's and the viewers' part itself and ends; with `--json` the
 * last line on stdout is the result as one JSON object, and nothing else is.
 */
await runProgram(async (env, stopping) => {
  const { values: flags } = parseArgs({
    options: { once: { type: "boolean" }, json: { type: "boolean" }, port: { type: "string" } },
  });
  const quiet = flags.json ?? false;
  const say = (line = "") => quiet || console.log(line);
  const started = Date.now();
  if (flags.port !== undefined && !/^\d{1,5}$/.test(flags.port)) {
    throw new Refused("port-invalid", `“${flags.port}” is not a port. Write a number, such as --port 4400.`);
  }
  const port = flags.port ? Number(flags.port) : env.port;
  // The terminal belongs to the bars: the log keeps to warnings unless more was asked for.
  const studio = await startStudio({ ...env, port, logLevel: env.logLevel === "info" ? "warn" : env.logLevel });
  const { house } = studio;
  try {
    const owner = await findOrCreateDemoOwner(house);
    if (!owner) {
      throw new Refused(
        "not-a-demo",
        `${env.dataDir} already holds a studio of your own. Start it with \`npm start\`, or set DATA_DIR to another folder for the demo.`,
      );
    }
    const demo = await loadDemo(house, owner);
    say(`\n  Troupe   ${house.publicUrl}${paths.brief(demo.brandSlug, demo.briefId)}`);
    say(`  Sign in  ${owner.email}  ·  ${owner.password}`);
    say(`  Public   ${house.publicUrl}${paths.showcase(demo.brandSlug)}\n`);
    const engine = sayEngine(house);
    if (engine) say(`  ${engine}\n`);
    say(demo.launchedNow ? "  The demo brief is in production:" : "  Going on with the data of last time:");
    const counts = await watchBrief(house, demo, { quiet, stopping });
    if (flags.once) {
      const result = await runUnattended(
        house,
        { ...demo, userId: owner.userId, workspaceId: owner.workspaceId },
        stopping,
      );
      const wallSeconds = Math.round((Date.now() - started) / 100) / 10;
      if (quiet) process.stdout.write(`${JSON.stringify({ ...result, wallSeconds })}\n`);
      else say(`\n  ${result.published} published, ${result.views} views, ${result.clicks} clicks in ${wallSeconds} s`);
      return;
    }
    if (!stopping.aborted) {
      say(
        `\n  ${counts.checks} of ${counts.total} videos wait for your review: ${house.publicUrl}${paths.review(demo.brandSlug)}`,
      );
      say("  Ctrl-C stops the studio; its data stays.");
      await new Promise((resolve) => stopping.addEventListener("abort", resolve, { once: true }));
    }
    say("\n  Closing down …");
  } finally {
    await studio.close();
  }
});
