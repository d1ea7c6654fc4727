import type { JsonSchema } from "../api/document.ts";

/** Something that a schema announces, the same each time: for readers, who see the shape of an answer by it. */
export function sampleOf(schema: JsonSchema, schemas: Record<string, JsonSchema>, name = ""): unknown {
  const { type, anyOf, properties, items, format, additionalProperties } = schema;
  if (schema.$ref) return sampleOf(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, schemas, name);
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.enum) return schema.enum[0];
  if (Array.isArray(type)) return sampleOf({ ...schema, type: type[0] as "string" }, schemas, name);
  if (anyOf) return sampleOf(anyOf[0] as JsonSchema, schemas, name);
  if (properties) {
    return Object.fromEntries(
      Object.entries(properties).map(([field, of]) => [field, sampleOf(of as JsonSchema, schemas, field)]),
    );
  }
  if (type === "object" && typeof additionalProperties === "object") return {};
  if (type === "array") return [sampleOf(items as JsonSchema, schemas, name.replace(/s$/, ""))];
  if (type === "string") return samples[name] ?? byFormat[format ?? ""] ?? "…";
  if (type === "integer") return numbers[name] ?? 1;
  if (type === "number") return numbers[name] ?? 1.5;
  if (type === "boolean") return true;
  return null;
}

const byFormat: Record<string, string> = {
  uuid: "0199a204-e641-7e42-8e43-7bbfdefe6b68",
  "date-time": "2026-11-23T08:00:00.000Z",
  date: "2026-11-23",
  uri: "https://studio.example/api/v1/files",
};
const samples: Record<string, string> = {
  name: "Spring launch",
  title: "Slow mornings",
  hook: "question",
  angle: "taste",
  locale: "en",
  ratio: "9:16",
  zone: "Europe/Oslo",
  channel: "showcase",
  account: "Nordlys Showcase",
  persona: "Maja",
  voice: "slt",
  note: "Slower, and name the price",
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  next: "dmlkZW9zIDAxOTlhMjA0LWU2NDE",
};
const numbers: Record<string, number> = {
  seconds: 20,
  length: 20,
  views: 200,
  likes: 12,
  rate: 0.06,
  low: 0.03,
  high: 0.1,
};
