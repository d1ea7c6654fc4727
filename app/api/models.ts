import { z } from "zod";

/** What the document says of a schema beside its shape. */
type Said = { id?: string; description?: string; examples?: unknown[] };

/** Names and words of schemas, for the document. Apart from zod's own registry, which everybody in the process shares. */
export const said = z.registry<Said>();

/** A schema that the document refers to by a name. */
export function model<T extends z.ZodType>(id: string, schema: T): T {
  said.add(schema, { id });
  return schema;
}

/** A schema with a sentence about it, and an example if the sentence is not enough. */
export function about<T extends z.ZodType>(description: string, schema: T, example?: unknown): T {
  said.add(schema, { description, ...(example === undefined ? {} : { examples: [example] }) });
  return schema;
}

export const id = () => z.uuid();
export const moment = () => z.iso.datetime();

/** An instant as JSON has it. */
export const iso = (at: Date): string => at.toISOString();
export const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
