import type { Selectable, Updateable } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { PersonaPictureTable } from "../tables/pictures.ts";
import { announce } from "./announcements.ts";

export type PersonaPicture = Selectable<PersonaPictureTable>;
export type WantedPicture = Pick<PersonaPicture, "personaId" | "productId" | "view" | "prompt" | "requestedBy">;

/**
 * Asks for a picture of each view. One that stands is made anew only when `anew`; one that is waiting or being drawn is left
 * alone unless it has not moved since `stillSince`. Answers those that somebody has to make now.
 */
export async function requestPictures(
  db: Db,
  brandId: string,
  pictures: WantedPicture[],
  { anew, stillSince }: { anew: boolean; stillSince: Date },
): Promise<PersonaPicture[]> {
  if (pictures.length === 0) return [];
  return db
    .insertInto("personaPictures")
    .values(pictures.map((picture) => ({ ...picture, brandId })))
    .onConflict((conflict) =>
      conflict
        .columns(["brandId", "personaId", "view"])
        .doUpdateSet((eb) => ({
          ...{ state: "queued" as const, failure: null, file: null, sha256: null, updatedAt: new Date() },
          prompt: eb.ref("excluded.prompt"),
          productId: eb.ref("excluded.productId"),
          requestedBy: eb.ref("excluded.requestedBy"),
        }))
        .where((eb) =>
          eb.or([
            eb("personaPictures.state", "=", "failed"),
            eb("personaPictures.updatedAt", "<", stillSince).and("personaPictures.state", "!=", "done"),
            ...(anew ? [eb("personaPictures.state", "=", "done")] : []),
          ]),
        ),
    )
    .returningAll()
    .execute();
}

/** The pictures of a persona, in the order in which they were asked for. */
export async function listPersonaPictures(db: Db, brandId: string, personaId: string): Promise<PersonaPicture[]> {
  return db
    .selectFrom("personaPictures")
    .where("brandId", "=", brandId)
    .where("personaId", "=", asId("persona", personaId))
    .selectAll()
    .orderBy("id")
    .execute();
}

export async function getPersonaPicture(db: Db, brandId: string, id: string): Promise<PersonaPicture> {
  const row =
    isId(id) &&
    (await db
      .selectFrom("personaPictures")
      .where("brandId", "=", brandId)
      .where("id", "=", id)
      .selectAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("picture", id);
  return row;
}

/** Moves a picture on, and tells open pages. */
export async function changePersonaPicture(
  db: Db,
  brandId: string,
  id: string,
  changes: Omit<Updateable<PersonaPictureTable>, "id" | "brandId" | "personaId">,
): Promise<PersonaPicture> {
  const row =
    isId(id) &&
    (await db
      .updateTable("personaPictures")
      .set({ ...changes, updatedAt: new Date() })
      .where("brandId", "=", brandId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("picture", id);
  await announce(db, { brandId, topic: "persona", id: row.personaId });
  return row;
}

/** Fails those pictures of a persona that wait or were being drawn, with the sentence that says why. */
export async function failPersonaPictures(db: Db, brandId: string, personaId: string, failure: string): Promise<void> {
  await db
    .updateTable("personaPictures")
    .set({ state: "failed", failure, updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("personaId", "=", asId("persona", personaId))
    .where("state", "in", ["queued", "drawing"])
    .execute();
  await announce(db, { brandId, topic: "persona", id: personaId });
}
