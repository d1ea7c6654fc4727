import { userInfo } from "node:os";
import { createDb, createPool } from "#db/database.ts";
import { migrate } from "#db/migrate.ts";
import { forgetEntries } from "#db/queries/accounts.ts";
import { listWorkspaces } from "#db/queries/workspaces.ts";
import { cliActor, machineChain } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { holdRestoredPosts } from "#studio/posts/hold.ts";
import { holdRestoredMessages } from "#studio/webhooks/off.ts";

/**
 * Brings a restored database to the present version and makes it safe to start: nobody is signed in by a session that
 * was ended since, and no post or message goes out that may have gone out since. `resume` leaves both as they were, for
 * whoever knows that nothing was published after the backup. Answers how many posts are held.
 */
export async function calmRestored(
  connectionString: string,
  backup: { takenAt: Date; file: string },
  { resume }: { resume: boolean },
): Promise<number> {
  const db = createDb(createPool(connectionString, 2));
  try {
    await migrate(db);
    return await db.transaction().execute(async (trx) => {
      await forgetEntries(trx);
      const held = resume ? 0 : await holdRestoredPosts(trx, backup.takenAt);
      if (!resume) await holdRestoredMessages(trx);
      const after = { takenAt: backup.takenAt.toISOString(), file: backup.file, resume };
      const login = userInfo().username;
      for (const { id, name } of [...(await listWorkspaces(trx)), { id: machineChain, name: "the machine" }]) {
        const subject = { kind: "workspace", id, name };
        await recordAct(trx, cliActor(id, login), { act: "backup.restored", subject, after });
      }
      return held;
    });
  } finally {
    await db.destroy();
  }
}
