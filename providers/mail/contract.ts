/** A letter to one person. `id` is the same each time it is sent again, so that a mailbox may fold repetitions into one. */
export type Letter = { id: string; to: string; subject: string; text: string; html: string };

/**
 * Brings letters to people. Sending may be repeated under the letter's id. Failures are ProviderErrors: "retry" when the
 * server may take it later, "reject" when it never will, "misconfigured" when the settings are wrong.
 */
export type Mailer = {
  id: "smtp" | "outbox";
  /** False when letters stay here, to be read on the Outbox page and in the terminal: they then prove nobody's address. */
  delivers: boolean;
  send(letter: Letter): Promise<void>;
  close(): void;
};
