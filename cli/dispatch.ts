import { describeProblem, KitRefused } from "#brand-kits/problems.ts";
import { NotFound, Refused } from "#config/errors.ts";
import { CsvRefused } from "#studio/products/shopify-csv.ts";
import { type Command, type Desk, type Noun, UsageError } from "./command.ts";

/** Runs `<noun> <verb> …` and answers the exit code. Everything a person can mend is a sentence; a fault of ours is thrown. */
export async function dispatch(args: string[], nouns: Record<string, Noun>, desk: Desk): Promise<number> {
  const [noun, ...words] = args;
  if (noun === undefined || isHelp(noun)) {
    for (const line of helpFor(nouns)) desk.say(line);
    return 0;
  }
  const verbs = Object.hasOwn(nouns, noun) ? nouns[noun] : undefined;
  if (!verbs) {
    desk.complain(`There is nothing called "${noun}" here. Known: ${Object.keys(nouns).join(", ")}.`);
    return 2;
  }
  // A noun that has a verb without a name is a command by itself: `backup --to …`.
  const alone = Object.hasOwn(verbs, "") && !Object.hasOwn(verbs, words[0] ?? "") && !isHelp(words[0]);
  const [verb, ...rest] = alone ? ["", ...words] : words;
  const command = verb !== undefined && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!command || rest.includes("--help") || rest.includes("-h")) {
    const asked = command !== undefined || verb === undefined || isHelp(verb);
    if (!asked) desk.complain(`A ${noun} cannot "${verb}". It can: ${Object.keys(verbs).join(", ")}.`);
    for (const line of helpFor({ [noun]: verbs })) (asked ? desk.say : desk.complain)(line);
    return asked && verb !== undefined ? 0 : 2;
  }
  return runCommand(command, `${noun} ${verb}`.trim(), rest, desk);
}

function isHelp(word: string | undefined): boolean {
  return word === "help" || word === "--help" || word === "-h";
}

async function runCommand(command: Command, name: string, args: string[], desk: Desk): Promise<number> {
  try {
    return await command.run(args, desk);
  } catch (error) {
    if (isWrongUsage(error)) {
      desk.complain(error.message);
      desk.complain(`  npm run troupe -- ${name} ${command.usage}`);
      return 2;
    }
    if (error instanceof KitRefused) {
      for (const problem of error.problems) desk.complain(`  ${describeProblem(problem)}`);
      desk.complain("Nothing was imported.");
      return 1;
    }
    if (error instanceof CsvRefused) {
      for (const { line, column, message } of error.problems) desk.complain(`  line ${line}, ${column}: ${message}`);
      desk.complain("Nothing was imported.");
      return 1;
    }
    if (error instanceof Refused || error instanceof NotFound) {
      desk.complain(error instanceof NotFound ? `There is no ${error.what}.` : error.message);
      return 1;
    }
    throw error;
  }
}

/** Our own, or Node's about options that it does not know. */
function isWrongUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

function helpFor(nouns: Record<string, Noun>): string[] {
  const commands = Object.entries(nouns).flatMap(([noun, verbs]) =>
    Object.entries(verbs).map(
      ([verb, { usage, does }]) => [`${noun} ${verb} ${usage}`.replace(/ +/g, " ").trim(), does] as const,
    ),
  );
  const width = Math.max(...commands.map(([call]) => call.length));
  return [
    "npm run troupe -- <noun> <verb> …",
    "",
    ...commands.map(([call, does]) => `  ${call.padEnd(width)}  ${does}`),
  ];
}
