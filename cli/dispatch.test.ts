import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { NotFound, Refused } from "#config/errors.ts";
import { UsageError } from "./command.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";

const dog = {
  bark: {
    usage: "<times>",
    does: "Barks",
    run: async (args: string[]) => {
      if (args[0] === undefined) throw new UsageError("Say how often.");
      if (args[0] === "0") throw new Refused("too-quiet", "A dog barks once at least.");
      if (args[0] === "-1") throw new NotFound("bark");
      if (args[0] === "broken") throw new TypeError("A fault of ours");
      return 0;
    },
  },
};

async function run(...args: string[]) {
  const { desk, said, complained } = deskOf("/nowhere");
  return { code: await dispatch(args, { dog }, desk), said: said.join("\n"), complained: complained.join("\n") };
}

test("asked nothing, or for help, it lists every command", async () => {
  for (const args of [[], ["help"], ["--help"], ["dog", "--help"], ["dog", "bark", "--help"]]) {
    const { code, said, complained } = await run(...args);
    expect([code, complained]).toEqual([0, ""]);
    expect(said).toContain("dog bark <times>  Barks");
  }
});

test("an unknown noun or verb is answered with those that are known, and exit code 2", async () => {
  const cat = await run("cat", "meow");
  expect(cat).toMatchObject({ code: 2, complained: 'There is nothing called "cat" here. Known: dog.' });
  const fly = await run("dog", "fly");
  expect(fly.code).toBe(2);
  expect(fly.complained).toContain('A dog cannot "fly". It can: bark.');
  expect((await run("constructor", "bark")).code).toBe(2);
  expect((await run("dog", "toString")).code).toBe(2);
  expect((await run("dog")).code).toBe(2);
});

test("a wrong call shows how it is made; a refusal is a sentence; a fault of ours is not hidden", async () => {
  expect(await run("dog", "bark")).toMatchObject({
    code: 2,
    complained: "Say how often.\n  npm run troupe -- dog bark <times>",
  });
  expect(await run("dog", "bark", "0")).toMatchObject({ code: 1, complained: "A dog barks once at least." });
  expect(await run("dog", "bark", "-1")).toMatchObject({ code: 1, complained: "There is no bark." });
  expect(await run("dog", "bark", "3")).toMatchObject({ code: 0 });
  await expect(run("dog", "bark", "broken")).rejects.toThrow("A fault of ours");
});

test("the real program lints a kit and answers with its exit code", async () => {
  const root = path.resolve(import.meta.dirname, "..");
  const troupe = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["--import", "tsx", "cli/troupe.ts", ...args], { cwd: root });
  const { stdout } = await troupe("kit", "lint", "brand-kits/lykke-bath");
  expect(stdout).toContain("Lykke Bath is ready to import");
  await expect(troupe("kit", "lint", "brand-kits")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no kit.yaml"),
  });
  await expect(troupe("kit", "lint", "a", "--loud")).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("npm run troupe -- kit lint <folder>"),
  });
});
