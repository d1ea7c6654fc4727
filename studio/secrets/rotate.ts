import { Refused } from "#config/errors.ts";
import type { Keyring } from "#config/keyring.ts";
import type { Db } from "#db/database.ts";
import { countSealed, listSealedOtherwise, replaceSealed, sealedColumns } from "#db/queries/sealed.ts";
import { currentKey, resealSecret } from "./seal.ts";

export type Rotation = { keyId: string; resealed: number; resumed: boolean };

/**
 * Seals every secret under a new key, while the studio runs: the keys before stay readable until they are forgotten. One
 * that was interrupted is finished before another begins, so it may be called again whenever it broke off. Each value is
 * replaced by itself, and only if nobody gave it another content meanwhile. `onBatch` hears how many are done.
 */
export async function rotateSecrets(
  db: Db,
  ring: Keyring,
  { batch = 200, onBatch }: { batch?: number; onBatch?: (done: number) => void } = {},
): Promise<Rotation> {
  const resumed = (await countUnderOldKeys(db, ring)) > 0;
  if (!resumed) await ring.addKey();
  const { id: keyId } = currentKey(ring);
  let resealed = 0;
  for (const column of sealedColumns) {
    for (;;) {
      const values = await listSealedOtherwise(db, column, keyId, batch);
      for (const value of values) {
        const place = { table: column.table, row: value.row, column: column.column };
        if (await replaceSealed(db, column, value, resealSecret(ring, place, value.sealed))) resealed += 1;
      }
      onBatch?.(resealed);
      if (values.length === 0) break;
    }
  }
  return { keyId, resealed, resumed };
}

/** Each key of the ring, the one in use first, and how many values it seals; then keys that are missing from the ring. */
export async function readSecretStatus(db: Db, ring: Pick<Keyring, "all">) {
  const counts = new Map<string, number>();
  for (const column of sealedColumns) {
    for (const { keyId, count } of await countSealed(db, column)) counts.set(keyId, (counts.get(keyId) ?? 0) + count);
  }
  const ids = ring.all().map(({ id }) => id);
  const missing = [...counts.keys()].filter((id) => !ids.includes(id));
  return [...ids, ...missing].map((id, index) => ({
    id,
    values: counts.get(id) ?? 0,
    state: missing.includes(id) ? ("missing" as const) : index === 0 ? ("in use" as const) : ("readable" as const),
  }));
}

/** Takes an old key off the ring. Refused (`key-unknown`, `key-in-use`) for the first one and while it seals anything. */
export async function forgetKey(db: Db, ring: Keyring, id: string): Promise<void> {
  const status = await readSecretStatus(db, ring);
  const key = status.find((each) => each.id === id && each.state !== "missing");
  if (!key) throw new Refused("key-unknown", `There is no key ${id} on the keyring.`);
  if (key.state === "in use" || key.values > 0) {
    const why = key.state === "in use" ? "new secrets are sealed with it" : `it seals ${key.values} secrets`;
    throw new Refused("key-in-use", `The key ${id} stays: ${why}. Rotate first.`);
  }
  await ring.forgetKey(id);
}

async function countUnderOldKeys(db: Db, ring: Pick<Keyring, "all">): Promise<number> {
  const status = await readSecretStatus(db, ring);
  return status.filter(({ state }) => state !== "in use").reduce((sum, { values }) => sum + values, 0);
}
