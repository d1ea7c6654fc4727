import { Refused } from "#config/errors.ts";
import type { AccountParts } from "../accounts.ts";
import type { Answer } from "./library.ts";
import type { Sessions, SignedIn } from "./sessions.ts";
import { requireCalm, spendCode } from "./throttle.ts";

export type SecondFactor = {
  /** What an authenticator app is given, and ten codes for the day it is lost. Nothing is asked for until `confirm`. */
  startTwoFactor(request: Request, password: string): Promise<{ uri: string; codes: string[] }>;
  /** Asks for codes from now on, once the app has shown that it can. */
  confirmTwoFactor(request: Request, code: string): Promise<Headers>;
  /** Ten new recovery codes; those of before are dead. */
  renewRecoveryCodes(request: Request, password: string): Promise<string[]>;
  stopTwoFactor(request: Request, password: string): Promise<Headers>;
};

export function createSecondFactor({ db, library, post }: AccountParts, sessions: Sessions): SecondFactor {
  async function identify(request: Request): Promise<SignedIn["user"]> {
    const session = await sessions.findSession(request);
    if (!session) throw new Refused("signed-out", "Sign in again, then go on.");
    return session.user;
  }
  /** Everything that changes the second factor takes the password: a browser left open is not enough. */
  async function ask(request: Request, address: string, password: string): Promise<[SignedIn["user"], Answer]> {
    const user = await identify(request);
    await requireCalm(db, "password check", user.id);
    const answer = await library.call(request, address, { password });
    if (answer.body.code === "INVALID_PASSWORD") {
      throw new Refused("wrong-password", "That is not your password. Type it again.", "password");
    }
    if (!answer.ok) throw new Refused("two-factor-refused", "That cannot be done now. Reload the page and try again.");
    return [user, answer];
  }
  return {
    async startTwoFactor(request, password) {
      const [, { body }] = await ask(request, "/two-factor/enable", password);
      return { uri: String(body.totpURI), codes: body.backupCodes as string[] };
    },
    async confirmTwoFactor(request, code) {
      const user = await identify(request);
      await requireCalm(db, "code check", user.id);
      const typed = code.replace(/\s/g, "");
      const answer = await library.call(request, "/two-factor/verify-totp", { code: typed });
      if (!answer.ok) {
        throw new Refused(
          "wrong-code",
          "That is not the code your app shows now. Wait for the next one and type it.",
          "code",
        );
      }
      await spendCode(db, user.id, typed);
      await post.notify(user, "Signing in to your account on Troupe takes a second factor now.");
      await post.note(request, user, "two-factor.changed");
      return answer.headers;
    },
    async renewRecoveryCodes(request, password) {
      const [user, { body }] = await ask(request, "/two-factor/generate-backup-codes", password);
      await post.note(request, user, "two-factor.changed");
      return body.backupCodes as string[];
    },
    async stopTwoFactor(request, password) {
      const [user, { headers }] = await ask(request, "/two-factor/disable", password);
      await post.notify(user, "The second factor of your account on Troupe was turned off.");
      await post.note(request, user, "two-factor.changed");
      return headers;
    },
  };
}
