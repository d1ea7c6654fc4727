import type { Db } from "#db/database.ts";
import { listScripts } from "#db/queries/scripts.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";

/** Who wrote a line first: "hand" is a person at the script's desk, others are writers with their model. */
export type LineAuthor = { version: number; writer: string; model: string | null };

/**
 * Who wrote each of a script's lines. A version that a person made of another keeps most of its lines: each is its writer's
 * in whose version it stood first.
 */
export async function traceAuthors(
  db: Db,
  brandId: string,
  { variantId, version, lines }: { variantId: string; version: number; lines: readonly string[] },
): Promise<(LineAuthor | null)[]> {
  const versions = (await listScripts(db, brandId, variantId)).filter((row) => row.version <= version).reverse();
  const known = new Map<string, LineAuthor>();
  for (const row of versions) {
    const { writer, model } = row;
    for (const { line } of scriptSchema.safeParse(row.script).data?.scenes ?? []) {
      if (!known.has(line)) known.set(line, { version: row.version, writer, model });
    }
  }
  return lines.map((line) => known.get(line) ?? null);
}

/** An author in a person's words. */
export function sayAuthor({ writer, model }: LineAuthor): string {
  if (writer === "hand") return "A person";
  return writer === "house" ? "The house writer" : [writer, model].filter(Boolean).join(", ");
}
