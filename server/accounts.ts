import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Env } from "#config/env.ts";
import type { Logger } from "#config/logger.ts";
import type { Db } from "#db/database.ts";
import { hasUsers } from "#db/queries/accounts.ts";
import type { Mailer } from "#providers/mail/contract.ts";
import { createEntry, type Entry } from "./accounts/entry.ts";
import { type Library, openLibrary } from "./accounts/library.ts";
import { createPasswords, type Passwords } from "./accounts/passwords.ts";
import { createPost } from "./accounts/post.ts";
import { createSecondFactor, type SecondFactor } from "./accounts/second-factor.ts";
import { createSessions, type Sessions } from "./accounts/sessions.ts";

export { clientAddressHeader } from "#config/client-address.ts";

/**
 * Who may come in: the only way to the account library, whose own addresses are served to nobody. Answers that set cookies
 * are `Headers`, for the caller to put on its reply.
 */
export type Accounts = Entry &
  Passwords &
  SecondFactor &
  Sessions & {
    /** True until the first person has an account; only then does the sign-in page offer to make one. */
    isEmpty(): Promise<boolean>;
    /** Waits for what goes on after an answer was given: letters and notes of which the answer must tell nothing. */
    settle(): Promise<void>;
  };

/** What the parts of accounts are made from. */
export type AccountParts = {
  db: Db;
  library: Library;
  post: ReturnType<typeof createPost>;
  secret: string;
  publicUrl: string;
};

type Parts = { db: Db; env: Pick<Env, "authSecret" | "dataDir">; publicUrl: string; mailer: Mailer; logger: Logger };

/** Email and password on the studio's own tables. The first owner is made once; everybody else is invited. */
export async function openAccounts({ db, env, publicUrl, mailer, logger }: Parts): Promise<Accounts> {
  const secret = await readAuthSecret(env);
  return createAccounts({ db, publicUrl, secret, delivers: mailer.delivers, logger });
}

/** `delivers`: letters reach mailboxes, so that a link that was followed proves an address. */
export function createAccounts(made: {
  db: Db;
  secret: string;
  publicUrl: string;
  delivers?: boolean;
  logger?: Pick<Logger, "error">;
}): Accounts {
  const { db, secret, publicUrl, delivers = false, logger = console } = made;
  const post = createPost({ db, publicUrl, delivers, logger });
  const library = openLibrary({ db, secret, publicUrl, ...post.letters });
  const parts: AccountParts = { db, library, post, secret, publicUrl };
  const sessions = createSessions(parts);
  return {
    ...sessions,
    ...createEntry(parts, sessions),
    ...createPasswords(parts, sessions),
    ...createSecondFactor(parts, sessions),
    isEmpty: async () => !(await hasUsers(db)),
    settle: () => post.settle(),
  };
}

/** The secret that signs session cookies: the environment's, or one made on first start and kept in the data folder. */
export async function readAuthSecret(env: Parts["env"]): Promise<string> {
  if (env.authSecret) return env.authSecret;
  const file = path.join(env.dataDir, "auth-secret");
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  await mkdir(env.dataDir, { recursive: true });
  await writeFile(draft, randomBytes(32).toString("hex"), { mode: 0o600 });
  // A link is made whole or not at all, so that two that start at once end with one secret.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return (await readFile(file, "utf8")).trim();
}
