import { keptMs as keptAnswersMs } from "#app/api/idempotency.ts";
import type { Logger } from "#config/logger.ts";
import type { Db } from "#db/database.ts";
import { forgetOldApiRequests } from "#db/queries/api-requests.ts";
import { forgetOldMails } from "#db/queries/mails.ts";
import { forgetOldTries } from "#db/queries/throttles.ts";
import type { Mailer } from "#providers/mail/contract.ts";
import { deliverDueMail } from "#studio/members/delivery.ts";

/** Somebody may be waiting at their mailbox; a look at the index for letters that are due costs next to nothing. */
const roundMs = 2_000;
const sweepMs = 60 * 60 * 1000;
const keptDays = 90;

/** Sends what waits, in rounds, and clears away what is old. `stop` lets the letter that is on its way arrive. */
export function startMailRoom(db: Db, mailer: Mailer, logger: Logger): { stop(): Promise<void> } {
  const closing = new AbortController();
  const rounds = repeat(roundMs, () => deliverDueMail(db, mailer));
  const sweeps = repeat(sweepMs, () =>
    Promise.all([
      forgetOldMails(db, keptDays),
      forgetOldTries(db),
      forgetOldApiRequests(db, new Date(Date.now() - keptAnswersMs)),
    ]),
  );
  return {
    stop: async () => {
      closing.abort();
      await Promise.all([rounds, sweeps]);
      mailer.close();
    },
  };

  async function repeat(pauseMs: number, work: () => Promise<unknown>): Promise<void> {
    while (!closing.signal.aborted) {
      await work().catch((error: unknown) => logger.error({ error }, "the mail room"));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, pauseMs);
        closing.signal.addEventListener("abort", done, { once: true });
        function done() {
          clearTimeout(timer);
          closing.signal.removeEventListener("abort", done);
          resolve();
        }
      });
    }
  }
}
