import type { Keyring } from "#config/keyring.ts";
import type { Db } from "#db/database.ts";
import { getConnection } from "#db/queries/connections.ts";
import { findCredential, putCredential } from "#db/queries/credentials.ts";
import { openSecret, type Place, sealSecret } from "../secrets/seal.ts";

/** What a channel reaches an account with, such as its tokens; `expiresAt` is when the network ends it. */
export type Credential = { secret: string; expiresAt: Date | null };

type Vault = { db: Db; keyring: Pick<Keyring, "all"> };

/** Seals an account's credential and keeps it in place of the one before. Throws NotFound for another brand's account. */
export async function keepCredential(
  { db, keyring }: Vault,
  brandId: string,
  connectionId: string,
  { secret, expiresAt }: Credential,
): Promise<void> {
  const { id } = await getConnection(db, brandId, connectionId);
  await putCredential(db, brandId, id, { sealed: sealSecret(keyring, placeOf(id), secret), expiresAt });
}

/** Undefined when the account needs none. Throws `SecretUnreadable` when what is kept does not open. */
export async function openCredential(
  { db, keyring }: Vault,
  brandId: string,
  connectionId: string,
): Promise<Credential | undefined> {
  const found = await findCredential(db, brandId, connectionId);
  return found && { secret: openSecret(keyring, placeOf(connectionId), found.sealed), expiresAt: found.expiresAt };
}

const placeOf = (connectionId: string): Place => ({
  table: "connection_credentials",
  row: connectionId,
  column: "sealed",
});
