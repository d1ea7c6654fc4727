import { randomBytes, randomUUID } from "node:crypto";
import type { Keyring } from "#config/keyring.ts";
import type { Db, Trx } from "#db/database.ts";
import { insertSecret, listSecrets } from "#db/queries/webhooks.ts";
import { openSecret, type Place, sealSecret } from "../secrets/seal.ts";

/** As many bytes as SHA-256 gives; Standard Webhooks asks for 24 to 64. */
const secretBytes = 32;

type Keys = Pick<Keyring, "all">;

/** Makes an endpoint's secret and keeps it, sealed. */
export async function makeSecret(trx: Trx, keyring: Keys, workspaceId: string, endpointId: string): Promise<string> {
  const id = randomUUID();
  const secret = `whsec_${randomBytes(secretBytes).toString("base64")}`;
  await insertSecret(trx, workspaceId, { id, endpointId, sealed: sealSecret(keyring, placeOf(id), secret) });
  return secret;
}

/** The secrets that sign now, the current one first, and until when those after it do. */
export async function openSecrets(
  db: Db,
  keyring: Keys,
  workspaceId: string,
  endpointId: string,
  now = new Date(),
): Promise<{ secret: string; until: Date | null }[]> {
  const sealed = await listSecrets(db, workspaceId, endpointId, now);
  return sealed.map((each) => ({
    secret: openSecret(keyring, placeOf(each.id), each.sealed),
    until: each.expiresAt,
  }));
}

const placeOf = (id: string): Place => ({ table: "webhook_secrets", row: id, column: "sealed" });
