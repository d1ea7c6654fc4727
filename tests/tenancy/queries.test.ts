import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { openScopes } from "#db/scope.ts";
import type { ShowcaseNetwork } from "#providers/channels/showcase.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type FullWorkspace, fillWorkspace, type Row, readRows } from "./full-workspace.fixture.ts";
import { type Leaf, makeUpCall, type Swap, scopes } from "./made-up-call.ts";
import { inputsOf, notAsked, notWalked, ofTheOwner, unscoped } from "./query-inputs.ts";
import { type Outcome, rehearse } from "./rehearsal.ts";
import { readSignatures, type Signature } from "./signatures.ts";

/**
 * Every query is made with the ids of another workspace, and what comes of it has to be what comes of ids that nobody has.
 * That both differ from what comes of one's own ids is how the walk knows that it asked something.
 */
const signatures = readSignatures();
const walked = signatures.filter(({ name }) => !Object.hasOwn(notWalked, name));

type Query = (...given: unknown[]) => Promise<unknown>;

let database: TestDatabase;
let scoped: ReturnType<typeof openScopes>;
let theirs: FullWorkspace;
let ours: FullWorkspace;
let rows: Row[];
let known: Set<string>;
let owner: pg.PoolClient;
let tenant: pg.PoolClient;

beforeAll(async () => {
  database = await createTestDatabase();
  theirs = await fillWorkspace(database.db, database.pool, "theirs");
  ours = await fillWorkspace(database.db, database.pool, "ours");
  await database.pool.query("insert into users (id, name, email) values ('stranger', 'Stranger', 's@strangers.test')");
  rows = await readRows(database.pool);
  known = new Set(rows.flatMap(({ text }) => text.match(new RegExp(uuid, "g")) ?? []));
  scoped = openScopes(database.connectionString, 1);
  owner = await database.pool.connect();
  tenant = await scoped.pool.connect();
  await tenant.query("select set_config('troupe.workspace', $1, false)", [ours.cast.workspace.id]);
});
afterAll(async () => {
  owner.release();
  tenant.release();
  await scoped.close();
  await database.drop();
});

test("queries were found, and every table has rows of both workspaces", async () => {
  expect(walked.length).toBeGreaterThan(150);
  const without = (some: Row[]) =>
    [...new Set(rows.map(({ table }) => table))].filter((table) => !some.some((row) => row.table === table));
  expect([without(theirs.rows), without(ours.rows)]).toEqual([[], []]);
});

test("the lists of exceptions name queries that there are", () => {
  const names = signatures.map(({ name }) => name);
  const listed = [inputsOf, notWalked, unscoped, ofTheOwner].flatMap((list) => Object.keys(list));
  expect(listed.map((name) => name.replace(/\..*/, "")).filter((name) => !names.includes(name))).toEqual([]);
});

describe.each([...new Set(walked.map(({ file }) => file))])("%s", (file) => {
  test.each(walked.filter((each) => each.file === file))("$name", async (signature) => {
    const module: Record<string, Query> = await import(`../../db/queries/${file}`);
    const query = module[signature.name] as Query;
    const { place, leaves } = await findPlace(signature, query);
    const others = callOf(signature, theirs, place).leaves;
    const make = (client: pg.PoolClient, swap?: Swap) =>
      rehearse(client, rows, (db) => query(...callOf(signature, ours, place, swap).on(db)));

    async function expectLikeNobodys(client: pg.PoolClient, some: Leaf[], lock: string) {
      const toTheirs: Swap = ({ path }) =>
        some.some((leaf) => leaf.path === path) ? others.find((leaf) => leaf.path === path)?.value : undefined;
      const asked = some.map((leaf) => toTheirs(leaf) ?? "");
      const got = await make(client, toTheirs);
      const none = await make(client, toNobody(some));
      expect(shown(got, asked), `${lock}: ${some.map(({ path }) => path)}`).toEqual(
        isNothing(got) ? shown(got, asked) : shown(none),
      );
      expectNothingOfTheirs(got, asked);
    }
    const ids = leaves.filter(({ name }) => !scopes.includes(name));
    const sets = (all: Leaf[]) => [all, ...all.map((leaf) => [leaf])].filter(({ length }) => length > 0);

    // The second lock: on our handle, theirs are as if there were none.
    for (const some of [...sets(leaves), ids]) await expectLikeNobodys(tenant, some, "on our handle, theirs");
    expectNothingOfTheirs(await make(tenant), []);

    // The first lock: on the handle that sees everything, within our own scope.
    if (Object.hasOwn(unscoped, signature.name)) return;
    expect(leaves.length > ids.length, "it takes no scope: give it one, or list it as unscoped and say why").toBe(true);
    for (const some of sets(ids)) await expectLikeNobodys(owner, some, "within our scope, theirs");
    const own = await make(owner);
    expectNothingOfTheirs(own, []);

    // And what a workspace may do, its own role may do.
    if (Object.hasOwn(ofTheOwner, signature.name)) return;
    expect(shown(await make(tenant)), "on our own handle").toEqual(shown(own));
  });
});

test("the Showcase as a network answers for the connection it is asked with alone", async () => {
  const itemOf = ({ rows: some }: FullWorkspace) => some.find(({ table }) => table === "showcase_posts")?.row;
  const connection = { ...ours.cast.connection, settings: {} };
  const listing = {
    videoId: String(itemOf(ours)?.video_id),
    sha256: "0",
    caption: "",
    disclosure: { ai: "", paid: "" },
  };
  const ask = async (work: (network: ShowcaseNetwork, item: { id: string; postId: string }) => Promise<unknown>) => {
    const of = (item: Record<string, unknown> | undefined) =>
      rehearse(owner, rows, (db) =>
        work(showcaseNetwork(db, "https://troupe.test"), { id: String(item?.id), postId: String(item?.post_id) }),
      );
    return { own: await of(itemOf(ours)), got: await of(itemOf(theirs)) };
  };
  for (const { own, got } of [
    await ask((network, item) => network.find(connection, item.postId)),
    await ask((network, item) => network.publish(connection, { ...listing, key: item.postId })),
    await ask((network, item) => network.withdraw(connection, item.id)),
    await ask((network, item) => network.metrics(connection, [item.id])),
  ]) {
    expect(isSomething(own)).toBe(true);
    expect(isNothing(got)).toBe(true);
  }
});

type Place = { table: string; index: number } | undefined;

/** The rows in which a query finds something to do, or to say, that it would not with ids that nobody has. */
async function findPlace(signature: Signature, query: Query): Promise<{ place: Place; leaves: Leaf[] }> {
  const failures = new Set<unknown>();
  for (const place of places(signature)) {
    const call = callOf(signature, ours, place);
    const others = callOf(signature, theirs, place).leaves;
    const leaves = call.leaves.filter(
      (leaf) =>
        others.find(({ path }) => path === leaf.path)?.value !== leaf.value &&
        !notAsked.test(`${signature.name}.${leaf.path}`),
    );
    const own = await rehearse(owner, rows, (db) => query(...call.on(db)));
    if (isThrown(own)) failures.add((own.answer as { thrown: string }).thrown);
    if (isThrown(own)) continue;
    const strange = callOf(signature, ours, place, toNobody(leaves));
    const none = await rehearse(owner, rows, (db) => query(...strange.on(db)));
    const named = leaves.map(({ value }) => value);
    const tells = Object.hasOwn(unscoped, signature.name) ? isSomething(own) : shown(own, named) !== shown(none);
    if (tells) return { place, leaves };
  }
  throw new Error(
    `It does nothing with a workspace's own rows: say in query-inputs.ts what it takes. ${[...failures].join("; ")}`,
  );
}

/** Where `id` may point: rows of tables that are called like the query come first. */
function places({ file, name }: Signature): Place[] {
  const words = `${file.replace(".ts", "")}-${name}`.toLowerCase();
  const kinship = (table: string) =>
    table.split("_").filter((word) => words.includes(word.replace(/(ies|s)$/, ""))).length / table.split("_").length;
  const tables = [...new Set(ours.rows.map(({ table }) => table))].sort((a, b) => kinship(b) - kinship(a));
  return [
    ...tables.flatMap((table) => ours.rows.filter((row) => row.table === table).map((_, index) => ({ table, index }))),
  ];
}

function callOf(signature: Signature, workspace: FullWorkspace, place: Place, swap?: Swap) {
  const row = place && workspace.rows.filter(({ table }) => table === place.table)[place.index];
  return makeUpCall(signature, workspace, row, inputsOf[signature.name] ?? {}, swap);
}

const nobody = "00000000-0000-7000-8000-00000000dead";
const nobodysValue = "nobody's own value";
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const toNobody =
  (some: Leaf[]): Swap =>
  ({ path, value }) =>
    some.some((leaf) => leaf.path === path) ? (uuid.test(value) ? nobody : nobodysValue) : undefined;

const isThrown = ({ answer }: Outcome) => typeof answer === "object" && answer !== null && "thrown" in answer;
const isSomething = ({ answer, gone, come }: Outcome) =>
  gone.length + come.length > 0 || !["undefined", "null", "false", "0", "[]"].includes(String(JSON.stringify(answer)));
/** A refusal, or an empty answer that left everything as it was. */
const isNothing = (outcome: Outcome) =>
  isThrown(outcome) ? outcome.gone.length + outcome.come.length === 0 : !isSomething(outcome);

/** An outcome with what was asked for, new ids and moments taken out, so that two can be compared. */
function shown({ answer, gone, come }: Outcome, asked: string[] = []): string {
  let text = JSON.stringify(
    { answer, gone: gone.map(({ text }) => text), come: come.map(({ text }) => text) },
    null,
    1,
  );
  const names = [...asked, nobody, nobodysValue].filter(({ length }) => length > 5);
  for (const name of names.sort((a, b) => b.length - a.length)) text = text.replaceAll(name, "<asked>");
  return text
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+(Z|[+-]\d\d(:\d\d)?)?/g, "<moment>")
    .replace(new RegExp(uuid, "g"), (id) => (known.has(id) ? id : "<new>"));
}

function expectNothingOfTheirs(outcome: Outcome, asked: string[]): void {
  expect(outcome.gone.filter((row) => theirs.rows.some(({ text }) => text === row.text))).toEqual([]);
  const left = shown(outcome, asked);
  expect(namesOf(theirs).filter((name) => left.includes(name))).toEqual([]);
}

/** What only a workspace's own rows hold. */
const namesOf = ({ rows, mark }: FullWorkspace) => [
  mark,
  ...rows.flatMap(({ row: { id } }) => (typeof id === "string" ? [id] : [])),
];
