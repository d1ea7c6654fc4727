import type { Mailer } from "./contract.ts";

/** No mail server: whoever sends keeps the letter for the Outbox page, and `print` shows it in the terminal, saying so. */
export function createOutbox(print: (text: string) => void): Mailer {
  return {
    id: "outbox",
    delivers: false,
    send: async ({ to, subject, text }) => {
      const lines = [`Mail to ${to}, not sent: SMTP_URL is not set.`, subject, "", ...text.trim().split("\n")];
      print(`\n${lines.map((line) => `  │ ${line}`.trimEnd()).join("\n")}\n\n`);
    },
    close: () => undefined,
  };
}
