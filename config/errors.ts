/**
 * The two errors that business code throws. They live at the bottom of the ladder so that a query may say "not found"
 * and a rule may refuse, and every edge (web, workflows, CLI) can translate both. Vendors' failures are
 * `ProviderError`, in providers/errors.ts.
 */

/** A row that does not exist, or belongs to somebody else: the two are never told apart to the caller. Becomes a 404. */
export class NotFound extends Error {
  override name = "NotFound";
  constructor(
    readonly what: string,
    readonly id?: string,
  ) {
    super(`${what} not found`);
  }
}

/**
 * The studio understood and says no. `message` is a sentence for the marketer: what, where, what now.
 * `code` is stable, for tests and the API; `field` names the form field at fault when there is one. Becomes a 422.
 */
export class Refused extends Error {
  override name = "Refused";
  constructor(
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

/** A refusal because of who asks: `verb` is what they may not do. Becomes a 403. */
export class Forbidden extends Refused {
  constructor(
    readonly verb: string,
    message: string,
  ) {
    super("not-allowed", message);
    this.name = "Forbidden";
  }
}
