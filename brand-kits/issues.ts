import type { z } from "zod";

/**
 * Says an issue in words for whoever writes the kit. A schema's own message wins over this one; the rest of zod's are
 * for programmers ("expected string, received undefined").
 */
export const sayIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined || issue.input === null
        ? `This is missing; write ${kinds[issue.expected] ?? issue.expected} here`
        : `This should be ${kinds[issue.expected] ?? issue.expected}, and is ${kindOf(issue.input)}`;
    case "too_small":
      return `This is too short: ${amount(issue.minimum, issue.origin)} at least`;
    case "too_big":
      return `This is too long: ${amount(issue.maximum, issue.origin)} at most${lengthOf(issue.input)}`;
    case "invalid_value":
      return `"${String(issue.input)}" is not one of: ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return issue.format === "url" ? "This is not a web address; write it with https://" : undefined;
    default:
      return undefined;
  }
};

const kinds: Record<string, string> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
  record: "a group of keys",
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a group of keys";
  return kinds[typeof value] ?? typeof value;
}

function amount(limit: number | bigint, origin: string): string {
  if (origin === "string") return `${limit} characters`;
  if (origin === "array") return `${limit} ${limit === 1 ? "entry" : "entries"}`;
  return `${limit}`;
}

function lengthOf(input: unknown): string {
  return typeof input === "string" || Array.isArray(input) ? `, and this has ${input.length}` : "";
}
