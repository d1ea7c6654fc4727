import type { Env } from "#config/env.ts";
import type { OpenDatabase } from "#server/open-database.ts";

/** What a command works with: where it says things, and the studio's database, opened only by those that need it. */
export type Desk = {
  env: Env;
  say(line: string): void;
  complain(line: string): void;
  /** A path as the person typed it, from the folder they typed it in. */
  pathOf(typed: string): string;
  /** Runs `work` on the studio's database and closes it. A studio that is running on it is not disturbed. */
  withDatabase<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T>;
};

/** `usage` is what follows the noun and verb; `run` answers the exit code: 0 done, 1 refused, 2 wrongly asked. */
export type Command = { usage: string; does: string; run(args: string[], desk: Desk): Promise<number> };

/** The verbs of one noun. */
export type Noun = Record<string, Command>;

/** The command was asked for wrongly: the message says how, and the usage is shown below it. */
export class UsageError extends Error {
  override name = "UsageError";
}
