import type { Selectable } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { TakeWaiterTable } from "../tables/takes.ts";
import { makingStates } from "./variants.ts";

export type TakeWaiter = Selectable<TakeWaiterTable>;

/** A shot of a version that is being filmed. */
export type Waiting = Pick<TakeWaiter, "variantId" | "version" | "position">;

/** Writes down that a shot waits for takes; it waits again when it was stopped before `since`. */
export async function waitForTakes(
  db: Db,
  brandId: string,
  takeIds: readonly string[],
  waiting: Waiting,
  since: Date,
): Promise<void> {
  if (takeIds.length === 0) return;
  await db
    .insertInto("takeWaiters")
    .values(takeIds.map((takeId) => ({ ...waiting, takeId, brandId, stoppedAt: null })))
    .onConflict((conflict) =>
      conflict
        .columns(["takeId", "variantId", "version", "position"])
        .doUpdateSet({ stoppedAt: null })
        .where("takeWaiters.brandId", "=", brandId)
        .where("takeWaiters.stoppedAt", "<", since),
    )
    .execute();
}

/** Whether a version was stopped while it waited for one of these takes, after `since`. */
export async function isWaitStopped(
  db: Db,
  brandId: string,
  takeIds: readonly string[],
  { variantId, version }: Pick<Waiting, "variantId" | "version">,
  since = new Date(0),
): Promise<boolean> {
  if (takeIds.length === 0) return false;
  const row = await db
    .selectFrom("takeWaiters")
    .where("brandId", "=", brandId)
    .where("takeId", "in", [...takeIds])
    .where("variantId", "=", asId("variant", variantId))
    .where("version", "=", version)
    .where("stoppedAt", ">=", since)
    .select("takeId")
    .executeTakeFirst();
  return row !== undefined;
}

/** Stops a variant's waiting for a take, and answers the others in the making that still wait for it. */
export async function stopWaiting(db: Db, brandId: string, takeId: string, variantId: string): Promise<TakeWaiter[]> {
  await db
    .updateTable("takeWaiters")
    .set({ stoppedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("takeId", "=", asId("take", takeId))
    .where("variantId", "=", asId("variant", variantId))
    .where("stoppedAt", "is", null)
    .execute();
  return db
    .selectFrom("takeWaiters as w")
    .innerJoin("variants as v", "v.id", "w.variantId")
    .where("w.brandId", "=", brandId)
    .where("w.takeId", "=", asId("take", takeId))
    .where("w.variantId", "!=", asId("variant", variantId))
    .where("w.stoppedAt", "is", null)
    .where("v.state", "in", [...makingStates])
    .selectAll("w")
    .orderBy("v.id")
    .execute();
}
