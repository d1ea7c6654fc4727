import { Environment } from "@marcbachmann/cel-js";
import { type Equality, findEquality } from "./equality.ts";
import type { StoredEvent } from "./events.ts";

/** What an expression may look at: the run's first event, and for waits and cancels the event that just arrived. */
export type Scope = { event: StoredEvent; async?: StoredEvent };

export type Expression = {
  source: string;
  evaluate(scope: Scope): unknown;
  /** By what those who listen with this condition are found, when it has such a part. */
  equality?: Equality;
};

const environment = () =>
  new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, enableOptionalTypes: true });

/**
 * Makes a compiler that remembers what it compiled. CEL is strict where Inngest is lenient: a field the event does
 * not have counts as null there (`event.data.gone != "x"` is true), so an evaluation that stumbles over one is done
 * again with null in its place. Any other failure to evaluate is a plain "no".
 */
export function createCompiler(): (source: string) => Expression {
  const cel = environment();
  const compiled = new Map<string, Expression>();
  return (source) => {
    const known = compiled.get(source);
    if (known) return known;
    const run = cel.parse(source);
    const expression: Expression = {
      source,
      equality: findEquality(run.ast),
      evaluate: (scope) => {
        try {
          return run(scope);
        } catch (error) {
          if (!missesField(error) || source.includes("has(")) return undefined;
        }
        try {
          return run({ event: lenient(scope.event), async: lenient(scope.async ?? {}) });
        } catch {
          return undefined;
        }
      },
    };
    compiled.set(source, expression);
    return expression;
  };
}

/** Whether a condition holds. */
export function holds(expression: Expression, scope: Scope): boolean {
  return expression.evaluate(scope) === true;
}

/** A key's value as text; fields the event does not have give the empty key, as on an Inngest server. */
export function keyOf(expression: Expression | undefined, event: StoredEvent): string {
  if (!expression) return "";
  const value = expression.evaluate({ event });
  if (value === undefined || value === null) return "";
  // PostgreSQL takes no text with NUL in it; as JSON writes it, it still tells one key from another.
  return typeof value === "object" ? JSON.stringify(value) : String(value).replaceAll("\0", "\\u0000");
}

function missesField(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("No such key");
}

function lenient<T>(value: T): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return new Proxy(value, {
    get: (target, key) => (key === "constructor" ? Object : (lenient(Reflect.get(target, key)) ?? null)),
    has: () => true,
    getOwnPropertyDescriptor: (target, key) => ({
      configurable: true,
      enumerable: true,
      writable: true,
      value: lenient(Reflect.get(target, key)) ?? null,
    }),
  }) as T;
}
