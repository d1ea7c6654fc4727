import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeClip } from "./clip.fixture.ts";
import { createInspector, type Inspector } from "./inspector.ts";
import { checkVideoFile } from "./quality.ts";
import { composeSampleBoard } from "./sample-board.ts";

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

test("one process reads what comes, whole or not, and gives its memory back when there is nothing to do", async () => {
  const short = createInspector({ idleMs: 200 });
  const broken = path.join(folder, "broken.mp4");
  await writeFile(broken, "this is not a video");
  const first = short.inspect({ file: clip });
  const second = short.inspect({ file: broken });
  const third = short.inspect({ file: clip });
  expect(await first).toMatchObject({ width: 96, height: 160, videoCodec: "h264", truePeakDbtp: -Infinity });
  const pids = short.pids();
  expect(pids).toHaveLength(1);
  await expect(second).rejects.toMatchObject({ name: "Unreadable", message: expect.stringContaining("broken.mp4") });
  expect((await third).looks).toHaveLength(3);
  expect(short.pids()).toEqual(pids);
  await expect.poll(() => short.pids(), { timeout: 10_000 }).toEqual([]);
  await short.close();
});

test("a file that is no video is a finding, not an error", async () => {
  const broken = path.join(folder, "no-video.mp4");
  await writeFile(broken, "neither is this");
  const board = await composeSampleBoard(folder);
  const rules = { board, minSeconds: 1, maxSeconds: 9, networks: [], lexicon: [], locale: "en", neighbours: [] };
  const { findings, found } = await checkVideoFile(broken, rules, inspector);
  expect(findings).toMatchObject([{ gate: "readable", severity: "block", fix: { action: "make-again" } }]);
  expect(found).toBeUndefined();
});

test("a process that dies or hangs fails its own file, and the next file is read by another", async () => {
  await inspector.inspect({ file: clip });
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
  await expect.poll(() => hasty.pids(), { timeout: 10_000 }).toEqual([]);
  await hasty.close();
  await expect(hasty.inspect({ file: clip })).rejects.toThrow("closing");
});

test("while it rests, the studio can end", async () => {
  const script = `
    import { createInspector } from ${JSON.stringify(new URL("./inspector.ts", import.meta.url).pathname)};
    const found = await createInspector().inspect({ file: ${JSON.stringify(clip)} });
    console.log(found.width);`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  expect(stdout).toBe("96\n");
});
