import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins";
import { clientAddressHeader } from "#config/client-address.ts";
import type { Db } from "#db/database.ts";

/** What the library has to have told to people; the tokens work once. */
type Letters = {
  sendReset(user: { id: string; email: string }, token: string): Promise<void>;
  sendVerification(user: { id: string; email: string }, token: string): Promise<void>;
  /** The password is another one now, and every session is over. */
  passwordWasReset(user: { id: string; email: string }): Promise<void>;
};

export const passwordLength = { min: 10, max: 128 };

/** What the library answered: its body, and the cookies for the caller to pass on. */
export type Answer = { ok: boolean; status: number; body: Record<string, unknown>; headers: Headers };
export type Library = {
  getSession(headers: Headers): ReturnType<ReturnType<typeof configure>["api"]["getSession"]>;
  verifyEmail(token: string): Promise<boolean>;
  /** Posts to one of the library's own addresses as the person who asks. `without` leaves out cookies of that name. */
  call(request: Request, address: string, body: object, without?: RegExp): Promise<Answer>;
};

/**
 * The account library on the studio's own tables: passwords, sessions, second factor, and tokens that work once. Its HTTP
 * addresses are served to nobody, so that counting tries, mail and audit cannot be walked around; tries are counted by us,
 * because it counts by network address only.
 */
export function openLibrary(parts: { db: Db; secret: string; publicUrl: string } & Letters): Library {
  const auth = configure(parts);
  const { publicUrl } = parts;
  return {
    getSession: (headers) => auth.api.getSession({ headers }),
    verifyEmail: async (token) =>
      auth.api.verifyEmail({ query: { token } }).then(
        () => true,
        () => false,
      ),
    async call(request, address, body, without) {
      const headers = new Headers({ "content-type": "application/json", origin: new URL(publicUrl).origin });
      for (const name of ["user-agent", clientAddressHeader]) {
        const value = request.headers.get(name);
        if (value) headers.set(name, value);
      }
      const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
      const sent = cookies.filter((cookie) => cookie && !without?.test(cookie.split("=")[0] ?? ""));
      if (sent.length > 0) headers.set("cookie", sent.join("; "));
      const asked = new Request(`${publicUrl}/api/auth${address}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      const response = await auth.handler(asked);
      const answered: unknown = await response.json().catch(() => undefined);
      return {
        ok: response.ok,
        status: response.status,
        body: typeof answered === "object" && answered !== null ? (answered as Record<string, unknown>) : {},
        headers: cookiesOf(response),
      };
    },
  };
}

function configure({ db, secret, publicUrl, ...letters }: { db: Db; secret: string; publicUrl: string } & Letters) {
  return betterAuth({
    appName: "Troupe",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    database: { db, type: "postgres", casing: "camel" },
    user: { modelName: "users" },
    // Seen within five minutes: the list of sessions says when each was last used.
    session: { modelName: "sessions", expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 5 },
    account: { modelName: "credentials" },
    verification: { modelName: "verifications", storeIdentifier: "hashed" },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      resetPasswordTokenExpiresIn: 60 * 60,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => letters.sendReset(user, token),
      onPasswordReset: ({ user }) => letters.passwordWasReset(user),
    },
    emailVerification: {
      expiresIn: 60 * 60 * 24,
      sendVerificationEmail: ({ user, token }) => letters.sendVerification(user, token),
    },
    plugins: [
      twoFactor({
        issuer: "Troupe",
        schema: { twoFactor: { modelName: "twoFactors" } },
        accountLockout: { maxFailedAttempts: 10, durationSeconds: 15 * 60 },
      }),
    ],
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "troupe",
      useSecureCookies: publicUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
}

function cookiesOf(response: Response): Headers {
  const headers = new Headers();
  for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return headers;
}
