import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { pruneScratch } from "./prune.ts";

test("work that nobody took up again goes after a day, with all that is in it; what is at work and what is kept stays", async () => {
  const scratch = await mkdtemp(path.join(tmpdir(), "troupe-prune-"));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const now = new Date();
  const old = new Date(now.getTime() - 25 * 3_600_000);
  for (const name of ["killed-1", "working-1", "lines"]) {
    await mkdir(path.join(scratch, name));
    await writeFile(path.join(scratch, name, "video.mp4"), "half");
  }
  await writeFile(path.join(scratch, "probed.mp4"), "half");
  for (const name of ["killed-1", "lines", "probed.mp4"]) await utimes(path.join(scratch, name), old, old);
  expect(await pruneScratch(scratch, 1, ["lines"], now)).toBe(2);
  expect((await readdir(scratch)).sort()).toEqual(["lines", "working-1"]);
  expect(await pruneScratch(path.join(scratch, "nowhere"), 1, [], now)).toBe(0);
});
