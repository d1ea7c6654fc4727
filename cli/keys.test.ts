import { afterAll, beforeAll, expect, test } from "vitest";
import { listApiKeys } from "#db/queries/api-keys.ts";
import { admitKey } from "#studio/api-keys/admit.ts";
import { addMember } from "#studio/members/members.fixture.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";
import { keys } from "./keys.ts";

let database: TestDatabase;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
});
afterAll(() => database.drop());

async function run(...args: string[]) {
  const { desk, said, complained } = deskOf("/unused", database);
  const code = await dispatch(["keys", ...args], { keys }, desk);
  return { code, said: said.join("\n"), complained: complained.join("\n") };
}
const admit = (secret: string) => admitKey(database.db, secret, { address: null, userAgent: null });

test("a key is made for the only owner and said alone on its line, so that a script can take it", async () => {
  const { code, said, complained } = await run("create", "--name", "Nightly", "--scope", "read", "--days", "7");
  expect(code).toBe(0);
  expect(said).toMatch(/^troupe_\w{38}$/);
  expect(complained).toMatch(/^Keep it: it is not shown again\. Nightly acts for Rune, until \d{4}-\d\d-\d\d\.$/);
  const admitted = await admit(said);
  expect([...(admitted?.scopes ?? [])].every((scope) => scope.endsWith(":read"))).toBe(true);
  expect((await run("list")).said).toMatch(/^troupe_\w{4}… {2}\S+ {2}Nightly {2}for Rune {2}until .+ {2}last used /);
});

test("a key is made for a member and a brand, and revoked by how it begins", async () => {
  const { email } = await addMember(database.db, cast.workspace.id, "publisher");
  const options = ["--scope", "posts:write", "--scope", "posts:read", "--brand", cast.brand.slug, "--for", email];
  const { said } = await run("create", "--name", "Calendar", ...options);
  expect(await admit(said)).toMatchObject({ doer: { member: { role: "publisher", narrowed: true } } });
  expect((await run("revoke", said.slice(0, 11))).said).toBe("Calendar is revoked.");
  expect(await admit(said)).toBeUndefined();
  expect((await run("list")).said).toContain("revoked");
});

test("what is not known or not said is complained about, and no key is made", async () => {
  const before = (await listApiKeys(database.db, cast.workspace.id)).length;
  expect(await run("create", "--name", "X", "--scope", "posts:burn")).toMatchObject({ code: 2 });
  expect((await run("create", "--name", "X")).complained).toContain("Allow the key at least one thing.");
  expect(await run("create", "--name", "X", "--scope", "read", "--days", "soon")).toMatchObject({ code: 2 });
  expect((await run("create", "--name", "X", "--scope", "read", "--for", "no@one.test")).complained).toContain(
    "no@one",
  );
  expect((await run("create", "--name", "X", "--scope", "read", "--brand", "nowhere")).complained).toContain("nowhere");
  expect((await run("revoke", "troupe_none")).complained).toContain("There is no API key troupe_none");
  await addMember(database.db, cast.workspace.id, "owner");
  expect((await run("create", "--name", "X", "--scope", "read")).complained).toContain("--for <email>");
  expect(await listApiKeys(database.db, cast.workspace.id)).toHaveLength(before);
});
