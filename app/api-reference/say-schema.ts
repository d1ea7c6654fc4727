import type { JsonSchema } from "../api/document.ts";

/** A schema's type in words: text, whole number, list of texts, one of a, b. */
export function sayType(schema: JsonSchema): string {
  const { type, anyOf, items, format } = schema;
  if (schema.enum) return `one of ${schema.enum.join(", ")}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "object";
  if (Array.isArray(type)) return type.map((each) => sayType({ ...schema, type: each as "string" })).join(" or ");
  if (anyOf) return [...new Set(anyOf.map((each) => sayType(each as JsonSchema)))].join(" or ");
  if (type === "array") return `list of ${sayMany(items as JsonSchema)}`;
  if (type === "string") return formats[format ?? ""] ?? "text";
  if (type === "integer") return "whole number";
  if (type === "boolean") return "true or false";
  return typeof type === "string" ? type : "anything";
}

function sayMany(schema: JsonSchema): string {
  const one = sayType(schema);
  return schema.enum ? schema.enum.join(", ") : schema.$ref || one.includes(" ") ? one : `${one}s`;
}

const formats: Record<string, string> = { uuid: "id", "date-time": "time", date: "day", uri: "link" };

/** What a value has to keep to, in a sentence; empty when its type says it all. */
export function sayLimits(schema: JsonSchema): string {
  const { minLength, maxLength, minimum, maximum, maxItems } = schema;
  const limits = [
    minLength !== undefined && minLength > 1 && maxLength !== undefined
      ? `${minLength} to ${maxLength} characters`
      : "",
    maxLength !== undefined && !(minLength !== undefined && minLength > 1) ? `Up to ${maxLength} characters` : "",
    minimum !== undefined && maximum !== undefined && maximum < 1e9 ? `From ${minimum} to ${maximum}` : "",
    maxItems !== undefined ? `Up to ${maxItems}` : "",
    isPlain(schema.default) ? `Without it: ${schema.default}` : "",
  ];
  return limits
    .filter(Boolean)
    .map((limit) => `${limit}.`)
    .join(" ");
}

const isPlain = (value: unknown) => (typeof value === "string" && value !== "") || typeof value === "number";
