import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { forgetOldApiRequests } from "#db/queries/api-requests.ts";
import { addVideo } from "#tests/harness/cast.ts";
import { type Answered, openTestApi, type TestApi } from "./api.fixture.ts";

let api: TestApi;
let products: string;
let fresh = 0;
let position = 100;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  products = `${api.brand}/products`;
});
afterAll(() => api.close());
beforeEach(() => {
  fresh += 1;
  key = `key-${fresh}`;
});
afterEach(() => expect(api.faults.splice(0)).toEqual([]));

const post = (at: string, body: unknown, headers: Record<string, string> = { "idempotency-key": key }) =>
  api.ask("POST", at, { body, headers });
const countProducts = async (title: string) =>
  (await api.db.selectFrom("products").select("id").where("title", "=", title).execute()).length;
const replayed = ({ headers }: Answered) => headers.get("idempotent-replayed");

test("the same request with the same key brings the same answer and does nothing more", async () => {
  const first = await post(products, { title: "Once" });
  const again = await post(products, { title: "Once" });
  expect([first.status, replayed(first)]).toEqual([201, "false"]);
  expect([again.status, replayed(again), again.text]).toEqual([201, "true", first.text]);
  expect(again.headers.get("location")).toBe(first.headers.get("location"));
  expect(await countProducts("Once")).toBe(1);
  const quoted = await post(products, { title: "Once" }, { "idempotency-key": `"${key}"` });
  expect(replayed(quoted)).toBe("true");
});

test("the same key with another body or at another address is a problem, and nothing is done", async () => {
  await post(products, { title: "First" });
  const other = await post(products, { title: "Second" });
  expect([other.status, other.body.code, other.body.errors[0].field]).toEqual([
    422,
    "key-reused",
    "/headers/Idempotency-Key",
  ]);
  expect((await post(`${api.brand}/readings`, {})).body.code).toBe("key-reused");
  expect(await countProducts("Second")).toBe(0);
});

test("of twenty at once one does it; the others get its answer or are asked to wait", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(products, { title: "At once" })));
  expect(await countProducts("At once")).toBe(1);
  const done = answers.filter(({ status }) => status === 201);
  expect(done.filter((answer) => replayed(answer) === "false")).toHaveLength(1);
  expect(new Set(done.map(({ text }) => text)).size).toBe(1);
  const waiting = answers.filter(({ status }) => status !== 201);
  expect(waiting.every(({ status, body }) => status === 409 && body.code === "in-progress")).toBe(true);
  expect(waiting.every(({ headers }) => headers.get("retry-after") === "1")).toBe(true);
  expect(replayed(await post(products, { title: "At once" }))).toBe("true");
});

test("what was refused left nothing, so that it may be asked again with the same key", async () => {
  const persona = { name: "Siri", audience: "Home brewers", speechStyle: "warm", voice: "slt" };
  const { body } = await post(`${api.brand}/personas`, persona, {});
  const refused = await post(`${api.brand}/personas`, persona);
  expect([refused.status, refused.body.code]).toEqual([422, "name-taken"]);
  await api.db.updateTable("personas").set({ name: "Someone" }).where("id", "=", body.id).execute();
  expect((await post(`${api.brand}/personas`, persona)).status).toBe(201);
});

test("a day later the key is free again", async () => {
  await post(products, { title: "Yesterday" });
  await api.db
    .updateTable("apiRequests")
    .set({ startedAt: new Date(Date.now() - 86_401_000) as never })
    .where("idempotencyKey", "=", key)
    .execute();
  expect(replayed(await post(products, { title: "Yesterday" }))).toBe("false");
  expect(replayed(await post(products, { title: "Yesterday" }))).toBe("true");
  expect(await countProducts("Yesterday")).toBe(2);
  await forgetOldApiRequests(api.db, new Date(Date.now() + 1000));
  expect(await api.db.selectFrom("apiRequests").selectAll().execute()).toEqual([]);
});

test("keys of different API keys are different", async () => {
  const other = await api.makeKey(api.cast);
  await post(products, { title: "Mine" });
  const theirs = await api.ask("POST", products, {
    key: other,
    body: { title: "Mine" },
    headers: { "idempotency-key": key },
  });
  expect([theirs.status, replayed(theirs)]).toEqual([201, "false"]);
});

test.each(["", '""', "two words", '" "', "schl\u00fcssel", "x".repeat(256)])("%j is no key", async (wrong) => {
  // An empty header means none to the fixture, and nothing can be kept under it either.
  const headers = { "idempotency-key": wrong || " " };
  const { status, body } = await post(products, { title: "Never" }, headers);
  expect([status, body.errors[0].field]).toEqual([400, "/headers/Idempotency-Key"]);
  expect(await countProducts("Never")).toBe(0);
});

describe("a crash", () => {
  test.each<[string, (trx: TestApi["db"]) => Promise<unknown>]>([
    ["of the process", () => Promise.reject(new Error("killed"))],
    [
      "of the database",
      async (trx) => {
        await sql`set local role none`.execute(trx);
        await sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx);
      },
    ],
  ])("%s between the effect and its answer leaves neither, and asked again it is done once", async (_name, strike) => {
    const { video } = await addVideo(api.db, api.cast, ++position);
    const sent = { sha256: video.sha256, note: "Slower" };
    const at = `${api.brand}/videos/${video.id}/return`;
    const traces = async () => {
      const { rows } = await api.database.pool.query(
        `select (select count(*)::int from decisions where video_id = $1) as decisions,
          (select count(*)::int from audit_entries where subject_id = $1::text) as acts,
          (select count(*)::int from api_requests where idempotency_key = $2) as answers`,
        [video.id, key],
      );
      return rows[0];
    };
    const before = api.events.length;
    api.mishap.strike = strike;
    const broken = await post(at, sent);
    api.mishap.strike = undefined;
    expect([broken.status, broken.body.code]).toEqual([500, "broken"]);
    expect(await traces()).toEqual({ decisions: 0, acts: 0, answers: 0 });
    const done = await post(at, sent);
    expect([done.status, replayed(done)]).toEqual([200, "false"]);
    expect(replayed(await post(at, sent))).toBe("true");
    expect(await traces()).toEqual({ decisions: 1, acts: 1, answers: 1 });
    expect(api.events.length - before).toBe(1);
  });
});

describe("what reaches out to a network", () => {
  async function planPost(): Promise<string> {
    const { video, variant } = await addVideo(api.db, api.cast, ++position);
    const { id } = await api.db
      .insertInto("posts")
      .values({
        ...{ brandId: api.cast.brand.id, videoId: video.id, variantId: variant.id, sha256: video.sha256 },
        ...{ connectionId: api.cast.connection.id, scheduledAt: new Date(Date.now() + 1e9), zone: "Etc/UTC" },
        ...{ caption: "", disclosure: "{}" },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    return `${api.brand}/posts/${id}/withdrawal`;
  }
  const begin = (at: Date, status: number | null = null) =>
    api.db
      .updateTable("apiRequests")
      .set({ status, startedAt: at as never })
      .where("idempotencyKey", "=", key)
      .execute();

  test("is answered again from what was kept", async () => {
    const at = await planPost();
    const first = await post(at, {});
    expect([first.status, first.body.state, replayed(first)]).toEqual([200, "withdrawn", "false"]);
    const again = await post(at, {});
    expect([again.text, replayed(again)]).toEqual([first.text, "true"]);
    expect((await post(at, { x: 1 })).body.code).toBe("invalid-body");
    expect((await post(await planPost(), {})).body.code).toBe("key-reused");
  });

  test("is asked to wait for while it is at it, and done again when a crash left it begun", async () => {
    const at = await planPost();
    await post(at, {});
    await begin(new Date());
    expect((await post(at, {})).body.code).toBe("in-progress");
    await begin(new Date(Date.now() - 3 * 60_000));
    const again = await post(at, {});
    expect([again.status, replayed(again)]).toEqual([200, "false"]);
    expect(replayed(await post(at, {}))).toBe("true");
  });

  test("leaves its key free when it is refused", async () => {
    const at = await planPost();
    const id = at.split("/").at(-2) ?? "";
    await api.db.updateTable("posts").set({ state: "publishing" }).where("id", "=", id).execute();
    expect((await post(at, {})).body.code).toBe("in-flight");
    await api.db.updateTable("posts").set({ state: "scheduled" }).where("id", "=", id).execute();
    expect((await post(at, {})).body.state).toBe("withdrawn");
  });
});
