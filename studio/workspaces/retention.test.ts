import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { DateTime } from "luxon";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { recordReadings } from "#db/queries/readings.ts";
import { findPostFigures, listDailyGains } from "#db/queries/results.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addPublishedPost, readingsOf } from "#tests/harness/published.ts";
import { actorIn } from "../audit/audit.fixture.ts";
import { operatorOf } from "../members/permissions.ts";
import { applyRetention, changeRetention, readRetention } from "./retention.ts";

let database: TestDatabase;
let cast: Cast;
let db: Db;
const now = new Date("2026-11-23T03:40:00Z");
const daysAgo = (days: number, hour = 12) => new Date(Date.UTC(2026, 10, 23 - days, hour));

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  cast = await castOf(database.db);
  db = database.within(cast.workspace.id);
});

const doer = () => ({ member: operatorOf(cast.workspace.id), by: actorIn(cast.workspace.id) });
const acts = async (act: string) =>
  db.selectFrom("auditEntries").select(["before", "after"]).where("act", "=", act).orderBy("seq").execute();

test("a workspace that chose nothing keeps things as long as is usual, and only an owner chooses otherwise", async () => {
  expect(await readRetention(db, cast.workspace.id)).toEqual({ readings: 90, mails: 90, webhooks: 30, runs: 30 });
  const asked = { readings: "30", mails: "7", webhooks: "30", runs: "14" };
  const admin = { ...doer(), member: { ...doer().member, role: "admin" as const } };
  await expect(changeRetention(db, admin, asked)).rejects.toMatchObject({ name: "Forbidden" });
  await changeRetention(db, doer(), asked);
  await changeRetention(db, doer(), asked);
  expect(await readRetention(db, cast.workspace.id)).toEqual({ readings: 30, mails: 7, webhooks: 30, runs: 14 });
  expect(await acts("workspace.changed")).toEqual([
    {
      before: { keptDays: { readings: 90, mails: 90, runs: 30 } },
      after: { keptDays: { readings: 30, mails: 7, runs: 14 } },
    },
  ]);
});

test.each(["1", "0", "-7", "10000", "", "soon", "Infinity", "7.5"])(
  "%s days are none to choose, and nothing changes",
  async (mails) => {
    await expect(changeRetention(db, doer(), { readings: "90", mails, webhooks: "30", runs: "30" })).rejects.toThrow(
      /Choose 7, 30, 90 days/,
    );
    expect((await readRetention(db, cast.workspace.id)).mails).toBe(90);
  },
);

test("letters and messages that are old enough go, what still waits stays, and so does everybody else's", async () => {
  const other = await castOf(database.db, "other");
  for (const { workspace } of [cast, other]) {
    for (const [kind, age, waits] of [
      ["old", 91, false],
      ["old-but-due", 91, true],
      ["young", 89, false],
    ] as const) {
      await database.db
        .insertInto("mails")
        .values({
          workspaceId: workspace.id,
          kind,
          recipient: "bo@x.test",
          subject: kind,
          failure: null,
          createdAt: daysAgo(age),
          nextTryAt: waits ? now : null,
        })
        .execute();
    }
  }
  await addMessage("gone", 31, "delivered");
  await addMessage("waiting", 31, "waiting");
  await addMessage("young", 29, "failed");
  const asked: [string, Date][] = [];
  const forgetRuns = async (workspaceId: string, before: Date) => asked.push([workspaceId, before]) && 4;
  const pruned = await applyRetention({ db, forgetRuns }, cast.workspace.id, now);
  expect(pruned).toEqual({ readings: 0, mails: 1, webhooks: 1, runs: 4 });
  expect(asked).toEqual([[cast.workspace.id, new Date(now.getTime() - 30 * 86_400_000)]]);
  const left = async (workspaceId: string) =>
    (
      await database.db
        .selectFrom("mails")
        .select("kind")
        .where("workspaceId", "=", workspaceId)
        .orderBy("kind")
        .execute()
    ).map(({ kind }) => kind);
  expect(await left(cast.workspace.id)).toEqual(["old-but-due", "young"]);
  expect(await left(other.workspace.id)).toEqual(["old", "old-but-due", "young"]);
  const messages = await db.selectFrom("webhookMessages").select("type").orderBy("type").execute();
  expect(messages).toEqual([{ type: "waiting" }, { type: "young" }]);
  expect(await acts("data.pruned")).toEqual([{ before: null, after: pruned }]);
  // A second time there is nothing left, and nothing to write down.
  expect(await applyRetention({ db }, cast.workspace.id, now)).toEqual({ readings: 0, mails: 0, webhooks: 0, runs: 0 });
  expect(await acts("data.pruned")).toHaveLength(1);
});

async function addMessage(type: string, age: number, state: "waiting" | "delivered" | "failed"): Promise<void> {
  const workspaceId = cast.workspace.id;
  const endpointId = randomUUID();
  const [messageId, at] = [randomUUID(), daysAgo(age)];
  await sql`insert into webhook_endpoints (id, workspace_id, url, events) values (${endpointId}, ${workspaceId}, 'https://x.test', '{post.published}')`.execute(
    database.db,
  );
  await sql`insert into webhook_messages (id, workspace_id, type, body, created_at)
    values (${messageId}, ${workspaceId}, ${type}, '{}', ${at})`.execute(database.db);
  const [next, ended] = state === "waiting" ? [at, null] : [null, at];
  await sql`insert into webhook_deliveries (workspace_id, message_id, endpoint_id, state, next_try_at, ended_at, created_at)
    values (${workspaceId}, ${messageId}, ${endpointId}, ${state}, ${next}, ${ended}, ${at})`.execute(database.db);
}

/** A month of a post's life, from 120 days ago, with figures that come, rise, fall and are not told. */
const life = fc.array(
  fc.record({
    minutes: fc.integer({ min: 1, max: 900 }),
    views: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null, freq: 4 }),
    likes: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null, freq: 3 }),
  }),
  { minLength: 1, maxLength: 60 },
);

test("of old readings one of each day is left, and no result by day, figure or later gain is another for it", async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.integer({ min: 0, max: 99 }), async (told, next) => {
      const [thinned, whole] = [await liveOn(told), await liveOn(told)];
      const day = (rows: string[]) => JSON.stringify(rows);
      expect(day(await byDay(thinned))).toBe(day(await byDay(whole)));
      const { readings } = await applyRetention(
        { db: database.within(thinned.workspace.id) },
        thinned.workspace.id,
        now,
      );
      const count = async ({ brand }: Cast) =>
        database.db
          .selectFrom("readings")
          .select("id")
          .where("brandId", "=", brand.id)
          .execute()
          .then((rows) => rows.length);
      expect((await count(whole)) - (await count(thinned))).toBe(readings);
      for (const after of [false, true]) {
        if (after)
          for (const each of [thinned, whole]) {
            await recordReadings(
              database.db,
              each.brand.id,
              readingsOf(each.postId, daysAgo(1), { views: next, likes: null }),
            );
          }
        expect(day(await byDay(thinned))).toBe(day(await byDay(whole)));
        expect(await figuresOf(thinned)).toEqual(await figuresOf(whole));
      }
      // At most two of a day: the last, and the last with a figure.
      const { rows } = await sql<{
        most: number;
      }>`select coalesce(max(n), 0)::int as most from (select count(*) as n from readings
        where brand_id = ${thinned.brand.id} and read_at < ${daysAgo(91, 0)} group by metric, (read_at at time zone 'Europe/Oslo')::date) d`.execute(
        database.db,
      );
      expect(rows[0]?.most).toBeLessThanOrEqual(2);
    }),
    { numRuns: 25 },
  );
}, 120_000);

type Living = Cast & { postId: string };

async function liveOn(told: { minutes: number; views: number | null; likes: number | null }[]): Promise<Living> {
  const living = await castOf(database.db);
  const { post } = await addPublishedPost(database.db, living, daysAgo(121));
  let at = daysAgo(120).getTime();
  for (const { minutes, ...values } of told) {
    at += minutes * 60_000;
    await recordReadings(database.db, living.brand.id, readingsOf(post.id, new Date(at), values));
  }
  return { ...living, postId: post.id };
}

async function byDay({ brand, persona }: Living) {
  const first = DateTime.fromISO("2026-07-15", { zone: brand.zone });
  const days = Array.from({ length: 140 }, (_, n) => first.plus({ days: n }).toJSDate());
  const [from = now] = days;
  const filter = { from, until: days.at(-1) as Date, personaId: persona.id };
  const rows = await listDailyGains(database.db, brand.id, filter, days, ["views", "likes"]);
  return rows
    .filter(({ gain }) => gain !== 0)
    .map(({ day, metric, gain }) => `${day} ${metric} ${gain}`)
    .sort();
}

const figuresOf = ({ brand, postId }: Living) => findPostFigures(database.db, brand.id, postId);
