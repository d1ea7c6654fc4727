import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listLedger } from "#db/queries/ledger.ts";
import { listPersonaPictures } from "#db/queries/persona-pictures.ts";
import { inTransaction } from "#db/transaction.ts";
import { probePicture } from "#media/picture.ts";
import { drawPortrait } from "#media/portrait.ts";
import { type AskedImage, startImageServer } from "#providers/image/image-server.fixture.ts";
import { chooseImages } from "#providers/image/index.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { askForSheet, drawPicture, type Easel, listWaitingPictures, priceSheet } from "./reference-sheet.ts";

let database: TestDatabase;
let folder: string;
let server: Awaited<ReturnType<typeof startImageServer>>;
let easel: Easel;
let cast: Cast;
const offline = chooseImages({ source: {} }, drawPortrait);

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "sheet-"));
  server = await startImageServer(drawPortrait({ style: "avataaars", seed: "maja", options: {} }, { size: 96 }));
  const source = {
    ...{
      IMAGE_PROVIDER: "openai",
      OPENAI_API_KEY: "k",
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_IMAGE_MODEL: "painter",
    },
    OPENAI_IMAGE_COST: "0.05",
  };
  easel = {
    db: database.db,
    files: createFileStore({ dataDir: folder }),
    images: chooseImages({ source }, drawPortrait),
  };
});
beforeEach(async () => {
  cast = await castOf(database.db);
  server.asked.length = 0;
  server.state.instead = undefined;
});
afterAll(async () => {
  await server.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

const ask = (more: { productId?: string; anew?: boolean } = {}, images = easel.images) =>
  inTransaction(database.db, (trx) =>
    askForSheet(trx, images, cast.brand.id, actorOf(null, cast.workspace.id), cast.persona.id, more),
  );
const drawAll = async () => {
  for (const id of await listWaitingPictures(database.db, cast.brand.id, cast.persona.id)) {
    await drawPicture(easel, cast.brand.id, id);
  }
};
const pictures = () => listPersonaPictures(database.db, cast.brand.id, cast.persona.id);
const spent = async () =>
  (await listLedger(database.db, cast.brand.id, { limit: 50 })).reduce(
    (sum, { amountMicros }) => sum + amountMicros,
    0,
  );

test("the price is known before, and the drawn portraits offer no sheet", async () => {
  expect(priceSheet(easel.images)).toBe(6 * 50_000);
  expect(priceSheet(easel.images, true)).toBe(7 * 50_000);
  expect(priceSheet(offline)).toBeNull();
  await expect(ask({}, offline)).rejects.toMatchObject({ name: "Refused", code: "no-picture-model" });
  expect(await pictures()).toEqual([]);
});

test("the front is drawn from words, every other view agrees with it, and each is kept, probed and paid for once", async () => {
  expect(await ask()).toBe(6);
  await drawAll();
  expect(server.asked.map(({ path: at }) => at.split("/").at(-1))).toEqual(["generations", ...Array(5).fill("edits")]);
  const drawn = await pictures();
  const front = drawn.find(({ view }) => view === "front")!;
  expect(Buffer.from(await easel.files.bytes(front.file!)).equals(server.asked[1]!.images[0]!.bytes)).toBe(true);
  for (const picture of drawn) {
    expect(picture).toMatchObject({ state: "done", provider: "openai", model: "painter", costMicros: 50_000 });
    expect(await probePicture(await easel.files.bytes(picture.file!))).toMatchObject({ width: picture.width });
  }
  expect(await spent()).toBe(6 * 50_000);
  expect(await ask()).toBe(0);
  await drawAll();
  expect(await spent()).toBe(6 * 50_000);
  expect(await ask({ anew: true })).toBe(6);
});

test("a product in hand brings its own picture along, and one without a picture is refused", async () => {
  await expect(ask({ productId: cast.product.id })).rejects.toMatchObject({ code: "no-picture" });
  const key = `brands/${cast.brand.id}/products/bag.png`;
  await easel.files.save(key, { bytes: drawPortrait({ style: "avataaars", seed: "bag", options: {} }, { size: 32 }) });
  await database.db.updateTable("products").set({ picture: key }).where("id", "=", cast.product.id).execute();
  expect(await ask({ productId: cast.product.id })).toBe(7);
  await drawAll();
  expect(server.asked.at(-1)!.images).toHaveLength(2);
  expect(server.asked.at(-1)!.fields.prompt).toMatch(/same person .* holding the product of the second reference/);
});

test("a refused view fails alone, with the vendor's words, and can be asked for again", async () => {
  const profile = ({ fields }: AskedImage) => Boolean(fields.prompt?.includes("in profile"));
  server.state.instead = (asked) =>
    profile(asked)
      ? { status: 400, body: { error: { message: "Blocked by our safety system", code: "moderation_blocked" } } }
      : undefined;
  await ask();
  await drawAll();
  const failed = (await pictures()).filter(({ state }) => state !== "done");
  expect(failed).toMatchObject([
    { view: "profile", state: "failed", file: null, failure: expect.stringContaining("Blocked by our safety system") },
  ]);
  server.state.instead = undefined;
  expect(await ask()).toBe(1);
  await drawAll();
  expect((await pictures()).every(({ state }) => state === "done")).toBe(true);
});

test("what is no picture is paid for and said, and nothing is stored", async () => {
  server.state.instead = () => ({ body: { data: [{ b64_json: Buffer.from("not a picture").toString("base64") }] } });
  await ask();
  const [front] = await listWaitingPictures(database.db, cast.brand.id, cast.persona.id);
  await drawPicture(easel, cast.brand.id, front!);
  expect((await pictures()).find(({ view }) => view === "front")).toMatchObject({ state: "failed", file: null });
  expect(await spent()).toBe(50_000);
});

test("an outage is thrown, so that the workflow waits, and leaves the picture to be drawn", async () => {
  server.state.instead = () => ({ status: 503, body: {} });
  await ask();
  const waiting = await listWaitingPictures(database.db, cast.brand.id, cast.persona.id);
  await expect(drawPicture(easel, cast.brand.id, waiting[0]!)).rejects.toMatchObject({ kind: "retry" });
  expect(await listWaitingPictures(database.db, cast.brand.id, cast.persona.id)).toHaveLength(6);
  server.state.instead = undefined;
  await drawAll();
  expect((await pictures()).every(({ state }) => state === "done")).toBe(true);
});
