import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDataDir } from "./data-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a folder that another living process holds is refused with its number", async () => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  try {
    await writeFile(path.join(folder, "studio.lock"), `${other.pid}\n`);
    await expect(lockDataDir(folder)).rejects.toThrow(`process ${other.pid}`);
  } finally {
    other.kill("SIGKILL");
    await once(other, "exit");
  }
});

test("a lock left by a killed process is taken over", async () => {
  const other = spawn(process.execPath, ["-e", ""]);
  await once(other, "exit");
  await writeFile(path.join(folder, "studio.lock"), `${other.pid}\n`);
  const release = await lockDataDir(folder);
  await release();
});

test("a released folder can be locked again", async () => {
  const release = await lockDataDir(folder);
  await release();
  await (await lockDataDir(folder))();
});
