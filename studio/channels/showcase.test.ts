import { afterAll, beforeAll, expect, test } from "vitest";
import { listConnections } from "#db/queries/connections.ts";
import { findLiveItem, findShowcase } from "#db/queries/showcase.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { openPress } from "../posts/press.fixture.ts";
import { publishPostNow } from "../posts/publish.ts";
import { disconnect, ensureShowcase, openShowcase } from "./showcase.ts";

let stage: Awaited<ReturnType<typeof openPress>>;
beforeAll(async () => {
  stage = await openPress();
});
afterAll(() => stage.close());

async function aBrand(slug: string) {
  return stage.db
    .insertInto("brands")
    .values({ workspaceId: stage.cast.workspace.id, slug, name: "Lykke" })
    .returningAll()
    .executeTakeFirstOrThrow();
}

test("a brand gets its Showcase under its slug, once, and with a number where the slug is taken", async () => {
  const brand = await aBrand("lykke");
  const first = await ensureShowcase(stage.db, brand);
  expect(first).toMatchObject({ channel: "showcase", handle: "lykke", name: "Lykke" });
  expect((await ensureShowcase(stage.db, brand)).id).toBe(first.id);
  const namesake = await aBrand("lykke-bath");
  expect((await ensureShowcase(stage.db, { ...namesake, slug: "lykke" })).handle).toBe("lykke-2");
});

test("an address that is taken or is none is refused at its field", async () => {
  const brand = await aBrand("second");
  await openShowcase(stage.db, brand.id, actorOf(null), { handle: " Second ", name: "Second" });
  await expect(
    openShowcase(stage.db, brand.id, actorOf(null), { handle: "second", name: "Again" }),
  ).rejects.toMatchObject({
    code: "handle-taken",
    field: "handle",
  });
  await expect(openShowcase(stage.db, brand.id, actorOf(null), { handle: "no spaces", name: "x" })).rejects.toThrow();
  expect(await listConnections(stage.db, brand.id)).toHaveLength(1);
});

test("an account with planned posts stays; without them it goes, and its feed and files with it", async () => {
  const { brand, connection } = stage.cast;
  const ref = await stage.armed();
  await expect(disconnect(stage.db, brand.id, actorOf(null), connection.id)).rejects.toMatchObject({
    code: "posts-planned",
    message: `One post is planned on ${connection.name}. Move or withdraw them, then disconnect.`,
  });
  await publishPostNow(stage.press, ref);
  expect(await findLiveItem(stage.db, ref.postId)).toBeDefined();
  await disconnect(stage.db, brand.id, actorOf(null), connection.id);
  await disconnect(stage.db, brand.id, actorOf(null), connection.id);
  expect(await listConnections(stage.db, brand.id)).toEqual([]);
  expect(await findShowcase(stage.db, connection.handle)).toBeUndefined();
  expect(await findLiveItem(stage.db, ref.postId)).toBeUndefined();
  expect(
    (await openShowcase(stage.db, brand.id, actorOf(null), { handle: connection.handle, name: "Anew" })).id,
  ).not.toBe(connection.id);
});

test("another brand cannot disconnect an account", async () => {
  const brand = await aBrand("third");
  const mine = await ensureShowcase(stage.db, brand);
  await expect(disconnect(stage.db, stage.cast.brand.id, actorOf(null), mine.id)).rejects.toMatchObject({
    name: "NotFound",
  });
});
