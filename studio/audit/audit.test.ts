import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findAuditHead, listAuditActors, listAuditEntries, listAuditedWorkspaces } from "#db/queries/audit.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { act, actorIn, tamper } from "./audit.fixture.ts";
import { changesBetween, recordAct } from "./record.ts";
import { verifyChain } from "./verify.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const brief = (name: string) => ({ kind: "brief", id: randomUUID(), name });

async function chainOf(entries: number): Promise<string> {
  const workspaceId = randomUUID();
  for (let n = 1; n <= entries; n += 1) {
    const [before, after] = [{ name: `Draft ${n}`, budget: n / 7 }, { name: `Final ${n}` }];
    await act(database, (trx) =>
      recordAct(trx, actorIn(workspaceId), { act: "brief.changed", subject: brief(`Brief ${n}`), before, after }),
    );
  }
  return workspaceId;
}

test("an act is kept with who, what, before, after, when and from where, and is lost with its transaction", async () => {
  const workspaceId = randomUUID();
  const by = actorIn(workspaceId);
  const subject = brief("Spring");
  await act(database, (trx) => recordAct(trx, by, { act: "brief.launched", subject, after: { variants: 3 } }));
  await expect(
    act(database, async (trx) => {
      await recordAct(trx, by, { act: "brief.archived", subject });
      throw new Error("changed my mind");
    }),
  ).rejects.toThrow("changed my mind");
  const [entry, ...more] = await listAuditEntries(database.db, workspaceId, {}, { limit: 10 });
  expect(more).toEqual([]);
  expect(entry).toMatchObject({
    ...{ seq: 1, act: "brief.launched", actorName: "Rune", address: "192.0.2.7", userAgent: "Firefox" },
    ...{ subjectName: "Spring", before: null, after: { variants: 3 } },
  });
  expect(Date.now() - (entry?.at.getTime() ?? 0)).toBeLessThan(10_000);
  expect(await verifyChain(database.db, workspaceId)).toMatchObject({ entries: 1, problems: [] });
});

test("acts that are committed at the same time make one chain without a fork", async () => {
  const workspaceId = randomUUID();
  const once = async (n: number) =>
    act(database, async (trx) => {
      await recordAct(trx, actorIn(workspaceId), { act: "brief.created", subject: brief(`${n}`) });
      await recordAct(trx, actorIn(workspaceId), { act: "brief.launched", subject: brief(`${n}`) });
    });
  await Promise.all(Array.from({ length: 48 }, (_, n) => once(n)));
  const { entries, problems, head } = await verifyChain(database.db, workspaceId);
  expect([entries, problems]).toEqual([96, []]);
  const kept = await findAuditHead(database.db, workspaceId);
  expect(head).toBe(`${kept?.entries}:${kept?.hash}`);
});

test("an act whose work is still going on keeps no other waiting; entries stand in the order they were committed in", async () => {
  const workspaceId = randomUUID();
  await act(database, async (trx) => {
    await recordAct(trx, actorIn(workspaceId), { act: "brief.created", subject: brief("slow") });
    await act(database, (other) =>
      recordAct(other, actorIn(workspaceId), { act: "brief.created", subject: brief("quick") }),
    );
  });
  const entries = await listAuditEntries(database.db, workspaceId, {}, { limit: 9 });
  expect(Object.fromEntries(entries.map(({ subjectName, seq }) => [subjectName, seq]))).toEqual({ quick: 1, slow: 2 });
  expect((await verifyChain(database.db, workspaceId)).problems).toEqual([]);
});

test("any single change to any entry is found, whichever field and whichever row", async () => {
  const length = 8;
  const workspaceId = await chainOf(length);
  const other = randomUUID();
  const uuid = () => `'${randomUUID()}'`;
  const changes: Record<string, (row: number) => string> = {
    id: uuid,
    workspace_id: () => `'${other}'`,
    brand_id: uuid,
    at: () => "at + interval '1 millisecond'",
    act: () => "act || 'x'",
    subject_kind: () => "'video'",
    subject_id: uuid,
    subject_name: () => "upper(subject_name)",
    actor_kind: () => "'cli'",
    actor_id: () => "'somebody'",
    actor_name: () => "'Somebody'",
    address: () => "null",
    user_agent: () => "user_agent || ' '",
    before: () => `jsonb_set(before, '{budget}', '0.5')`,
    after: () => "null",
    digest: () => "repeat('a', 64)",
    seq: (row) => `${length + 1 + row}`,
    prev_hash: () => "repeat('b', 64)",
    hash: () => "repeat('c', 64)",
  };
  const columns = await database.pool.query(
    "select column_name from information_schema.columns where table_name = 'audit_entries'",
  );
  expect(columns.rows.map((row) => row.column_name).sort()).toEqual(Object.keys(changes).sort());
  const keep = "create table kept as select * from audit_entries where workspace_id = $1".replace(
    "$1",
    `'${workspaceId}'`,
  );
  await tamper(database, keep);
  for (const [column, change] of Object.entries(changes)) {
    for (let row = 1; row <= length; row += 1) {
      const where = `where workspace_id = '${workspaceId}' and seq = ${row}`;
      expect(await tamper(database, `update audit_entries set ${column} = ${change(row)} ${where}`)).toBe(1);
      const { problems } = await verifyChain(database.db, workspaceId);
      expect(problems, `${column} of entry ${row}`).not.toEqual([]);
      await tamper(database, `delete from audit_entries where workspace_id in ('${workspaceId}', '${other}')`);
      await tamper(database, "insert into audit_entries select * from kept");
    }
  }
  expect((await verifyChain(database.db, workspaceId)).problems).toEqual([]);
});

test("rows that are removed, swapped, added or cut off are found and named", async () => {
  const length = 12;
  const workspaceId = await chainOf(length);
  const mine = `workspace_id = '${workspaceId}'`;
  await tamper(database, `create table whole as select * from audit_entries where ${mine}`);
  const mend = async () => {
    await tamper(database, `delete from audit_entries where ${mine}`);
    await tamper(database, "insert into audit_entries select * from whole");
  };
  const row = fc.integer({ min: 1, max: length });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        row.map((n) => ({ does: `remove ${n}`, sql: [`delete from audit_entries where ${mine} and seq = ${n}`] })),
        row.map((n) => ({ does: `cut off at ${n}`, sql: [`delete from audit_entries where ${mine} and seq >= ${n}`] })),
        fc
          .tuple(row, row)
          .filter(([a, b]) => a !== b)
          .map(([a, b]) => ({
            does: `swap ${a} and ${b}`,
            sql: [
              `update audit_entries set seq = -1 where ${mine} and seq = ${a}`,
              `update audit_entries set seq = ${a} where ${mine} and seq = ${b}`,
              `update audit_entries set seq = ${b} where ${mine} and seq = -1`,
            ],
          })),
        row.map((n) => ({
          does: `copy ${n} to the end`,
          sql: [
            `insert into audit_entries select (jsonb_populate_record(e, jsonb_build_object(
               'id', gen_random_uuid(), 'seq', ${length + 1}))).* from audit_entries e where ${mine} and seq = ${n}`,
          ],
        })),
      ),
      async ({ sql, does }) => {
        for (const statement of sql) expect(await tamper(database, statement)).toBeGreaterThan(0);
        const { problems } = await verifyChain(database.db, workspaceId);
        await mend();
        expect(problems, does).not.toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
  await tamper(database, `delete from audit_entries where ${mine} and seq in (5, 6)`);
  expect((await verifyChain(database.db, workspaceId)).problems).toContain("Entries 5 to 6 are missing.");
  await mend();
  await tamper(database, `delete from audit_entries where ${mine} and seq > 10`);
  expect((await verifyChain(database.db, workspaceId)).problems).toEqual([
    "Entries 11 to 12 are missing from the end.",
  ]);
});

test("a chain that was written anew, head and all, is told by a head that was kept outside", async () => {
  const workspaceId = await chainOf(3);
  const { head } = await verifyChain(database.db, workspaceId);
  await act(database, (trx) => recordAct(trx, actorIn(workspaceId), { act: "brief.launched", subject: brief("4") }));
  expect((await verifyChain(database.db, workspaceId, head)).problems).toEqual([]);
  await tamper(database, `delete from audit_entries where workspace_id = '${workspaceId}'`);
  await tamper(database, `delete from audit_heads where workspace_id = '${workspaceId}'`);
  for (let n = 1; n <= 4; n += 1) {
    await act(database, (trx) =>
      recordAct(trx, actorIn(workspaceId), { act: "brief.launched", subject: brief(`${n}`) }),
    );
  }
  expect((await verifyChain(database.db, workspaceId)).problems).toEqual([]);
  expect((await verifyChain(database.db, workspaceId, head)).problems).toEqual([
    "Entry 3 is not the one that the kept head names: the chain was written anew.",
  ]);
});

test("the database refuses to change, delete, empty or forge what was written", async () => {
  const workspaceId = await chainOf(1);
  const refused = /written once|moves with its entries/;
  const forged = `insert into audit_entries select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'seq', 2))).* from audit_entries e`;
  for (const statement of [
    "update audit_entries set act = 'nothing'",
    "update audit_entries set seq = seq + 1",
    "delete from audit_entries",
    "truncate audit_entries",
    "update audit_heads set entries = 0",
    "delete from audit_heads",
    "truncate audit_heads",
    `insert into audit_heads (workspace_id) values ('${randomUUID()}')`,
    forged,
  ]) {
    await expect(database.pool.query(statement), statement).rejects.toThrow(refused);
  }
  expect((await verifyChain(database.db, workspaceId)).problems).toEqual([]);
});

test("what people type is kept as it can be kept: no NUL, whole characters, no secrets, long texts cut", async () => {
  const workspaceId = randomUUID();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 40 }), fc.json(), async (name, json) => {
      const after = { name, json: JSON.parse(json) as unknown };
      await act(database, (trx) =>
        recordAct(
          trx,
          { ...actorIn(workspaceId), userAgent: name },
          { act: "brief.changed", subject: brief(name), after },
        ),
      );
    }),
    { numRuns: 100 },
  );
  const after = { text: "a".repeat(5000), apiKey: "sk-live", nested: { accessToken: "x" }, half: "\ud800" };
  await act(database, (trx) =>
    recordAct(trx, actorIn(workspaceId), { act: "key.created", subject: brief("k"), after }),
  );
  const [entry] = await listAuditEntries(database.db, workspaceId, {}, { limit: 1 });
  const kept = entry?.after as Record<string, unknown>;
  expect(kept).toMatchObject({ apiKey: "(kept out)", nested: { accessToken: "(kept out)" }, half: "\uFFFD" });
  expect(String(kept.text)).toHaveLength(2007);
  expect((await verifyChain(database.db, workspaceId)).problems).toEqual([]);
});

test("the list is filtered by act, person, thing and period, and its pages meet", async () => {
  const workspaceId = await chainOf(5);
  const by = { ...actorIn(workspaceId), kind: "cli" as const, id: "root", name: "root" };
  const subject = brief("Autumn");
  await act(database, (trx) => recordAct(trx, by, { act: "brief.launched", subject }));
  const seqs = async (filter: Parameters<typeof listAuditEntries>[2], before?: number) =>
    (await listAuditEntries(database.db, workspaceId, filter, { limit: 3, before })).map(({ seq }) => seq);
  expect([await seqs({}), await seqs({}, 4)]).toEqual([
    [6, 5, 4],
    [3, 2, 1],
  ]);
  expect(await seqs({ acts: ["brief.launched"] })).toEqual([6]);
  expect(await seqs({ actorKind: "user", actorId: "rune" })).toEqual([5, 4, 3]);
  expect(await seqs({ subjectId: subject.id })).toEqual([6]);
  expect(await seqs({ from: new Date(Date.now() + 60_000) })).toEqual([]);
  expect((await listAuditActors(database.db, workspaceId)).map(({ actorName }) => actorName)).toEqual(["Rune", "root"]);
  expect(await listAuditedWorkspaces(database.db)).toContain(workspaceId);
});

test("only what changed is written down, and nothing when nothing did", () => {
  const before = { name: "A", price: 3, tags: ["x"] };
  expect(changesBetween(before, { name: "A", tags: ["x"] })).toBeUndefined();
  expect(changesBetween(before, { name: "B", tags: ["x"] })).toEqual({ before: { name: "A" }, after: { name: "B" } });
});
