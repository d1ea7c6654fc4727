import { stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { createFileStore } from "#providers/storage/index.ts";
import { calmRestored } from "#server/backups/calm.ts";
import type { Manifest } from "#server/backups/manifest.ts";
import { restoreBackup } from "#server/backups/restore.ts";
import { takeBackup } from "#server/backups/take.ts";
import { verifyArchive } from "#server/backups/verify.ts";
import { lockDataDir } from "#server/data-lock.ts";
import { machineChain } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { type Desk, type Noun, UsageError } from "./command.ts";
import { operatorIn } from "./scope.ts";

export const backup: Noun = {
  "": {
    usage: "[--to <folder|file.tar>] [--without-keys]",
    does: "Backs up the database and every file, also while the studio runs",
    async run(args, desk) {
      const { values } = parseArgs({ args, options: { to: { type: "string" }, "without-keys": { type: "boolean" } } });
      const file = await nameArchive(desk, values.to);
      return desk.withDatabase(async ({ connectionString, db }) => {
        const source = { connectionString, files: createFileStore(desk.env), env: desk.env };
        const manifest = await takeBackup(source, file, { keys: !values["without-keys"] });
        const after = { file: path.basename(file), rows: countRows(manifest), files: manifest.files.length };
        const subject = { kind: "machine", id: machineChain, name: "the machine" };
        await db
          .transaction()
          .execute((trx) => recordAct(trx, operatorIn(machineChain), { act: "backup.taken", subject, after }));
        desk.say(`${file} holds ${sayContents(manifest)}.`);
        if (manifest.keys.length > 0) {
          desk.say("It also holds the studio's keys: keep it where nobody else can read it, or say --without-keys.");
        }
        return 0;
      });
    },
  },
  verify: {
    usage: "<file.tar>",
    does: "Reads a whole backup and checks every part of it; restores nothing",
    async run(args, desk) {
      const { positionals } = parseArgs({ args, allowPositionals: true });
      const [file, ...more] = positionals;
      if (file === undefined || more.length > 0) throw new UsageError("Name the backup's file, and nothing else.");
      const manifest = await verifyArchive(desk.pathOf(file));
      desk.say(`The backup of ${manifest.takenAt} is whole: ${sayContents(manifest)}.`);
      return 0;
    },
  },
};

export const restore: Noun = {
  "": {
    usage: "--from <file.tar> [--replace] [--resume]",
    does: "Puts a backup in the studio's place; posts are held back unless you say --resume",
    async run(args, desk) {
      const options = { from: { type: "string" }, replace: { type: "boolean" }, resume: { type: "boolean" } } as const;
      const { values } = parseArgs({ args, options });
      if (values.from === undefined) throw new UsageError("Name the backup's file, with --from <file.tar>.");
      const file = desk.pathOf(values.from);
      const { takenAt } = await verifyArchive(file);
      const unlock = await lockDataDir(desk.env.dataDir);
      let held = 0;
      try {
        return await desk.withDatabase(async ({ connectionString, db }) => {
          await db.destroy(); // The database is about to be put aside.
          const target = { connectionString, files: createFileStore(desk.env), env: desk.env };
          const made = { takenAt: new Date(takenAt), file: path.basename(file) };
          const restored = await restoreBackup(target, file, {
            replace: values.replace ?? false,
            prepare: async (fresh) => {
              held = await calmRestored(fresh, made, { resume: values.resume ?? false });
            },
          });
          desk.say(`The studio is as it was on ${takenAt}: ${sayContents(restored.manifest)}.`);
          desk.say(`What was there before is kept in the database ${restored.aside}. Drop it when you miss nothing.`);
          if (!restored.engine) desk.say("Workflows were left out; what was in the making is taken up again.");
          if (held > 0) desk.say(`${held} posts are held back. Let them go with: npm run troupe -- posts release`);
          desk.say("Everybody signs in anew. Look through the members and keys: what was revoked since is back.");
          return 0;
        });
      } finally {
        await unlock();
      }
    },
  },
};

/** A folder gets a file named by the moment; without `--to` it is `backups` in the data folder. */
async function nameArchive(desk: Desk, to: string | undefined): Promise<string> {
  const named = `troupe-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.tar`;
  if (to === undefined) return path.join(desk.env.dataDir, "backups", named);
  const target = desk.pathOf(to);
  const isFolder = to.endsWith("/") || ((await stat(target).catch(() => undefined))?.isDirectory() ?? false);
  return isFolder ? path.join(target, named) : target;
}

const countRows = ({ tables }: Manifest) => tables.reduce((sum, table) => sum + table.rows, 0);

function sayContents(manifest: Manifest): string {
  const { tables, files } = manifest;
  const bytes = [...tables, ...files].reduce((sum, part) => sum + part.bytes, 0);
  return `${countRows(manifest)} rows of ${tables.length} tables and ${files.length} files, ${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
