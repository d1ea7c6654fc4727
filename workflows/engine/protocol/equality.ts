import { createHash } from "node:crypto";
import type { ASTNode } from "@marcbachmann/cel-js";
import type { StoredEvent } from "./events.ts";

/**
 * What a condition cannot hold without: that one field of the event that arrives (`path`, from `async`) equals something
 * the run knows when it begins to listen. By that a listener is found in an index; the condition itself still decides.
 */
export type Equality = {
  path: string;
  /** What the field has to equal, as text for the index. */
  wanted(event: StoredEvent): string;
};

/** The longest value that stands in an index as it is; PostgreSQL takes up to 2,700 bytes in one entry. */
const MAX_LENGTH = 200;

/** Looks through a conjunction (`a && b && …`) for `async.x == event.y` or `async.x == "literal"`, either way round. */
export function findEquality(condition: ASTNode): Equality | undefined {
  if (condition.op === "&&") return findEquality(condition.args[0]) ?? findEquality(condition.args[1]);
  if (condition.op !== "==") return undefined;
  const [left, right] = condition.args;
  return compare(left, right) ?? compare(right, left);
}

/** The text of an event's field for that index. */
export function fieldText(event: StoredEvent, path: string): string {
  return textOf(readPath(event, JSON.parse(path) as string[]));
}

function compare(theirs: ASTNode, ours: ASTNode): Equality | undefined {
  const field = fieldOf(theirs);
  if (field?.root !== "async") return undefined;
  const path = JSON.stringify(field.path);
  if (ours.op === "value") {
    const text = textOf(typeof ours.args === "bigint" ? Number(ours.args) : ours.args);
    return { path, wanted: () => text };
  }
  const own = fieldOf(ours);
  return own?.root === "event" ? { path, wanted: (event) => textOf(readPath(event, own.path)) } : undefined;
}

/** `event.data.id` and `event.data["id"]` are fields; anything computed is not. */
function fieldOf(node: ASTNode): { root: string; path: string[] } | undefined {
  if (node.op === "id") return { root: node.args, path: [] };
  if (node.op !== "." && node.op !== "[]") return undefined;
  const [target, key] = node.args;
  const name =
    typeof key === "string" ? key : key.op === "value" && typeof key.args === "string" ? key.args : undefined;
  const parent = fieldOf(target);
  return parent && name !== undefined ? { root: parent.root, path: [...parent.path, name] } : undefined;
}

function readPath(event: StoredEvent, path: string[]): unknown {
  let value: unknown = event;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** Equal values have equal texts. The other way round is the condition's to say: all objects look alike here. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "object") return "{}";
  const text = JSON.stringify(value);
  return text.length > MAX_LENGTH ? createHash("sha1").update(text).digest("hex") : text;
}
