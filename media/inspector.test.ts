import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeClip } from "./clip.fixture.ts";
import { createInspector, type Inspector } from "./inspector.ts";

let folder: string;
let clip: string;
let inspector: Inspector;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-inspector-"));
  clip = path.join(folder, "clip.mp4");
  await writeClip(clip, { seconds: 1 });
  inspector = createInspector();
});
afterAll(async () => {
  await inspector.close();
  expect(inspector.pids()).toEqual([]);
  await rm(folder, { recursive: true });
});

const held = () => process.getActiveResourcesInfo().filter((name) => /Process|Pipe/.test(name)).length;

test("one process reads what comes, whole or not, and keeps nobody waiting when there is nothing to do", async () => {
  const before = held();
  const broken = path.join(folder, "broken.mp4");
  await writeFile(broken, "this is not a video");
  const first = inspector.inspect({ file: clip });
  const second = inspector.inspect({ file: broken });
  const third = inspector.inspect({ file: clip });
  expect(await first).toMatchObject({ width: 96, height: 160, videoCodec: "h264", truePeakDbtp: -Infinity });
  const pids = inspector.pids();
  expect(pids).toHaveLength(1);
  await expect(second).rejects.toMatchObject({ name: "Unreadable", message: expect.stringContaining("broken.mp4") });
  expect((await third).looks).toHaveLength(3);
  expect(inspector.pids()).toEqual(pids);
  expect(held()).toBe(before);
});

test("a process that dies or hangs fails its own file, and the next file is read by another", async () => {
  const [pid] = inspector.pids();
  const failing = inspector.inspect({ file: clip });
  const next = inspector.inspect({ file: clip });
  await Promise.resolve();
  process.kill(pid!, "SIGKILL");
  await expect(failing).rejects.toThrow("SIGKILL");
  expect((await next).seconds).toBeCloseTo(1, 1);
  expect(inspector.pids()).not.toContain(pid);

  const hasty = createInspector({ timeoutMs: 1 });
  await expect(hasty.inspect({ file: clip })).rejects.toMatchObject({ name: "Unreadable" });
  await expect.poll(() => hasty.pids()).toEqual([]);
  await hasty.close();
  await expect(hasty.inspect({ file: clip })).rejects.toThrow("closing");
});

test("a process that has rested gives its memory back", async () => {
  const short = createInspector({ idleMs: 1 });
  await short.inspect({ file: clip });
  await expect.poll(() => short.pids()).toEqual([]);
  await short.close();
});
