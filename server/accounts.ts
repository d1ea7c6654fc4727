import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { betterAuth } from "better-auth";
import { hashPassword } from "better-auth/crypto";
import { z } from "zod";
import type { Env } from "#config/env.ts";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { addOwner, hasUsers } from "#db/queries/accounts.ts";

export type SignedIn = { user: { id: string; name: string; email: string } };
export type NewOwner = { name: string; email: string; password: string; workspace: string };

/** Who may come in. Answers that set cookies are `Headers`, for the caller to put on its reply. */
export type Accounts = {
  /** Serves the account library's own addresses, below /api/auth. */
  handler(request: Request): Promise<Response>;
  findSession(request: Request): Promise<SignedIn | undefined>;
  /** Throws Refused when the pair is wrong or tried too often. */
  signIn(request: Request, credentials: { email: string; password: string }): Promise<Headers>;
  signOut(request: Request): Promise<Headers>;
  /** Also ends every other session of the person. Throws Refused when the present password is wrong. */
  changePassword(request: Request, passwords: { present: string; next: string }): Promise<Headers>;
  /** True until the first person has an account; only then does the sign-in page offer to make one. */
  isEmpty(): Promise<boolean>;
  /** Makes the first person and their workspace. Throws Refused when there is somebody already. */
  createOwner(owner: Omit<NewOwner, "workspace"> & { workspace?: string }): Promise<{
    userId: string;
    workspaceId: string;
  }>;
};

type Parts = { db: Db; env: Pick<Env, "authSecret" | "dataDir">; publicUrl: string };

/** Carries the address of whoever asks from the web server inwards. What a browser sends under this name is dropped. */
export const clientAddressHeader = "x-client-address";

const newOwner = z.object({
  name: z.string().trim().min(1, "Say what we should call you").max(80, "Keep the name below 80 characters"),
  email: z.email("Write the address in full, like ada@example.com").max(200),
  password: z.string().min(10, "Choose a password of at least 10 characters").max(128, "Keep it below 128 characters"),
  workspace: z.string().trim().min(1, "Name the workspace").max(80).default("My workspace"),
});

/** Email and password on the studio's own tables. Nobody can sign themselves up; the first owner is made once. */
export async function openAccounts({ db, env, publicUrl }: Parts): Promise<Accounts> {
  return createAccounts({ db, publicUrl, secret: await readAuthSecret(env) });
}

export function createAccounts({ db, secret, publicUrl }: { db: Db; secret: string; publicUrl: string }): Accounts {
  const auth = betterAuth({
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    database: { db, type: "postgres", casing: "camel" },
    user: { modelName: "users" },
    session: { modelName: "sessions", expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24 },
    account: { modelName: "credentials" },
    verification: { modelName: "verifications" },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    rateLimit: { enabled: true, storage: "memory", customRules: { "/sign-in/email": { window: 60, max: 10 } } },
    advanced: {
      cookiePrefix: "troupe",
      useSecureCookies: publicUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });

  async function call(request: Request, address: string, body: object): Promise<Response> {
    const headers = new Headers({ "content-type": "application/json", origin: new URL(publicUrl).origin });
    for (const name of ["cookie", "user-agent", clientAddressHeader]) {
      const value = request.headers.get(name);
      if (value) headers.set(name, value);
    }
    return auth.handler(
      new Request(`${publicUrl}/api/auth${address}`, { method: "POST", headers, body: JSON.stringify(body) }),
    );
  }

  return {
    handler: (request) => auth.handler(request),
    async findSession(request) {
      const found = await auth.api.getSession({ headers: request.headers });
      if (!found) return undefined;
      const { id, name, email } = found.user;
      return { user: { id, name, email } };
    },
    async signIn(request, { email, password }) {
      const response = await call(request, "/sign-in/email", { email, password });
      if (response.status === 429) {
        throw new Refused("too-many-tries", "That was too many tries. Wait a minute, then try again.");
      }
      if (!response.ok) {
        throw new Refused("sign-in-refused", "No account has that email and password. Check both and try again.");
      }
      return cookiesOf(response);
    },
    signOut: async (request) => cookiesOf(await call(request, "/sign-out", {})),
    async changePassword(request, { present, next }) {
      const parsed = newOwner.shape.password.safeParse(next);
      if (!parsed.success) throw new Refused("weak-password", parsed.error.issues[0]!.message, "nextPassword");
      const response = await call(request, "/change-password", {
        currentPassword: present,
        newPassword: next,
        revokeOtherSessions: true,
      });
      if (!response.ok) {
        throw new Refused("wrong-password", "That is not your present password. Type it again.", "presentPassword");
      }
      return cookiesOf(response);
    },
    isEmpty: async () => !(await hasUsers(db)),
    async createOwner(input) {
      const parsed = newOwner.safeParse(input);
      if (!parsed.success) {
        const issue = parsed.error.issues[0]!;
        throw new Refused("owner-incomplete", issue.message, String(issue.path[0]));
      }
      const { password, email, ...rest } = parsed.data;
      const passwordHash = await hashPassword(password);
      return addOwner(db, { ...rest, email: email.toLowerCase(), passwordHash });
    },
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

function cookiesOf(response: Response): Headers {
  const headers = new Headers();
  for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return headers;
}
