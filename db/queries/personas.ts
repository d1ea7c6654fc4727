import { type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { PersonaTable } from "../tables/brands.ts";

/** `bible` and `portrait` are as stored; studio/personas' and media's schemas parse them. */
export type PersonaRow = Selectable<PersonaTable>;

/** `portraitFile` is a key in the file store; `pace` 1 is the voice's own speed. */
export type PersonaValues = {
  name: string;
  bible: object;
  portrait: object;
  portraitFile: string | null;
  voice: string;
  pace: number;
};

export async function findPersona(db: Db, brandId: string, id: string): Promise<PersonaRow | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom("personas").selectAll().where("brandId", "=", brandId).where("id", "=", id).executeTakeFirst();
}

export async function getPersona(db: Db, brandId: string, id: string): Promise<PersonaRow> {
  const row = await findPersona(db, brandId, id);
  if (!row) throw new NotFound("persona", id);
  return row;
}

export async function findPersonaByName(db: Db, brandId: string, name: string): Promise<PersonaRow | undefined> {
  return db
    .selectFrom("personas")
    .selectAll()
    .where("brandId", "=", brandId)
    .where(sql`lower(name)`, "=", name.toLowerCase())
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

/** The names of all personas a brand has ever had, archived ones included. */
export async function listPersonaNames(db: Db, brandId: string): Promise<string[]> {
  const rows = await db.selectFrom("personas").where("brandId", "=", brandId).select("name").execute();
  return rows.map(({ name }) => name);
}

/** Oldest first; `after` is the last id of the page before. `archived` true lists only archived ones. */
export async function listPersonas(
  db: Db,
  brandId: string,
  page: { after?: string; limit: number; archived?: boolean } = { limit: 50 },
): Promise<PersonaRow[]> {
  return db
    .selectFrom("personas")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("archivedAt", page.archived ? "is not" : "is", null)
    .$if(page.after !== undefined, (query) => query.where("id", ">", asId("persona", page.after as string)))
    .orderBy("id")
    .limit(page.limit)
    .execute();
}

/** The brand's personas among these ids, oldest first; unknown ids and other brands' are left out. */
export async function listPersonasByIds(db: Db, brandId: string, ids: string[]): Promise<PersonaRow[]> {
  const known = ids.filter(isId);
  if (known.length === 0) return [];
  return db
    .selectFrom("personas")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("id", "in", known)
    .orderBy("id")
    .execute();
}

export async function insertPersona(
  db: Db,
  brandId: string,
  persona: PersonaValues & { id?: string },
): Promise<PersonaRow> {
  return db
    .insertInto("personas")
    .values({ ...persona, brandId, bible: asJson(persona.bible), portrait: asJson(persona.portrait) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function changePersona(
  db: Db,
  brandId: string,
  id: string,
  changes: Partial<PersonaValues> & { archivedAt?: Date | null },
): Promise<PersonaRow> {
  const { bible, portrait, ...rest } = changes;
  const row =
    isId(id) &&
    (await db
      .updateTable("personas")
      .set({
        ...rest,
        ...(bible === undefined ? {} : { bible: asJson(bible) }),
        ...(portrait === undefined ? {} : { portrait: asJson(portrait) }),
        updatedAt: sql`now()`,
      })
      .where("brandId", "=", brandId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("persona", id);
  return row;
}
