import type { z } from "zod";

type Issue = { path: PropertyKey[]; message: string };
type Def = {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  options?: z.core.$ZodType[];
  in?: z.core.$ZodType;
  out?: z.core.$ZodType;
};

const names: Record<string, string> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
};

/**
 * Where a value that a schema takes is of another type than the document says. The studio's schemas serve forms as well, whose
 * fields are all texts: there "20" is a number and lines are a list. In JSON they are not, so that nothing is taken for
 * something else by mistake.
 */
export function listMistypes(schema: z.core.$ZodType, value: unknown, path: PropertyKey[] = []): Issue[] {
  const def = schema._zod.def as unknown as Def;
  const inner = (next: z.core.$ZodType | undefined) => (next ? listMistypes(next, value, path) : []);
  switch (def.type) {
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value))
        return [{ path, message: "Give an object" }];
      return Object.entries(def.shape ?? {}).flatMap(([key, field]) =>
        Object.hasOwn(value, key) ? listMistypes(field, (value as Record<string, unknown>)[key], [...path, key]) : [],
      );
    case "array":
      if (!Array.isArray(value)) return [wrong("array")];
      return value.flatMap((each, index) => (def.element ? listMistypes(def.element, each, [...path, index]) : []));
    case "optional":
    case "default":
    case "prefault":
      return inner(def.innerType);
    case "nullable":
      return value === null ? [] : inner(def.innerType);
    case "pipe":
      return inner(def.in?._zod.def.type === "transform" ? def.out : def.in);
    case "union": {
      const tries = (def.options ?? []).map((option) => listMistypes(option, value, path));
      return tries.some((issues) => issues.length === 0) ? [] : (tries.at(-1) ?? []);
    }
    case "string":
    case "number":
    case "boolean":
      return typeof value === def.type ? [] : [wrong(def.type)];
    case "literal":
      return typeof value === "string" ? [] : [wrong("string")];
    case "null":
      return value === null ? [] : [{ path, message: "Give null" }];
    default:
      return [];
  }

  function wrong(type: string): Issue {
    return { path, message: `Give ${names[type]}` };
  }
}
