import { Refused } from "#config/errors.ts";

/**
 * One thing that is wrong with a kit, or (as a notice) worth knowing. `file` is named from the kit's folder; `where` is
 * the place in it, such as `products[2].picture`, empty for the whole file; line and column count from 1.
 */
export type KitProblem = { file: string; where: string; line: number | null; column: number | null; message: string };

/** A kit that cannot be used, with everything that is wrong with it at once. Nothing of it was imported. */
export class KitRefused extends Refused {
  override name = "KitRefused";
  /** The first hundred: nobody mends more at a time, and a bad file can have as many as it has letters. */
  readonly problems: KitProblem[];
  constructor(problems: KitProblem[]) {
    const [first] = problems;
    const rest = problems.length - 1;
    const more = rest > 0 ? ` There ${rest === 1 ? "is one more problem" : `are ${rest} more problems`}.` : "";
    super("kit-refused", `${first ? describeProblem(first) : "The kit cannot be used."}${more}`);
    this.problems = problems.slice(0, 100);
  }
}

/** `kit.yaml:41:14 products[2].picture: sentence`, as editors and terminals know to jump to. */
export function describeProblem({ file, where, line, column, message }: KitProblem): string {
  const place = line === null ? file : `${file}:${line}:${column}`;
  return `${where ? `${place} ${where}` : place}: ${message}`;
}

/** `["products", 2, "picture"]` as `products[2].picture`. */
export function describePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, "");
}
