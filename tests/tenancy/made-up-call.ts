import type { Db } from "#db/database.ts";
import type { FullWorkspace, Row } from "./full-workspace.fixture.ts";
import type { Parameter, Shape, Signature } from "./signatures.ts";

/** One text among a call's arguments that names something, and the value it has. */
export type Leaf = { path: string; name: string; value: string };
export type Call = { leaves: Leaf[]; on: (db: Db) => unknown[] };
/** Says what a text is to be instead, or undefined to leave it. */
export type Swap = (leaf: Leaf) => string | undefined;
export type Inputs = Record<string, unknown>;

/** What says whose rows a query is about. */
export const scopes = ["brandId", "workspaceId", "brandIds"];

/**
 * Arguments for a query: what its parameters are called says which column of the workspace's rows to take them from, first
 * of `row`, whose id every `id` is. `inputs` says it where that does not do, by the parameter's path.
 */
export function makeUpCall(
  { parameters }: Signature,
  { rows, cast }: FullWorkspace,
  row: Row | undefined,
  inputs: Inputs,
  swap: Swap = () => undefined,
): Call {
  const leaves: Leaf[] = [];

  function build(shape: Shape, name: string, path: string, db: Db): unknown {
    const input = inputs[path];
    const given = typeof input === "function" && shape.is !== "work" ? input({ rows, cast }) : input;
    if (typeof given === "string") return text(name, path, given);
    if (Array.isArray(given)) return given.map((each, index) => text(name, `${path}.${index}`, String(each)));
    if (given !== undefined) return given;
    switch (shape.is) {
      case "db":
        return db;
      case "text": {
        const found = find(name, "string");
        return found === undefined && shape.nullable ? null : text(name, path, String(found ?? "x"));
      }
      case "number":
        return name === "limit" ? 100 : (find(name, "number") ?? 1);
      case "truth":
        return false;
      case "moment":
        return momentOf(name);
      case "choice": {
        const found = find(name, "string");
        return shape.of.find((each) => each === found) ?? shape.of[0];
      }
      case "list":
        return shape.of.is === "choice" ? shape.of.of : [build(shape.of, name.replace(/s$/, ""), path, db)];
      case "record":
        return Object.fromEntries(
          shape.fields.map((field) => [field.name, build(field.shape, field.name, `${path}.${field.name}`, db)]),
        );
      case "anything":
        return {};
      case "work":
        return () => undefined;
    }
  }

  function text(name: string, path: string, value: string): string {
    const leaf = { path, name, value };
    leaves.push(leaf);
    return swap(leaf) ?? value;
  }

  /** The value of the column that is called like the parameter, or the id of the table that is. */
  function find(name: string, type: "string" | "number"): unknown {
    if (name === "brandId") return cast.brand.id;
    if (name === "workspaceId") return cast.workspace.id;
    if (name === "id") return row?.row.id;
    if (name.endsWith("By")) return cast.reviewer.id;
    const all = row ? [row, ...rows] : rows;
    // Of "exceptVariantId" the end says it when the whole does not.
    const words = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).split("_");
    for (let from = 0; from < (name.endsWith("Id") ? words.length - 1 : 1); from++) {
      const column = words.slice(from).join("_");
      const found = all.find((each) => typeof each.row[column] === type);
      if (found) return found.row[column];
      const noun = column.replace("_id", "");
      const named = name.endsWith("Id") && all.find(({ table }) => table.replace(/s$/, "").endsWith(noun));
      if (named) return named.row.id;
    }
    return undefined;
  }

  const on = (db: Db) => {
    leaves.length = 0;
    return parameters.map(({ name, shape }: Parameter, index) => build(shape, name, pathOf(name, index), db));
  };
  on(undefined as unknown as Db);
  return { leaves: [...leaves], on };
}

/** A parameter that is taken apart where it stands has no name of its own. */
const pathOf = (name: string, index: number) => (name.startsWith("__") ? String(index) : name);

/** Wide enough for all that the workspace has: periods begin long ago and end in a long time. */
function momentOf(name: string): Date {
  if (/stillSince/.test(name)) return new Date("2090-01-01T00:00:00Z");
  if (/since|from|after/i.test(name)) return new Date("2020-01-01T00:00:00Z");
  if (/until|before|end|older|soon|expires/i.test(name)) return new Date("2090-01-01T00:00:00Z");
  return new Date();
}
