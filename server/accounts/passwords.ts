import { Refused } from "#config/errors.ts";
import { forgetVerifications } from "#db/queries/sessions.ts";
import type { AccountParts } from "../accounts.ts";
import { password } from "./entry.ts";
import type { Sessions } from "./sessions.ts";
import { addressOf, allow, requireCalm } from "./throttle.ts";

export type Passwords = {
  /** Also ends every other session of the person. Throws Refused when the present password is wrong. */
  changePassword(request: Request, passwords: { present: string; next: string }): Promise<Headers>;
  /** Answers at once and always the same; a letter goes out afterwards when somebody has that address. */
  requestReset(request: Request, email: string): Promise<void>;
  /** Takes the link's token, once, within an hour. Ends every session; a second factor stays wanted. */
  resetPassword(request: Request, token: string, next: string): Promise<void>;
  /** Sends whoever is signed in the letter that asks whether the address is theirs. */
  requestVerification(request: Request): Promise<void>;
  /** False when the link is not, or no longer, one of ours. */
  verifyEmail(request: Request, token: string): Promise<boolean>;
};

export function createPasswords({ db, library, post }: AccountParts, sessions: Sessions): Passwords {
  const requireProper = (next: string, field: string) => {
    const parsed = password.safeParse(next);
    if (!parsed.success) throw new Refused("weak-password", parsed.error.issues[0]!.message, field);
  };
  return {
    async changePassword(request, { present, next }) {
      requireProper(next, "nextPassword");
      const session = await sessions.findSession(request);
      if (!session) throw new Refused("signed-out", "Sign in again, then change the password.");
      await requireCalm(db, "password check", session.user.id);
      const answer = await library.call(request, "/change-password", {
        currentPassword: present,
        newPassword: next,
        revokeOtherSessions: true,
      });
      if (!answer.ok) {
        throw new Refused("wrong-password", "That is not your present password. Type it again.", "presentPassword");
      }
      await forgetVerifications(db, session.user.id);
      await post.notify(session.user, "Your password on Troupe was changed.");
      await post.note(request, session.user, "password.changed");
      return answer.headers;
    },
    async requestReset(request, email) {
      await requireCalm(db, "reset by address", addressOf(request));
      post.later(async () => {
        const wanted = email.trim().toLowerCase();
        if (await allow(db, "reset by account", wanted)) {
          await library.call(request, "/request-password-reset", { email: wanted });
        }
      });
    },
    async resetPassword(request, token, next) {
      requireProper(next, "password");
      await requireCalm(db, "token by address", addressOf(request));
      const answer = await library.call(request, "/reset-password", { token, newPassword: next });
      if (!answer.ok) {
        throw new Refused("reset-over", "This link has been used or has run out. Ask for a new one.");
      }
    },
    async requestVerification(request) {
      const session = await sessions.findSession(request);
      if (!session || session.user.emailVerified) return;
      await requireCalm(db, "verification", session.user.id);
      await library.call(request, "/send-verification-email", { email: session.user.email });
    },
    async verifyEmail(request, token) {
      await requireCalm(db, "token by address", addressOf(request));
      return library.verifyEmail(token);
    },
  };
}
