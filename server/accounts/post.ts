import { clientAddressHeader } from "#config/client-address.ts";
import type { Logger } from "#config/logger.ts";
import type { Db } from "#db/database.ts";
import { listMemberships } from "#db/queries/members.ts";
import { forgetVerifications } from "#db/queries/sessions.ts";
import type { Act } from "#studio/audit/acts.ts";
import { recordAct } from "#studio/audit/record.ts";
import { type Composed, noticeLetter, postLetter, resetLetter, verificationLetter } from "#studio/members/letters.ts";

type Someone = { id: string; email: string; name?: string };

/** What accounts tell: people by letter, and the audit of every workspace that they belong to. */
export function createPost(made: { db: Db; publicUrl: string; delivers: boolean; logger: Pick<Logger, "error"> }) {
  const { db, publicUrl, delivers, logger } = made;
  const underWay = new Set<Promise<unknown>>();

  /** A letter about an account shows in the outbox of its person's workspace; of somebody with several, in none. */
  async function tell(user: Someone, letter: Composed): Promise<void> {
    const [only, other] = await listMemberships(db, user.id);
    await postLetter(db, only && !other ? only.workspaceId : null, user.email, letter);
  }

  return {
    delivers,
    tell,
    letters: {
      sendReset: (user: Someone, token: string) => tell(user, resetLetter(`${publicUrl}/reset/${token}`)),
      sendVerification: (user: Someone, token: string) =>
        tell(user, verificationLetter(`${publicUrl}/verify?token=${encodeURIComponent(token)}`)),
      async passwordWasReset(user: Someone) {
        // Other links for a new password, and half a sign-in with the old one, end with the old one.
        await forgetVerifications(db, user.id);
        await tell(user, noticeLetter("Your password on Troupe was changed.", `${publicUrl}/reset`));
      },
    },
    notify: (user: Someone, deed: string) => tell(user, noticeLetter(deed, `${publicUrl}/reset`)),

    /** Writes an act on an account down in every workspace of its person. */
    async note(request: Request, user: Someone & { name: string }, act: Act): Promise<void> {
      const address = request.headers.get(clientAddressHeader);
      const from = { address, userAgent: request.headers.get("user-agent") };
      for (const { workspaceId } of await listMemberships(db, user.id)) {
        const by = { workspaceId, kind: "user" as const, id: user.id, name: user.name, ...from };
        const subject = { kind: "user", id: user.id, name: user.email };
        await db.transaction().execute((trx) => recordAct(trx, by, { act, subject }));
      }
    },

    /** Lets work go on after the answer, so that how long an answer takes tells nothing of what there was to do. */
    later(work: () => Promise<unknown>): void {
      const going = work().catch((error: unknown) => logger.error({ error }, "after an answer of accounts"));
      underWay.add(going);
      void going.then(() => underWay.delete(going));
    },
    settle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
