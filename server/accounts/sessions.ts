import { deleteOtherSessions, deleteSession, listSessions, type SessionLine } from "#db/queries/sessions.ts";
import type { AccountParts } from "../accounts.ts";

export type SignedIn = {
  sessionId: string;
  user: { id: string; name: string; email: string; emailVerified: boolean; twoFactorEnabled: boolean };
};

export type Sessions = {
  findSession(request: Request): Promise<SignedIn | undefined>;
  signOut(request: Request): Promise<Headers>;
  /** Where the person is signed in; `current` is the browser that asks. */
  listSessions(request: Request): Promise<(SessionLine & { current: boolean })[]>;
  /** Ends one of the person's own sessions; with "others" all but this one. */
  endSession(request: Request, id: string | "others"): Promise<void>;
};

export function createSessions({ db, library, post }: AccountParts): Sessions {
  async function findSession(request: Request): Promise<SignedIn | undefined> {
    const found = await library.getSession(request.headers);
    if (!found) return undefined;
    const { id, name, email, emailVerified } = found.user;
    const twoFactorEnabled = found.user.twoFactorEnabled ?? false;
    return { sessionId: found.session.id, user: { id, name, email, emailVerified, twoFactorEnabled } };
  }
  return {
    findSession,
    async signOut(request) {
      const session = await findSession(request);
      const { headers } = await library.call(request, "/sign-out", {});
      if (session) await post.note(request, session.user, "session.ended");
      return headers;
    },
    async listSessions(request) {
      const session = await findSession(request);
      if (!session) return [];
      const lines = await listSessions(db, session.user.id);
      return lines.map((line) => ({ ...line, current: line.id === session.sessionId }));
    },
    async endSession(request, id) {
      const session = await findSession(request);
      if (!session) return;
      if (id === "others") await deleteOtherSessions(db, session.user.id, session.sessionId);
      else await deleteSession(db, session.user.id, id);
      await post.note(request, session.user, "session.ended");
    },
  };
}
