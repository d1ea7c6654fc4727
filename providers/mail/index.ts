import { EnvironmentRefused } from "#config/env.ts";
import type { Mailer } from "./contract.ts";
import { createOutbox } from "./outbox.ts";
import { createSmtp, smtpSettings } from "./smtp.ts";

type Source = Record<string, string | undefined>;

/** SMTP when `SMTP_URL` says where, with `MAIL_FROM` as the sender; otherwise letters stay here and `print` shows them. */
export function chooseMailer({ source }: { source: Source }, print: (text: string) => void): Mailer {
  if (!source.SMTP_URL) return createOutbox(print);
  const parsed = smtpSettings.safeParse(source);
  if (parsed.success) return createSmtp(parsed.data);
  // The address holds a password: what is wrong is said, never what it is.
  throw new EnvironmentRefused(
    parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name}: ${source[name] === undefined ? "is missing" : message}`;
    }),
  );
}
