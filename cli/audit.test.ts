import { afterAll, beforeAll, expect, test } from "vitest";
import { act, actorIn, tamper } from "#studio/audit/audit.fixture.ts";
import { recordAct } from "#studio/audit/record.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { audit } from "./audit.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("verify prints the head of a sound chain, and names what was tampered with and fails", async () => {
  const { workspace } = await castOf(database.db);
  for (const name of ["one", "two", "three"]) {
    const subject = { kind: "brief", id: name, name };
    await act(database, (trx) => recordAct(trx, actorIn(workspace.id), { act: "brief.created", subject }));
  }
  const sound = deskOf("/unused", database);
  expect(await dispatch(["audit", "verify"], { audit }, sound.desk)).toBe(0);
  expect(sound.said).toEqual([
    `The machine: 0 entries, all as they were written. Head 0:${"0".repeat(64)}`,
    expect.stringMatching(/^Nordlys: 3 entries, all as they were written\. Head 3:[0-9a-f]{64}$/),
  ]);
  await tamper(database, "update audit_entries set actor_name = 'Nobody' where seq = 2");
  const broken = deskOf("/unused", database);
  expect(await dispatch(["audit", "verify", "--workspace", workspace.slug], { audit }, broken.desk)).toBe(1);
  expect(broken.complained).toEqual([expect.stringMatching(/^Nordlys: Entry 2 \(brief\.created, .+\) was changed\.$/)]);
  expect(broken.said).toEqual([]);
  const careless = deskOf("/unused", database);
  expect(await dispatch(["audit", "verify", "--head", "3:x"], { audit }, careless.desk)).toBe(2);
});
