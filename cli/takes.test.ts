import { afterAll, beforeAll, expect, test } from "vitest";
import { orderShot } from "#studio/takes/order-shot.ts";
import { type FilmSet, openFilmSet, readTakes, wishOf } from "#studio/takes/takes.fixture.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";
import { takes } from "./takes.ts";

let set: FilmSet;
beforeAll(async () => {
  set = await openFilmSet();
});
afterAll(() => set.close());

async function run(...args: string[]) {
  const { desk, said, complained } = deskOf("/unused", set.database);
  const code = await dispatch(["takes", ...args], { takes }, desk);
  return { code, said: said.join("\n"), complained: complained.join("\n") };
}

test("an order of unknown fate is listed and decided once, from the command line", async () => {
  const brand = ["--brand", set.cast.brand.slug];
  expect((await run("unknown", ...brand)).said).toBe("Nordlys Coffee has no take whose fate is unknown.");
  const ref = await set.variant();
  const order = await orderShot(set.stage, ref, 0, wishOf(), new Date());
  const [id = ""] = "follow" in order ? order.follow : [];
  await set.db.updateTable("takes").set({ state: "unknown", sentAt: new Date() }).where("id", "=", id).execute();
  expect((await run("unknown", ...brand)).said).toContain(`${id}  bytedance/seedance-1-pro`);
  expect((await run("unknown", ...brand)).said).toContain("up to $0.30");
  expect((await run("settle", id, ...brand)).complained).toContain("--made or --not-made");
  expect(await run("settle", id, "--made", ...brand)).toMatchObject({ code: 0 });
  expect((await readTakes(set.db, ref)).ledger).toMatchObject([{ takeId: id, amountMicros: 300_000 }]);
  expect((await run("settle", id, "--not-made", ...brand)).complained).toContain("is known by now");
  expect((await run("settle", ...brand)).complained).toContain("Say which take");
});
