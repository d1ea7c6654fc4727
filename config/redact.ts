/** What stands for a secret in the log. */
const hidden = "[hidden]";

/** Names of variables that hold secrets, and of fields that do: `AUTH_SECRET`, `OPENAI_API_KEY`, `newPassword`. */
const secretVariable = /(SECRET|TOKEN|PASSWORD|PASS|KEY|CREDENTIALS?)(_|$)/i;

/** Shorter than this a value is a word, and hiding it would blank the log. */
const shortest = 8;

/** Secrets of an environment: whole values of variables that are named as such, and passwords in any address. */
export function secretsOf(source: Record<string, string | undefined>): string[] {
  const found = Object.entries(source).flatMap(([name, value = ""]) => [
    ...(secretVariable.test(name) ? [value, ...value.split(",")] : []),
    ...(URL.canParse(value) ? passwordsOf(new URL(value)) : []),
  ]);
  return [...new Set(found.map((value) => value.trim()).filter((value) => value.length >= shortest))];
}

/**
 * Takes secrets out of a line of the log (JSON), whatever put them in: those that are known by value, wherever they are,
 * and those that show by where they stand: in a field of such a name, after `Bearer`, in a cookie, in an address, in JSON
 * or a form within a text.
 */
export function createRedactor(secrets: string[]): (line: string) => string {
  const known = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((one, other) => other.length - one.length);
  const clean = (text: string) => {
    const without = known.reduce((now, secret) => now.replaceAll(secret, hidden), text);
    return patterns.reduce((now, [pattern, by]) => now.replace(pattern, by), without);
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return clean(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, secretField.test(name) && each ? hidden : walk(each)]),
    );
  };
  return (line) => {
    try {
      return `${JSON.stringify(walk(JSON.parse(line)))}\n`;
    } catch {
      return clean(line);
    }
  };
}

const names =
  "[a-z_-]*(?:password|passwd|secret|authorization|cookie|api[-_]?key|(?:signing|private|event|secrets?)[-_]?key|otp|recovery[-_]?codes?)|[a-z_-]*token";
const secretField = new RegExp(`^(?:${names})$`, "i");

const patterns: [RegExp, string][] = [
  [new RegExp(`("(?:${names})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\])`, "gi"), `$1"${hidden}"`],
  [new RegExp(`(^|[?&;\\s])(${names})=[^&;\\s"]+`, "gi"), `$1$2=${hidden}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/"]*):[^\s@/"]+@/gi, `$1:${hidden}@`],
  [/\b(?:sk|pk|rk|whsec|r8|xox[abp]|ghp|signkey|shpat|shpss)[-_][\w-]{8,}/g, hidden],
  [/\btroupe_[0-9A-Za-z]{38}\b/g, hidden],
];

function passwordsOf({ password }: URL): string[] {
  return password ? [password, decodeURIComponent(password)] : [];
}
