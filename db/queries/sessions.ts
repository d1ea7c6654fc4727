import type { Db, Trx } from "../database.ts";

export type SessionLine = {
  id: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: Date;
  updatedAt: Date;
};

/** A person's sessions that live, the one used last in front. */
export async function listSessions(db: Db, userId: string): Promise<SessionLine[]> {
  return db
    .selectFrom("sessions")
    .select(["id", "ipAddress", "userAgent", "createdAt", "updatedAt"])
    .where("userId", "=", userId)
    .where("expiresAt", ">", new Date())
    .orderBy("updatedAt", "desc")
    .execute();
}

/** Ends one of the person's own sessions; somebody else's is not there. */
export async function deleteSession(db: Db, userId: string, id: string): Promise<void> {
  await db.deleteFrom("sessions").where("userId", "=", userId).where("id", "=", id).execute();
}

export async function deleteOtherSessions(db: Db, userId: string, keptId: string): Promise<void> {
  await db.deleteFrom("sessions").where("userId", "=", userId).where("id", "!=", keptId).execute();
}

/** Ends what somebody asked for and has not used: links for a new password, half a sign-in. Their value is the person. */
export async function forgetVerifications(db: Db, userId: string): Promise<void> {
  await db.deleteFrom("verifications").where("value", "=", userId).execute();
}

/** For somebody who lost both phone and codes; only whoever runs the machine does it. `record` writes that down with it. */
export async function removeSecondFactor(db: Db, userId: string, record: (trx: Trx) => Promise<void>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom("twoFactors").where("userId", "=", userId).execute();
    await trx.updateTable("users").set({ twoFactorEnabled: false }).where("id", "=", userId).execute();
    await trx.deleteFrom("sessions").where("userId", "=", userId).execute();
    await record(trx);
  });
}
