import { z } from "zod";
import type { InputFault } from "./contract.ts";

/** As much of a property's JSON schema as Cog writes. An enum stands behind a reference, in `allOf`. */
const property = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  $ref: z.string().optional(),
  allOf: z.array(z.looseObject({ $ref: z.string().optional() })).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
  nullable: z.boolean().optional(),
});
type Property = z.output<typeof property>;

const document = z.looseObject({
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});

/** A model's input as its OpenAPI document describes it; undefined when the document has none. */
export type InputSchema = { properties: Record<string, Property>; required: string[] };

export function readInputSchema(openapi: unknown): InputSchema | undefined {
  const parsed = document.safeParse(openapi);
  if (!parsed.success) return undefined;
  const { schemas } = parsed.data.components;
  const input = z
    .looseObject({ properties: z.record(z.string(), property), required: z.array(z.string()).default([]) })
    .safeParse(schemas.Input);
  if (!input.success) return undefined;
  const resolved = Object.entries(input.data.properties).map(([name, own]) => {
    const ref = own.$ref ?? own.allOf?.find((each) => each.$ref)?.$ref;
    const target = ref ? property.safeParse(schemas[ref.split("/").at(-1) ?? ""]).data : undefined;
    return [name, { ...own, ...target }] as const;
  });
  return { properties: Object.fromEntries(resolved), required: input.data.required };
}

/**
 * What a model would refuse of an input, each with the field, its value and what may stand there. Cog drops a field it
 * does not know without a word, which is how a renamed parameter gets a run paid for that nobody asked for: so that is a
 * fault, too.
 */
export function findInputFaults(
  name: string,
  schema: InputSchema,
  input: Readonly<Record<string, unknown>>,
): InputFault[] {
  const faults: InputFault[] = [];
  const say = (field: string, sentence: string) => faults.push({ field, sentence });
  for (const field of schema.required) {
    if (input[field] === undefined) say(field, `${name} wants “${field}”, and nothing is there.`);
  }
  for (const [field, value] of Object.entries(input)) {
    const known = schema.properties[field];
    if (!known) {
      say(field, `${name} knows no “${field}” (any more), which was to be ${show(value)}.`);
      continue;
    }
    const wants = whatItWants(known, value);
    if (wants) say(field, `${name} does not take ${show(value)} for “${field}”: it takes ${wants}.`);
  }
  return faults;
}

/** What may stand in a field, when the value may not; undefined when it may. */
function whatItWants(known: Property, value: unknown): string | undefined {
  if (known.enum) return known.enum.includes(value as string) ? undefined : listOf(known.enum);
  const types = [known.type, ...(known.anyOf ?? []).map(({ type }) => type)].filter((type) => type !== undefined);
  if (types.length > 0 && !types.some((type) => isOf(type, value)))
    return types.map((type) => words[type] ?? type).join(" or ");
  if (typeof value === "number") {
    if (known.minimum !== undefined && value < known.minimum) return rangeOf(known);
    if (known.maximum !== undefined && value > known.maximum) return rangeOf(known);
  }
  if (typeof value === "string" && known.maxLength !== undefined && value.length > known.maxLength) {
    return `at most ${known.maxLength} characters`;
  }
  if (Array.isArray(value) && known.maxItems !== undefined && value.length > known.maxItems) {
    return `at most ${known.maxItems}`;
  }
  return undefined;
}

const words: Record<string, string> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "yes or no",
  array: "a list",
  object: "an object",
};

function isOf(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function rangeOf({ minimum, maximum }: Property): string {
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `${minimum} or more` : `${minimum} to ${maximum}`;
}

const listOf = (values: readonly unknown[]) =>
  values.length === 1 ? show(values[0]) : `${values.slice(0, -1).map(show).join(", ")} or ${show(values.at(-1))}`;

function show(value: unknown): string {
  const text = typeof value === "string" ? `“${value}”` : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
