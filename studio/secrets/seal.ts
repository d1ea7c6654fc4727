import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Keyring, MasterKey } from "#config/keyring.ts";

/** Where a sealed value belongs. It opens there and nowhere else, so that a row's secret cannot be put into another's. */
export type Place = { table: string; row: string; column: string };

/** A sealed value that does not open: changed, moved from another place, or its key is not on the ring. */
export class SecretUnreadable extends Error {
  override name = "SecretUnreadable";
}

const version = "v1";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals a text with a key of its own (AES-256-GCM), and that key with the ring's first one. As text:
 * `v1.<key id>.<sealed key>.<sealed text>`, both parts base64url of nonce, tag and ciphertext.
 */
export function sealSecret(ring: Pick<Keyring, "all">, place: Place, text: string): string {
  const key = randomBytes(32);
  return [...wrap(currentKey(ring), place, key), encrypt(key, placeOf("text", place), Buffer.from(text))].join(".");
}

/** Opens what `sealSecret` sealed for this place. Throws `SecretUnreadable`; the message holds nothing of the value. */
export function openSecret(ring: Pick<Keyring, "all">, place: Place, sealed: string): string {
  const { key, text } = unwrap(ring, place, sealed);
  return decrypt(key, placeOf("text", place), text).toString();
}

/** The same value under the ring's first key. Only its key is sealed anew: the text itself stays closed. */
export function resealSecret(ring: Pick<Keyring, "all">, place: Place, sealed: string): string {
  const { key, text } = unwrap(ring, place, sealed);
  return [...wrap(currentKey(ring), place, key), text].join(".");
}

export function keyIdOf(sealed: string): string {
  return sealed.split(".")[1] ?? "";
}

export function currentKey(ring: Pick<Keyring, "all">): MasterKey {
  const [key] = ring.all();
  if (!key) throw new Error("The keyring is empty: SECRETS_KEY or the data folder's secrets-keys holds no key");
  return key;
}

function wrap(master: MasterKey, place: Place, key: Buffer): string[] {
  return [version, master.id, encrypt(master.bytes, placeOf(`key ${master.id}`, place), key)];
}

function unwrap(ring: Pick<Keyring, "all">, place: Place, sealed: string): { key: Buffer; text: string } {
  const [format, id, wrapped, text, ...more] = sealed.split(".");
  if (format !== version || !id || !wrapped || text === undefined || more.length > 0) {
    throw new SecretUnreadable(`${sayPlace(place)} holds no sealed value.`);
  }
  const master = ring.all().find((key) => key.id === id);
  if (!master) {
    throw new SecretUnreadable(`${sayPlace(place)} is sealed with the key ${id}, which is not on the keyring.`);
  }
  try {
    return { key: decrypt(master.bytes, placeOf(`key ${id}`, place), wrapped), text };
  } catch (cause) {
    throw new SecretUnreadable(`${sayPlace(place)} does not open: it was changed or belongs elsewhere.`, { cause });
  }
}

function encrypt(key: Buffer, place: Buffer, plain: Buffer): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes }).setAAD(place);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

function decrypt(key: Buffer, place: Buffer, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, "base64url");
  // Base64 that says the same in other letters would open, too: then a changed value would not be seen as one.
  if (bytes.length < ivBytes + tagBytes || bytes.toString("base64url") !== sealed) throw unreadable();
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(place).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
  } catch {
    throw unreadable();
  }
}

const unreadable = () => new SecretUnreadable("A sealed value does not open: it was changed or belongs elsewhere.");

function placeOf(part: string, { table, row, column }: Place): Buffer {
  return Buffer.from(JSON.stringify([version, part, table, row, column]));
}

function sayPlace({ table, row, column }: Place): string {
  return `${column} of ${table} ${row}`;
}
