import type { Db } from "#db/database.ts";
import { leaseDueMail, type MailRow, markFailed, markKept, markSent } from "#db/queries/mails.ts";
import { ProviderError } from "#providers/errors.ts";
import type { Mailer } from "#providers/mail/contract.ts";

/** How long after each failed try the next one comes, in seconds; after the last the letter is given up, a day on. */
const pauses = [60, 300, 900, 3600, 10_800, 21_600, 43_200];

/** A sender that dies leaves its letter to others after this long: more than a mail server is waited for. */
const leaseSeconds = 120;

/**
 * Sends every letter that is due and answers how many were tried. Safe from several processes at once. A sender that dies
 * between the mail server's yes and our note sends that letter twice, under the same Message-ID.
 */
export async function deliverDueMail(db: Db, mailer: Mailer, clock: () => Date = () => new Date()): Promise<number> {
  for (let tried = 0; ; tried++) {
    const mail = await leaseDueMail(db, clock(), leaseSeconds);
    if (!mail) return tried;
    await deliver(db, mailer, mail, clock);
  }
}

async function deliver(db: Db, mailer: Mailer, mail: MailRow, clock: () => Date): Promise<void> {
  const { id, recipient: to, subject, text, html } = mail;
  const attempts = mail.attempts + 1;
  try {
    await mailer.send({ id, to, subject, text: text ?? "", html: html ?? "" });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const pause = error.kind === "reject" ? undefined : pauses[attempts - 1];
    const nextTryAt = pause === undefined ? null : new Date(clock().getTime() + pause * 1000);
    await markFailed(db, id, { attempts, failure: error.message, nextTryAt });
    return;
  }
  await (mailer.delivers ? markSent : markKept)(db, id, attempts, clock());
}
