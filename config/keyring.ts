import { createHash, randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Refused } from "./errors.ts";

/** A key that seals the keys of values: 32 bytes, and the id under which sealed values name it. */
export type MasterKey = { id: string; bytes: Buffer };

/**
 * The keys that secrets are sealed under. New values get the first; all of them open. `all` looks anew when the file
 * behind it has changed, so that a studio that is running knows a key from the moment that a rotation adds it.
 */
export type Keyring = {
  all(): MasterKey[];
  /** Puts a fresh key in front of the others. Refused where the environment holds the keys. */
  addKey(): Promise<MasterKey>;
  /** Takes a key away for good. */
  forgetKey(id: string): Promise<void>;
};

/** The keys of SECRETS_KEY, or those in the data folder, where the first is made when there is none. */
export async function openKeyring(env: { secretsKey: string | undefined; dataDir: string }): Promise<Keyring> {
  if (env.secretsKey !== undefined) return fixedKeyring(parseKeys(env.secretsKey));
  const file = path.join(env.dataDir, "secrets-keys");
  await mkdir(env.dataDir, { recursive: true });
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  await writeFile(draft, writeKeys([makeKey()]), { mode: 0o600 });
  // A link is made whole or not at all, so that two that start at once end with one key.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return fileKeyring(file);
}

/** Keys as SECRETS_KEY lists them: 32 bytes each, the one to seal with first. Refused when it is no such list. */
function parseKeys(text: string): MasterKey[] {
  if (!isKeyList(text)) throw new Refused("secrets-key", "A keyring lists keys of 32 bytes, in base64 or hexadecimal.");
  return text
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(bytesOf)
    .map((bytes) => ({ id: idOf(bytes), bytes }));
}

export function isKeyList(text: string): boolean {
  const parts = text.split(/[,\s]+/).filter(Boolean);
  return parts.length > 0 && parts.every((part) => bytesOf(part).length === 32);
}

function bytesOf(part: string): Buffer {
  return Buffer.from(part, /^[0-9a-f]{64}$/i.test(part) ? "hex" : "base64");
}

function writeKeys(keys: MasterKey[]): string {
  return keys.map(({ bytes }) => `${bytes.toString("base64")}\n`).join("");
}

function makeKey(): MasterKey {
  const bytes = randomBytes(32);
  return { id: idOf(bytes), bytes };
}

/** Names a key without telling anything of it: the same key has the same id wherever it is kept. */
function idOf(bytes: Buffer): string {
  return createHash("sha256").update("troupe key id").update(bytes).digest("hex").slice(0, 12);
}

function fixedKeyring(keys: MasterKey[]): Keyring {
  const refuse = async (): Promise<never> => {
    const fresh = writeKeys([makeKey()]).trim();
    const now = "Put a new one before the others, start the studio with it, and rotate again.";
    throw new Refused("keys-in-environment", `The keys are in SECRETS_KEY. ${now} A fresh one: ${fresh}`);
  };
  return { all: () => keys, addKey: refuse, forgetKey: refuse };
}

function fileKeyring(file: string): Keyring {
  let known: { at: string; keys: MasterKey[] } | undefined;
  const all = () => {
    const { mtimeNs, ino } = statSync(file, { bigint: true });
    const at = `${ino} ${mtimeNs}`;
    if (known?.at !== at) known = { at, keys: parseKeys(readFileSync(file, "utf8")) };
    return known.keys;
  };
  const replace = async (keys: MasterKey[]) => {
    const draft = `${file}.${randomBytes(4).toString("hex")}`;
    await writeFile(draft, writeKeys(keys), { mode: 0o600, flush: true });
    await rename(draft, file);
  };
  return {
    all,
    async addKey() {
      const key = makeKey();
      await replace([key, ...all()]);
      return key;
    },
    async forgetKey(id) {
      await replace(all().filter((key) => key.id !== id));
    },
  };
}
