import type { Db } from "../database.ts";

/** A weekly publishing slot: ISO weekday 1 (Monday) to 7, minute of the day in the brand's zone. */
export type Slot = { weekday: number; minute: number };

/** All slots of the brand in the order of the week. */
export async function listSlots(db: Db, brandId: string): Promise<Slot[]> {
  return db
    .selectFrom("scheduleSlots")
    .select(["weekday", "minute"])
    .where("brandId", "=", brandId)
    .orderBy("weekday")
    .orderBy("minute")
    .execute();
}

/** Puts these slots in the place of all others. A slot named twice counts once. */
export async function replaceSlots(db: Db, brandId: string, slots: Slot[]): Promise<void> {
  await db.deleteFrom("scheduleSlots").where("brandId", "=", brandId).execute();
  if (slots.length === 0) return;
  await db
    .insertInto("scheduleSlots")
    .values(slots.map((slot) => ({ brandId, weekday: slot.weekday, minute: slot.minute })))
    .onConflict((conflict) => conflict.columns(["brandId", "weekday", "minute"]).doNothing())
    .execute();
}
