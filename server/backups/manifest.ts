import { z } from "zod";

const stored = { entry: z.string(), bytes: z.number().int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) };

/**
 * What a backup holds, written as its last entry: an archive without one was cut off. Every other entry stands here with
 * its length and hash. `migrations` are those that the rows were written under.
 */
export const manifestSchema = z.object({
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  migrations: z.array(z.string()),
  /** The versions of the engine's tables and of its queue's; null before the engine was ever started. */
  engine: z.object({ own: z.number().nullable(), queue: z.number().nullable() }),
  tables: z.array(
    z.object({ ...stored, schema: z.string(), name: z.string(), columns: z.array(z.string()), rows: z.number().int() }),
  ),
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), value: z.string(), called: z.boolean() })),
  files: z.array(z.object({ ...stored, key: z.string() })),
  /** What lies in the data folder beside the database: the session secret and the keys of sealed values. */
  keys: z.array(z.object({ ...stored, name: z.enum(["auth-secret", "secrets-keys"]) })),
});
export type Manifest = z.infer<typeof manifestSchema>;
