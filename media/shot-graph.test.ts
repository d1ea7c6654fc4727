import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planShots } from "./plan-shots.ts";
import { planSound } from "./plan-sound.ts";
import { composeSampleBoard } from "./sample-board.ts";
import { createFileHasher } from "./shot-key.ts";
import type { Shot, Storyboard } from "./storyboard.ts";

let folder: string;
let board: Storyboard;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "graph-"));
  board = await composeSampleBoard(folder, { long: true });
});
afterAll(() => rm(folder, { recursive: true }));

/** The names of a board's shots, and of its mix. */
async function namesOf(wanted: Storyboard) {
  const hashes = createFileHasher();
  const jobs = await planShots(wanted, "final", hashes);
  const sound = await planSound(
    wanted,
    jobs.map(({ placed }) => placed),
    folder,
    hashes,
  );
  return { shots: jobs.map(({ hash }) => hash), sound: sound.name };
}

/** Which shots another board has to draw that this one has not, by their kind, and whether it is mixed anew. */
async function anew(wanted: Storyboard): Promise<{ drawn: Shot["type"][]; mixed: boolean }> {
  const [before, after] = [await namesOf(board), await namesOf(wanted)];
  const drawn = wanted.shots.filter((_, index) => !before.shots.includes(after.shots[index]!));
  return { drawn: drawn.map(({ type }) => type), mixed: before.sound !== after.sound };
}
const change = <T extends Shot["type"]>(type: T, more: Partial<Extract<Shot, { type: T }>>): Storyboard => ({
  ...board,
  shots: board.shots.map((shot) => (shot.type === type ? { ...shot, ...more } : shot)),
});

test("the same board in another folder has nothing to draw and nothing to mix", async () => {
  const again = await composeSampleBoard(path.join(folder, "again"), { long: true });
  expect(await anew(again)).toEqual({ drawn: [], mixed: false });
});

test("another hook draws one shot and is mixed anew", async () => {
  const other = await composeSampleBoard(folder, { long: true, hook: "One quite other hook." });
  expect(await anew(other)).toEqual({ drawn: ["talking-head"], mixed: true });
});

test("another call to action, link or end card draws the end card alone and is not mixed anew", async () => {
  for (const more of [{ cta: "Taste it first" }, { link: "nordlys.example/taste" }, { design: "poster" as const }]) {
    expect(await anew(change("end-card", more))).toEqual({ drawn: ["end-card"], mixed: false });
  }
});

test("another price draws the product alone", async () => {
  expect(await anew(change("product", { price: "€12.90" }))).toEqual({ drawn: ["product"], mixed: false });
});

test("another caption style draws what has captions, and not the end card", async () => {
  const { drawn, mixed } = await anew({ ...board, captionStyle: "boxed" });
  expect(drawn).toContain("talking-head");
  expect(drawn).not.toContain("end-card");
  expect(mixed).toBe(false);
});

test("other music draws nothing", async () => {
  const music = { bed: "late" as const, seed: "nordlys", level: 0 };
  expect(await anew({ ...board, music })).toEqual({ drawn: [], mixed: true });
});
