import { z } from "zod";
import type { Db } from "#db/database.ts";
import { listPersonaNames, type PersonaRow } from "#db/queries/personas.ts";
import { inTransaction } from "#db/transaction.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { type Candidate, generateRoster, largestRoster } from "./casting/generate-roster.ts";
import { archivePersona, importRoster } from "./persona.ts";

/** A casting as its page asks for it. `takes` says how often the one at each place was asked for anew. */
export const castingInput = z.object({
  audience: z
    .string("Say whom the roster is for")
    .trim()
    .min(3, "Say whom the roster is for")
    .max(2000, "Keep the description to 2,000 characters")
    .refine((text) => /\p{L}/u.test(text), "Say in words whom the roster is for"),
  size: z.coerce
    .number("Say how many to cast")
    .int("Cast a whole number of people")
    .min(1, "Cast at least one")
    .max(largestRoster, `Cast at most ${largestRoster} at once`),
  seed: z.string().trim().min(1).max(40),
  takes: z.record(z.coerce.number().int().min(0), z.int().min(0).max(1000)).default({}),
});
export type CastingInput = z.output<typeof castingInput>;

/** Who would come, for a brand: nobody who has the name of one on its roster. Nothing is kept. */
export async function previewRoster(db: Db, brandId: string, casting: CastingInput): Promise<Candidate[]> {
  return generateRoster({ ...casting, taken: await listPersonaNames(db, brandId) });
}

/** Adds those at `places` of a casting to the roster, with their faces: all of them or none. `dismissCast` undoes it. */
export async function acceptCast(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  casting: CastingInput,
  places: readonly number[],
): Promise<PersonaRow[]> {
  return inTransaction(db, async (trx) => {
    const people = await previewRoster(trx, brandId, casting);
    const chosen = people.filter((_, place) => places.includes(place)).map(({ persona }) => persona);
    return importRoster(trx, files, brandId, by, chosen);
  });
}

/** Takes personas off the roster again, all of them or none. Those that made something keep it. */
export async function dismissCast(db: Db, brandId: string, by: Actor, ids: readonly string[]): Promise<void> {
  await inTransaction(db, async (trx) => {
    for (const id of ids) await archivePersona(trx, brandId, by, id);
  });
}
