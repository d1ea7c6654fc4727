import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createShotCache, sweepShots } from "./shot-cache.ts";

let folder: string;
const made: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "shots-"));
  made.push(folder);
});
afterAll(() => Promise.all(made.map((each) => rm(each, { recursive: true }))));

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
async function keep(name: string, hours: number, size = 100) {
  await writeFile(path.join(folder, name), "s".repeat(size));
  await utimes(path.join(folder, name), hoursAgo(hours), hoursAgo(hours));
}
const kept = async () => (await readdir(folder)).filter((name) => name !== ".held").sort();
const plenty = { days: 30, bytes: 1e9 };

test("what one render keeps, another takes", async () => {
  const cache = createShotCache(folder);
  const first = await cache.hold();
  expect(await first.take(["a.mp4", "a.jpg"])).toBe(false);
  await writeFile(first.file("a.mp4"), "picture");
  await writeFile(first.file("a.jpg"), "still");
  await first.keep(["a.mp4", "a.jpg"]);
  await first.release();
  const second = await cache.hold();
  expect(await second.take(["a.mp4", "a.jpg"])).toBe(true);
  expect(await readFile(second.file("a.mp4"), "utf8")).toBe("picture");
  expect(await kept()).toEqual(["a.jpg", "a.mp4"]);
});

test("a piece that a render holds outlives every sweep", async () => {
  await keep("a.mp4", 1);
  const hold = await createShotCache(folder).hold();
  await hold.take(["a.mp4"]);
  expect(await sweepShots(folder, { days: 30, bytes: 0 })).toMatchObject({ files: 1 });
  expect(await kept()).toEqual([]);
  expect(await readFile(hold.file("a.mp4"), "utf8")).toHaveLength(100);
});

test("the folder keeps to its size by letting go of what was not used for longest", async () => {
  for (const [name, hours] of Object.entries({ "a.mp4": 3, "b.mp4": 9, "c.mp4": 6 })) await keep(name, hours);
  await (await createShotCache(folder).hold()).take(["b.mp4"]);
  expect(await sweepShots(folder, { days: 30, bytes: 250 })).toEqual({ files: 1, bytes: 100 });
  expect(await kept()).toEqual(["a.mp4", "b.mp4"]);
});

test("what was not used for so many days goes, however small it is", async () => {
  await keep("old.mp4", 24 * 31);
  await keep("young.mp4", 24 * 29);
  await sweepShots(folder, plenty);
  expect(await kept()).toEqual(["young.mp4"]);
});

test("what killed renders left goes after hours, and not what a living one is writing", async () => {
  await keep("a.f32.1.part", 7);
  await keep("b.f32.2.part", 1);
  const cache = createShotCache(folder);
  const [dead, living] = [await cache.hold(), await cache.hold()];
  for (const hold of [dead, living]) await writeFile(hold.file("x.mp4.part"), "half");
  await utimes(path.dirname(dead.file("x")), hoursAgo(7), hoursAgo(7));
  await sweepShots(folder, plenty);
  expect(await kept()).toEqual(["b.f32.2.part"]);
  await expect(stat(path.dirname(dead.file("x")))).rejects.toThrow("ENOENT");
  expect(await readFile(living.file("x.mp4.part"), "utf8")).toBe("half");
});

test("a folder that is not there is empty, and an empty one stays", async () => {
  expect(await sweepShots(path.join(folder, "nowhere"), plenty)).toEqual({ files: 0, bytes: 0 });
  await mkdir(path.join(folder, ".held"), { recursive: true });
  expect(await sweepShots(folder, plenty)).toEqual({ files: 0, bytes: 0 });
});
