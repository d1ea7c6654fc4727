import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { isId } from "#db/ids.ts";
import { shippedFonts } from "#media/canvas/fallback-fonts.ts";
import { loadApp } from "#tests/harness/app.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type FullWorkspace, fillWorkspace, readRows, rowsOf } from "./full-workspace.fixture.ts";
import { addressesOf, intentsOf, readFields, searchedBy, type Target, valuesOf } from "./visits.ts";
import { openWalkedHouse, operations } from "./walked-house.fixture.ts";

/** What anybody may open, and what is about the person alone, in whatever workspace. */
const skipped =
  /^(root|routes\/(\$|sign-in|sign-in_\.code|sign-out|reset\..*|verify|invitations\.\$token|l\.\$code|showcase[.-].*))$/;

type Route = { id: string; pattern: string; loads: boolean; acts: boolean };
type Answer = { status: number; body: string; to: string | null };

let database: TestDatabase;
let folder: string;
let house: Awaited<ReturnType<typeof openWalkedHouse>>;
let routes: Route[];
let theirs: Target;
let ours: Target;
let entry: { cookie: string; key: string };

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-walk-"));
  await chmod(folder, 0o755);
  const build = await loadApp();
  house = await openWalkedHouse(database, folder, build);
  theirs = await addTarget("theirs");
  ours = await addTarget("ours");
  entry = await house.settle(ours.cast.workspace.id);
  routes = Object.values(build.routes)
    .filter((route) => route !== undefined)
    .filter(({ id }) => !skipped.test(id))
    .map(({ id, module: { loader, action, default: page } }) => ({
      ...{ id, pattern: patternOf(build, id) },
      ...{ loads: (loader ?? page) !== undefined, acts: action !== undefined },
    }));
}, 180_000);
afterAll(async () => {
  await house.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The smallest PNG there is. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A full workspace, with its files, and with a run of the engine's. */
async function addTarget(name: string): Promise<Target> {
  const { db, pool } = database;
  const full = await fillWorkspace(db, pool, name);
  const { cast, mark } = full;
  const { id: brandId } = cast.brand;
  await db
    .updateTable("products")
    .set({ picture: `brands/${brandId}/${mark}.png` })
    .where("brandId", "=", brandId)
    .execute();
  await db.updateTable("brandKits").set({ folder: mark }).where("brandId", "=", brandId).execute();
  const keys = (await rowsNow(full)).flatMap(({ row }) => [row.file, row.poster, row.captions, row.picture]);
  for (const key of keys) {
    if (typeof key === "string") await house.files.save(key, { bytes: Buffer.from(`A file of ${mark}`) });
  }
  // A kit's samples are drawn with its fonts and its logo; what comes after a picture's end is nothing to whoever reads it.
  await house.files.save(`${mark}/fonts/d.ttf`, { path: shippedFonts.display });
  await house.files.save(`${mark}/fonts/t.ttf`, { path: shippedFonts.text });
  await house.files.save(`${mark}/logo.png`, { bytes: Buffer.concat([pixel, Buffer.from(`A file of ${mark}`)]) });
  const run = `run-${mark}`;
  const data = { workspaceId: cast.workspace.id, brandId: cast.brand.id, briefId: cast.brief.id };
  await pool.query(
    `insert into engine.runs (id, function_id, status, event_name, events, rank, tag, error, output, ended_at)
     values ($1, 'troupe-expand-brief', 'failed', 'brief/launched', $2, now(), $3, $4, '{}', now())`,
    [run, JSON.stringify([{ name: "brief/launched", data }]), cast.workspace.id, JSON.stringify({ message: mark })],
  );
  return { ...full, rows: await rowsNow(full), run };
}

beforeEach(() => {
  house.errors.length = 0;
});

/** The whole studio answers a thousand requests, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 240_000 });

describe("signed in as an owner of another workspace", () => {
  test("routes and operations were found, and their addresses can be filled", () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(operations.length).toBeGreaterThan(20);
    expect(searchedBy("routes/b.$brand.library")).toContain("persona");
    expect(readFields()).toContain("connectionId");
    for (const { pattern } of routes) {
      for (const address of addressesOf(pattern, () => ours)) expect(address).not.toMatch(/\/x(\/|$)/);
    }
  });

  test("every page of one's own opens, and has nothing of theirs on it", async () => {
    const odd: unknown[] = [];
    for (const { id, pattern } of routes.filter(({ loads }) => loads)) {
      const answers = [];
      for (const address of addressesOf(pattern, () => ours)) answers.push(await get(address));
      const opened = answers.filter(({ status }) => status === 200);
      if (opened.length === 0 && !elsewhere.has(id)) odd.push([id, answers.map(({ status }) => status)]);
      for (const { body } of answers) odd.push(...theirsIn(id, body, ""));
    }
    expect([odd, house.errors]).toEqual([[], []]);
  });

  test("every page of theirs is not there, by their brand's address and by one's own", async () => {
    const odd: unknown[] = [];
    for (const { id, pattern } of routes.filter(({ loads }) => loads)) {
      for (const address of strangeAddresses(pattern, theirs)) {
        for (const asked of [address, `${address}.data`]) {
          const { status, body } = await get(asked);
          if (status !== 404) odd.push([id, asked, status]);
          odd.push(...theirsIn(id, body, asked));
        }
      }
    }
    expect(odd).toEqual([]);
    await expectTheirsAsTheyWere();
  });

  test("pages that are searched, filtered or turned by their ids show nothing of theirs", async () => {
    const odd: unknown[] = [];
    for (const { id, pattern } of routes.filter(({ loads }) => loads)) {
      const [address = ""] = addressesOf(pattern, () => ours);
      const searched = searchedBy(id);
      for (const some of [searched, ...searched.map((name) => [name])].filter(({ length }) => length > 0)) {
        const search = new URLSearchParams(
          some.flatMap((name) => valuesOf(theirs, name).map((value) => [name, value])),
        );
        const { status, body } = await get(`${address}.data?${search}`);
        if (status >= 500) odd.push([id, some, status]);
        odd.push(...theirsIn(id, body, decodeURIComponent(String(search))));
      }
    }
    expect([odd, house.errors]).toEqual([[], []]);
  });

  test("nothing of theirs can be done anything with", async () => {
    const odd: unknown[] = [];
    const filled = fillFields(ours);
    for (const { id, pattern } of routes.filter(({ acts }) => acts)) {
      const nobodys = strangeAddresses(pattern, nobody);
      for (const [index, address] of strangeAddresses(pattern, theirs).entries()) {
        for (const [n, form] of formsOf(id, filled).entries()) {
          for (const method of n === 0 ? ["POST", "PUT", "PATCH", "DELETE"] : ["POST", "DELETE"]) {
            const { status, body } = await send(method, address, form);
            odd.push(...theirsIn(id, body, address));
            if (status === 404 || status === 405) continue;
            // What is refused before anybody looks is refused for ids that nobody has as well.
            const none = await send(method, nobodys[index % nobodys.length] ?? "", form);
            if (none.status !== status || none.body !== body) odd.push([id, method, form.get("intent"), status]);
          }
        }
      }
      await expectTheirsAsTheyWere(id);
    }
    expect([odd, house.errors]).toEqual([[], []]);
  });

  test("one's own forms with their ids in every field do nothing to them, and point at nothing of theirs", async () => {
    const odd: unknown[] = [];
    const filled = fillFields(theirs);
    for (const { id, pattern } of routes.filter(({ acts }) => acts)) {
      for (const address of addressesOf(pattern, () => ours).slice(0, 1)) {
        for (const form of formsOf(id, filled)) {
          for (const method of ["POST", "DELETE"]) {
            const { status, body } = await send(method, address, form);
            if (status >= 500) odd.push([id, method, form.get("intent"), status]);
            odd.push(...theirsIn(id, body, `${form}`));
          }
        }
      }
      await expectTheirsAsTheyWere(id);
    }
    expect([odd, house.errors]).toEqual([[], []]);
  });
});

describe("a program with a key of another workspace", () => {
  test("gets nothing of theirs, below their brand and below its own", async () => {
    const odd: unknown[] = [];
    let answered = 0;
    for (const { method, pattern, example } of operations) {
      for (const address of addressesOf(pattern, () => ours)) {
        if (method !== "GET") continue;
        const own = await call(method, address);
        answered += own.status === 200 ? 1 : 0;
        odd.push(...theirsIn(pattern, own.body, ""));
        const turned = await call(method, `${address}?after=${theirs.cast.brief.id}&before=${theirs.cast.brief.id}`);
        odd.push(...theirsIn(pattern, turned.body, theirs.cast.brief.id));
      }
      for (const address of strangeAddresses(pattern, theirs)) {
        const got = await call(method, address, sampleOf(example, ours));
        if (got.status !== 404) odd.push([method, address, got.status, got.body.slice(0, 300)]);
        odd.push(...theirsIn(pattern, got.body, address));
      }
    }
    expect([odd, house.errors]).toEqual([[], []]);
    expect(answered).toBeGreaterThan(10);
    await expectTheirsAsTheyWere();
  });

  test("sends their ids in whatever it writes, and points at nothing of theirs", async () => {
    const odd: unknown[] = [];
    for (const { method, pattern, example } of operations) {
      if (method === "GET" || example === undefined) continue;
      for (const address of addressesOf(pattern, () => ours)) {
        const sent = sampleOf(example, theirs);
        const got = await call(method, address, sent);
        if (got.status >= 500) odd.push([method, address, got.status]);
        odd.push(...theirsIn(pattern, got.body, JSON.stringify(sent)));
      }
      await expectTheirsAsTheyWere(pattern);
    }
    expect([odd, house.errors]).toEqual([[], []]);
  });

  /** The document's example, with the workspace's ids wherever one goes, and a time that is still to come. */
  function sampleOf(example: unknown, of: Target, name = ""): unknown {
    if (Array.isArray(example)) return example.map((each) => sampleOf(each, of, name));
    if (typeof example === "object" && example !== null) {
      return Object.fromEntries(Object.entries(example).map(([key, each]) => [key, sampleOf(each, of, key)]));
    }
    if (name === "at") return new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 16);
    return /Ids?$/.test(name) ? valuesOf(of, name)[0] : example;
  }

  async function call(method: string, address: string, body?: unknown): Promise<Answer> {
    calls += 1;
    const headers = {
      ...{ authorization: `Bearer ${entry.key}`, "idempotency-key": `walk-${calls}` },
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${house.publicUrl}/api/v1${address}`, { method, headers, ...sent });
    return { status: answer.status, body: await answer.text(), to: null };
  }
  let calls = 0;
});

/** Pages of one's own that do not open by themselves. */
const elsewhere = new Set([
  "routes/_index",
  "routes/_studio",
  "routes/b.$brand.$",
  "routes/b.$brand.library[.]zip",
  "routes/b.$brand.review",
  "routes/b.$brand.review._index",
]);

/** Addresses of theirs: below their brand, and, with whatever else they name, below one's own. */
function strangeAddresses(pattern: string, strange: Target): string[] {
  const names = [...pattern.matchAll(/:(\w+)|\{(\w+)\}|\*/g)].map(([, name, braced]) => name ?? braced ?? "*");
  const ids = names.filter((name) => name.endsWith("Id") && name !== "brandId");
  return [
    ...(names.some((name) => /^brand/.test(name)) ? addressesOf(pattern, () => strange) : []),
    ...(ids.length > 0 ? addressesOf(pattern, (name) => (ids.includes(name) ? strange : ours)) : []),
  ];
}

/** Every field that any form has, with an id in each that is called like one, and our words in the rest. */
function fillFields(of: Target): string[][] {
  return readFields().flatMap((name) => {
    const ids = valuesOf(of, name).filter((value) => isId(value));
    return (ids.length > 0 ? ids : valuesOf(ours, name)).map((value) => [name, value]);
  });
}

/** A form with these fields for each thing that a route may be asked to do. */
function formsOf(id: string, filled: string[][]): URLSearchParams[] {
  return intentsOf(id).map((intent) => new URLSearchParams([...(intent ? [["intent", intent]] : []), ...filled]));
}

/** A workspace that there is not: the ids of one, and one of everything. */
const nobodysId = "00000000-0000-7000-8000-00000000dead";
const nobody = new Proxy({} as Target, {
  get: (_, property) =>
    property === "cast"
      ? { brand: { id: nobodysId, slug: "nobodys" }, workspace: { id: nobodysId } }
      : property === "rows"
        ? theirs.rows.map((each) => ({ ...each, row: { ...each.row, id: nobodysId } }))
        : "nobodys",
});

function get(address: string): Promise<Answer> {
  return ask(address, {});
}

function send(method: string, address: string, form: URLSearchParams): Promise<Answer> {
  return ask(`${address}.data`, { method, body: form });
}

async function ask(address: string, init: RequestInit): Promise<Answer> {
  const stopped = new AbortController();
  // Nobody reads it on the way: packing and unpacking would be a tenth of the work.
  const headers = { cookie: entry.cookie, origin: house.publicUrl, "accept-encoding": "identity" };
  const answer = await fetch(house.publicUrl + address, {
    ...init,
    headers,
    redirect: "manual",
    signal: stopped.signal,
  });
  const streams = answer.headers.get("content-type")?.startsWith("text/event-stream");
  const body = streams ? "" : Buffer.from(await answer.arrayBuffer()).toString("latin1");
  if (streams) stopped.abort();
  return { status: answer.status, body, to: answer.headers.get("location") };
}

/** What an answer says of theirs that was not in the question. */
function theirsIn(id: string, body: string, asked: string): unknown[] {
  const names = namesOf(theirs).filter((name) => !asked.includes(name) && body.includes(name));
  return names.length > 0 ? [[id, "says", names]] : [];
}

/** Their rows and runs are there as they were, and no row of anybody else's names one of them. */
async function expectTheirsAsTheyWere(id = ""): Promise<void> {
  const now = await rowsNow(theirs);
  expect([id, now.map(({ table, text }) => [table, text])]).toEqual([
    id,
    theirs.rows.map(({ table, text }) => [table, text]),
  ]);
  const { rows: runs } = await database.pool.query("select status from engine.runs where tag = $1", [
    theirs.cast.workspace.id,
  ]);
  expect([id, runs]).toEqual([id, [{ status: "failed" }]]);
}

async function rowsNow({ cast, mark }: FullWorkspace) {
  return rowsOf(await readRows(database.pool), [cast.workspace.id, cast.brand.id, cast.reviewer.id, mark]);
}

const namesOf = ({ rows, mark, cast }: Target) => [
  ...[mark, cast.workspace.id, cast.brand.id],
  ...rows.flatMap(({ row: { id } }) => (typeof id === "string" ? [id] : [])),
];

function patternOf(build: ServerBuild, id: string): string {
  const parts: string[] = [];
  for (let route = build.routes[id]; route; route = route.parentId ? build.routes[route.parentId] : undefined) {
    if (route.path) parts.unshift(route.path);
  }
  return `/${parts.join("/")}`;
}
