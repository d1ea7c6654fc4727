import { hashPassword } from "better-auth/crypto";
import { z } from "zod";
import { clientAddressHeader } from "#config/client-address.ts";
import { Refused } from "#config/errors.ts";
import { addOwner, findUserByEmail } from "#db/queries/accounts.ts";
import { deleteSession } from "#db/queries/sessions.ts";
import { acceptInvitation, type OpenInvitation, openInvitation } from "#studio/members/invitations.ts";
import type { AccountParts } from "../accounts.ts";
import { passwordLength } from "./library.ts";
import type { Sessions } from "./sessions.ts";
import { addressOf, allow, knownDevice, requireCalm, spendCode, startAfresh, tooMany } from "./throttle.ts";

export type NewOwner = { name: string; email: string; password: string; workspace: string };
/** `challenge`: the password was right, and a code is still wanted; nobody is signed in yet. */
export type SignIn = { headers: Headers; challenge: boolean };

export type Entry = {
  /** Throws Refused, in the same words and after the same work, for a wrong password, an unknown account, too many tries. */
  signIn(request: Request, credentials: { email: string; password: string }): Promise<SignIn>;
  /** The second half of a sign-in: a code of the authenticator app, or one of the recovery codes. */
  answerChallenge(request: Request, answer: { code: string; recovery: boolean }): Promise<Headers>;
  /** Makes the first person and their workspace. Throws Refused when there is somebody already. */
  createOwner(owner: Omit<NewOwner, "workspace"> & { workspace?: string }): Promise<{
    userId: string;
    workspaceId: string;
  }>;
  /** What an invitation's link opens. Throws Refused with what became of it. */
  openInvitation(request: Request, token: string): Promise<OpenInvitation>;
  /** Lets the person in: as who they are signed in as, or with an account made now, to which they are then signed in. */
  joinWorkspace(
    request: Request,
    token: string,
    account?: { name: string; password: string },
  ): Promise<{ headers: Headers; workspaceId: string }>;
};

export const password = z
  .string()
  .min(passwordLength.min, `Choose a password of at least ${passwordLength.min} characters`)
  .max(passwordLength.max, `Keep it below ${passwordLength.max} characters`);
const name = z.string().trim().min(1, "Say what we should call you").max(80, "Keep the name below 80 characters");
const newOwner = z.object({
  name,
  email: z.email("Write the address in full, like ada@example.com").max(200),
  password,
  workspace: z.string().trim().min(1, "Name the workspace").max(80).default("My workspace"),
});

const wrongPair = () =>
  new Refused("sign-in-refused", "No account has that email and password. Check both and try again.");

export function createEntry({ db, library, post, secret, publicUrl }: AccountParts, sessions: Sessions): Entry {
  const device = knownDevice(secret, publicUrl.startsWith("https:"));

  async function signIn(request: Request, { email, password: typed }: { email: string; password: string }) {
    const who = device.keyOf(request, email);
    // Both are counted before anything is looked up, so that an account nobody has fills up like any other.
    const counted = [
      await allow(db, "sign-in by address", addressOf(request)),
      await allow(db, "sign-in by account", who),
    ];
    if (counted.includes(false)) throw tooMany();
    const before = await sessions.findSession(request);
    const answer = await library.call(
      request,
      "/sign-in/email",
      { email: email.trim(), password: typed },
      sessionCookie,
    );
    if (!answer.ok) {
      post.later(() => noteRefusal(request, email));
      throw wrongPair();
    }
    // Whoever was signed in here, or planted their session here, is not any more.
    if (before) await deleteSession(db, before.user.id, before.sessionId);
    const challenge = answer.body.twoFactorRedirect === true;
    if (!challenge)
      await welcome(request, answer.headers, String((answer.body.user as { email?: string })?.email ?? email));
    return { headers: answer.headers, challenge };
  }

  /** Signed in, with both halves: the tries are forgotten, and this browser is known from now on. */
  async function welcome(request: Request, headers: Headers, email: string): Promise<void> {
    await startAfresh(db, "sign-in by account", device.keyOf(request, email));
    headers.append("set-cookie", device.cookieFor(email));
    const user = await findUserByEmail(db, email);
    if (user) await post.note(request, user, "session.started");
  }

  async function noteRefusal(request: Request, email: string): Promise<void> {
    const user = await findUserByEmail(db, email.trim());
    if (user) await post.note(request, user, "session.refused");
  }

  return {
    signIn,
    async answerChallenge(request, { code, recovery }) {
      await requireCalm(db, "sign-in by address", addressOf(request));
      const typed = recovery ? code.trim() : code.replace(/\s/g, "");
      const address = recovery ? "/two-factor/verify-backup-code" : "/two-factor/verify-totp";
      // Without the session's cookie: the library would check the code for whoever is signed in here instead.
      const answer = await library.call(request, address, { code: typed }, sessionCookie);
      if (answer.status === 429) throw tooMany();
      if (!answer.ok && /COOKIE|TOO_MANY|NOT_ENABLED/.test(String(answer.body.code))) {
        throw new Refused("challenge-over", "That took too long, or too many tries. Sign in with your password again.");
      }
      if (!answer.ok) throw wrongCode(recovery);
      const user = answer.body.user as { id: string; email: string };
      if (!recovery && !(await spendCode(db, user.id, typed))) {
        const made = await library.getSession(new Headers({ cookie: cookieHeader(answer.headers) }));
        if (made) await deleteSession(db, user.id, made.session.id);
        throw wrongCode(false);
      }
      await welcome(request, answer.headers, user.email);
      return answer.headers;
    },
    async createOwner(input) {
      const parsed = newOwner.safeParse(input);
      if (!parsed.success) {
        const issue = parsed.error.issues[0]!;
        throw new Refused("owner-incomplete", issue.message, String(issue.path[0]));
      }
      const { password: chosen, email, ...rest } = parsed.data;
      return addOwner(db, { ...rest, email: email.toLowerCase(), passwordHash: await hashPassword(chosen) });
    },
    async openInvitation(request, token) {
      await requireCalm(db, "token by address", addressOf(request));
      return openInvitation(db, token);
    },
    async joinWorkspace(request, token, account) {
      await requireCalm(db, "token by address", addressOf(request));
      const from = { address: request.headers.get(clientAddressHeader), userAgent: request.headers.get("user-agent") };
      if (!account) {
        const session = await sessions.findSession(request);
        if (!session) throw new Refused("signed-out", "Sign in first, then open the invitation again.");
        const { id: userId, email } = session.user;
        const { workspaceId } = await acceptInvitation(db, token, { userId, email }, from);
        return { headers: new Headers(), workspaceId };
      }
      const chosen = z.object({ name, password }).parse(account);
      const passwordHash = await hashPassword(chosen.password);
      const made = { name: chosen.name, passwordHash, verified: post.delivers };
      const { workspaceId, email } = await acceptInvitation(db, token, made, from);
      const { headers } = await signIn(request, { email, password: chosen.password });
      return { headers, workspaceId };
    },
  };
}

const sessionCookie = /session_(token|data)$/;
const wrongCode = (recovery: boolean) =>
  recovery
    ? new Refused("wrong-code", "That is none of your recovery codes, or it has been used.", "code")
    : new Refused("wrong-code", "That is not the code your app shows now. Wait for the next one and type it.", "code");

function cookieHeader(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
