import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Keyring, openKeyring } from "#config/keyring.ts";
import { keepCredential, openCredential } from "#studio/channels/credential.ts";
import { disconnect } from "#studio/channels/showcase.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { forgetKey, readSecretStatus, rotateSecrets } from "./rotate.ts";
import { keyIdOf, openSecret, resealSecret, SecretUnreadable, sealSecret } from "./seal.ts";

let database: TestDatabase;
let cast: Cast;
let folder: string;
let ring: Keyring;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
  folder = await mkdtemp(path.join(tmpdir(), "troupe-keys-"));
  ring = await openKeyring({ secretsKey: undefined, dataDir: folder });
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const place = { table: "connection_credentials", row: "one", column: "sealed" };

test("a sealed text opens at its place, says nothing of itself, and never looks the same twice", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const sealed = sealSecret(ring, place, text);
      expect(openSecret(ring, place, sealed)).toBe(text);
      expect(openSecret(ring, place, resealSecret(ring, place, sealed))).toBe(text);
      expect(sealSecret(ring, place, text)).not.toBe(sealed);
      if (text.length > 3) expect(sealed).not.toContain(text);
    }),
    { numRuns: 50 },
  );
});

test("a sealed text does not open in another row, column or table, nor with any letter changed", () => {
  const sealed = sealSecret(ring, place, "token");
  for (const other of [{ row: "two" }, { column: "token" }, { table: "connections" }]) {
    expect(() => openSecret(ring, { ...place, ...other }, sealed)).toThrow(SecretUnreadable);
    expect(() => resealSecret(ring, { ...place, ...other }, sealed)).toThrow(SecretUnreadable);
  }
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === "A" ? "B" : "A"}${sealed.slice(at + 1)}`;
    expect(() => openSecret(ring, place, changed), `letter ${at}`).toThrow(SecretUnreadable);
  }
  const [version, id, key] = sealed.split(".");
  const [, , , text] = sealSecret(ring, place, "other").split(".");
  expect(() => openSecret(ring, place, [version, id, key, text].join("."))).toThrow(SecretUnreadable);
});

test("the key is made once, for this user only, and a value under a key that is gone says which", async () => {
  const file = path.join(folder, "secrets-keys");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const before = await readFile(file, "utf8");
  const again = await openKeyring({ secretsKey: undefined, dataDir: folder });
  expect(await readFile(file, "utf8")).toBe(before);
  const sealed = sealSecret(again, place, "token");
  const stranger = await openKeyring({ secretsKey: Buffer.alloc(32, 7).toString("base64"), dataDir: folder });
  expect(() => openSecret(stranger, place, sealed)).toThrow(`sealed with the key ${keyIdOf(sealed)}`);
});

test("an account's credential is sealed in the database, opened for its brand only, and goes with the account", async () => {
  const { db } = database;
  const vault = { db, keyring: ring };
  const other = await castOf(db);
  await keepCredential(vault, cast.brand.id, cast.connection.id, { secret: "tok-1", expiresAt: null });
  await keepCredential(vault, cast.brand.id, cast.connection.id, { secret: "tok-2", expiresAt: null });
  expect(await openCredential(vault, cast.brand.id, cast.connection.id)).toEqual({ secret: "tok-2", expiresAt: null });
  expect(await openCredential(vault, other.brand.id, cast.connection.id)).toBeUndefined();
  const foreign = keepCredential(vault, other.brand.id, cast.connection.id, { secret: "x", expiresAt: null });
  await expect(foreign).rejects.toThrow("connection not found");
  const { rows } = await database.pool.query("select sealed from connection_credentials");
  expect(JSON.stringify(rows)).not.toContain("tok-2");
  await disconnect(db, cast.brand.id, actorOf(null), cast.connection.id);
  expect(await openCredential(vault, cast.brand.id, cast.connection.id)).toBeUndefined();
});

/** 45 accounts with a credential each, by connection id. */
async function fill(): Promise<Map<string, string>> {
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into connections (brand_id, channel, handle, name)
     select $1, 'bluesky', gen_random_uuid()::text, 'Account ' || n from generate_series(1, 45) n returning id`,
    [cast.brand.id],
  );
  const secrets = new Map(rows.map(({ id }, n) => [id, `secret ${n}`]));
  for (const [id, secret] of secrets) {
    await keepCredential({ db: database.db, keyring: ring }, cast.brand.id, id, { secret, expiresAt: null });
  }
  return secrets;
}

test("a rotation that is killed half-way loses nothing, is finished by the next call, and then the old key can go", async () => {
  const { db } = database;
  const secrets = await fill();
  // The studio has read its keys before and goes on with the same object, as a running one does.
  const studio = await openKeyring({ secretsKey: undefined, dataDir: folder });
  studio.all();
  const [oldKey] = ring.all();
  const killed = rotateSecrets(db, ring, {
    batch: 10,
    onBatch: (done) => {
      if (done >= 20) throw new Error("killed");
    },
  });
  await expect(killed).rejects.toThrow("killed");
  const halfWay = await readSecretStatus(db, ring);
  expect(halfWay.map(({ state, values }) => [state, values])).toEqual([
    ["in use", 20],
    ["readable", 25],
  ]);
  for (const [id, secret] of secrets) {
    expect((await openCredential({ db, keyring: studio }, cast.brand.id, id))?.secret).toBe(secret);
  }
  await expect(forgetKey(db, ring, oldKey?.id ?? "")).rejects.toMatchObject({ code: "key-in-use" });
  expect(await rotateSecrets(db, ring, { batch: 10 })).toMatchObject({ resealed: 25, resumed: true });
  await forgetKey(db, ring, oldKey?.id ?? "");
  for (const [id, secret] of secrets) {
    expect((await openCredential({ db, keyring: studio }, cast.brand.id, id))?.secret).toBe(secret);
  }
  expect(ring.all()).toHaveLength(1);
});

test("a credential that the studio replaces while a rotation runs is the one that stays", async () => {
  const { db } = database;
  const [first] = (
    await database.pool.query<{ id: string }>("select connection_id as id from connection_credentials order by 1")
  ).rows;
  const id = first?.id ?? "";
  const studio = await openKeyring({ secretsKey: undefined, dataDir: folder });
  const writer = (async () => {
    for (let n = 0; n < 100; n += 1) {
      await keepCredential({ db, keyring: studio }, cast.brand.id, id, { secret: `written ${n}`, expiresAt: null });
    }
  })();
  for (let n = 0; n < 5; n += 1) await rotateSecrets(db, ring, { batch: 3 });
  await writer;
  expect((await openCredential({ db, keyring: ring }, cast.brand.id, id))?.secret).toBe("written 99");
});

test("keys in the environment are rotated by putting a new one in front", async () => {
  const [one, two] = [Buffer.alloc(32, 1).toString("base64"), Buffer.alloc(32, 2).toString("hex")];
  const before = await openKeyring({ secretsKey: one, dataDir: folder });
  const after = await openKeyring({ secretsKey: `${two},${one}`, dataDir: folder });
  const sealed = sealSecret(before, place, "token");
  expect(openSecret(after, place, sealed)).toBe("token");
  expect(keyIdOf(resealSecret(after, place, sealed))).toBe(after.all()[0]?.id);
  await expect(before.addKey()).rejects.toMatchObject({ code: "keys-in-environment" });
});
