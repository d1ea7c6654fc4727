import type { z } from "zod";
import { EnvironmentRefused } from "#config/env.ts";

/** Reads an adapter's own variables. Every one that is missing or wrong is named at once. */
export function readSettings<T>(schema: z.ZodType<T>, source: Record<string, string | undefined>): T {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new EnvironmentRefused(
    parsed.error.issues.map((issue) => {
      const name = issue.path.join(".");
      const missing = source[name] === undefined;
      return `${name}: ${missing ? "is missing" : issue.message}`;
    }),
  );
}
