import { createTransport } from "nodemailer";
import { z } from "zod";
import { ProviderError, type ProviderErrorKind } from "#providers/errors.ts";
import type { Mailer } from "./contract.ts";

export const smtpSettings = z.object({
  SMTP_URL: z
    .url("must be an address like smtps://user:password@mail.example.com")
    .refine((value) => /^smtps?:$/.test(new URL(value).protocol), "must start with smtp:// or smtps://"),
  MAIL_FROM: z.string().regex(/^([^<>@]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, {
    error: "must be a sender like Troupe <studio@example.com>",
  }),
});

/** A server that does not answer within this is away: a person may be waiting for the letter, and the sender tries again. */
const patienceMs = 15_000;

/** Letters by SMTP; `smtp://` goes over to TLS when the server offers it, `smtps://` begins with it. */
export function createSmtp({ SMTP_URL, MAIL_FROM }: z.infer<typeof smtpSettings>): Mailer {
  const { hostname } = new URL(SMTP_URL);
  const transport = createTransport({
    url: SMTP_URL,
    pool: true,
    maxConnections: 2,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    // A letter's text never names a file or an address for the library to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^>\s]+)/.exec(MAIL_FROM)?.[1] ?? hostname;
  return {
    id: "smtp",
    delivers: true,
    send: async ({ id, to, subject, text, html }) => {
      const headers = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
      const messageId = `<${id}@${domain}>`;
      try {
        // As an object the address is taken as it is, never read as a list of several.
        await transport.sendMail({
          from: MAIL_FROM,
          to: { name: "", address: to },
          subject,
          text,
          html,
          messageId,
          headers,
        });
      } catch (cause) {
        throw translate(cause, hostname);
      }
    },
    close: () => transport.close(),
  };
}

/** Answers of 4xx pass, of 5xx stay (RFC 5321, section 4.2.1); what is wrong with the login or the settings is ours. */
function translate(cause: unknown, server: string): ProviderError {
  const {
    code = "",
    responseCode = 0,
    response = "",
  } = cause as {
    code?: string;
    responseCode?: number;
    response?: string;
  };
  const [kind, words] = ((): [ProviderErrorKind, string] => {
    if (["EAUTH", "ENOAUTH", "EOAUTH2"].includes(code)) return ["misconfigured", "does not take the login of SMTP_URL"];
    if (["ETLS", "ECONFIG", "EREQUIRETLS", "EPROXY"].includes(code)) {
      return ["misconfigured", "cannot be spoken to as SMTP_URL says"];
    }
    if (responseCode >= 500) return ["reject", `refused the letter: ${response}`];
    if (responseCode >= 400) return ["retry", `asked to wait: ${response}`];
    if (["EENVELOPE", "EMESSAGE"].includes(code)) return ["reject", "cannot be given this letter"];
    return ["retry", code === "EDNS" ? "is not known to the name service" : "does not answer"];
  })();
  return new ProviderError(kind, `The mail server ${server} ${words}`, { answer: response || code, cause });
}
